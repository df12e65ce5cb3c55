"""Devices enter by a one-time code, are seen, and are sent away."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from okno.base import access, clock
from okno.base.errors import Refusal
from okno.base.models import Event
from okno.base.text import Text
from okno.network import actions as network
from okno.network import policy, queries
from okno.network.models import Device
from okno.network.tests.factories import CentreFactory

HERE, ELSEWHERE = "192.0.2.7", "192.0.2.8"


@pytest.fixture
def expected(centre, it_is_ten):
    """A kiosk that a code waits for."""
    return network.expect_device(
        centre=centre, kind="kiosk", name="at the entrance", at=it_is_ten, by="staff:7"
    )


def refusal_of(act, **given):
    with pytest.raises(Refusal) as caught:
        act(**given)
    return caught.value.code


@given(st.text(alphabet=policy.SIGNS, min_size=8, max_size=8))
def test_a_code_is_read_the_same_in_either_alphabet_and_however_it_is_written(code):
    cyrillic = code.translate(str.maketrans("ACEHKMPTX3", "АСЕНКМРТХЗ"))
    for typed in (code, code.lower(), cyrillic, cyrillic.lower(), policy.shown_code(code)):
        assert policy.read_code(f" {typed[:3]}-{typed[3:]} ") == code


@given(st.text())
def test_whatever_is_typed_is_no_longer_than_a_code_and_one_sign(typed):
    assert len(policy.read_code(typed)) <= policy.LENGTH + 1


@pytest.mark.django_db
def test_a_device_enters_once_by_its_code_and_what_is_kept_says_neither_code_nor_token(
    expected, centre, at
):
    device, code = expected
    assert len(code) == 8
    entered, token = network.enter_code(code=policy.shown_code(code), address=HERE, at=at)
    assert entered == device
    assert queries.device_by_token(token) == device
    row = " ".join(map(str, Device.objects.filter(pk=device.pk).values().get().values()))
    assert code not in row
    assert token not in row
    assert refusal_of(network.enter_code, code=code, address=HERE, at=at) == "wrong_code"
    facts = Event.objects.filter(subject=f"device:{device.pk}").order_by("id")
    assert [(each.name, each.by) for each in facts] == [
        ("network.device_expected", "staff:7"),
        ("network.device_enrolled", "staff:7"),
    ]
    assert code not in str(list(facts.values()))


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [15, 60 * 24 * 7, -1])
def test_a_code_lasts_a_quarter_of_an_hour_also_when_a_demos_clock_ran_ahead(expected, at, minutes):
    _device, code = expected
    later = at + timedelta(minutes=minutes)
    assert refusal_of(network.enter_code, code=code, address=HERE, at=later) == "wrong_code"


@pytest.mark.django_db
def test_after_ten_wrong_codes_a_network_waits_and_others_do_not(expected, at):
    _device, code = expected
    for _ in range(10):
        assert refusal_of(network.enter_code, code="A" * 8, address=HERE, at=at) == "wrong_code"
    assert refusal_of(network.enter_code, code=code, address=HERE, at=at) == "too_many_codes"
    assert network.enter_code(code=code, address=ELSEWHERE, at=at)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_give_one_code_at_once_one_gets_in(expected, at):
    _device, code = expected

    def enter(number):
        try:
            return network.enter_code(code=code, address=f"192.0.2.{number}", at=at)[1]
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(enter, range(8)))
    assert got.count("wrong_code") == 7


@pytest.mark.django_db
def test_a_new_code_leaves_the_old_machine_at_work_until_it_is_used(expected, at):
    device, code = expected
    _device, old = network.enter_code(code=code, address=HERE, at=at)
    newer = network.make_code(device=device, at=at, by="staff:7")
    assert queries.device_by_token(old) == device
    network.enter_code(code=newer, address=HERE, at=at)
    assert queries.device_by_token(old) is None


@pytest.mark.django_db
def test_whatever_is_sent_away_opens_nothing_and_enters_no_more(
    expected, at, django_capture_on_commit_callbacks
):
    device, code = expected
    _device, token = network.enter_code(code=code, address=HERE, at=at)
    assert queries.device_by_token(token)
    waiting = network.make_code(device=device, at=at, by="staff:7")
    with django_capture_on_commit_callbacks(execute=True):
        network.revoke_device(device=device, at=at, by="staff:7")
    assert queries.device_by_token(token) is None
    assert refusal_of(network.enter_code, code=waiting, address=HERE, at=at) == "wrong_code"
    for act in (network.make_code, network.revoke_device):
        assert refusal_of(act, device=device, at=at, by="staff:7") == "unknown_device_here"
    assert Event.objects.filter(name="network.device_revoked").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "toaster"}, "unknown_kind"),
        ({"name": "  "}, "no_device_name"),
        ({"name": "x" * 41}, "no_device_name"),
        ({"name": " at  the entrance "}, "device_name_taken"),
    ],
)
def test_a_device_is_expected_under_a_name_of_its_own(expected, centre, at, more, code):
    wish = {"centre": centre, "kind": "kiosk", "name": "another", "at": at, "by": "staff:7"}
    assert refusal_of(network.expect_device, **wish | more) == code


@pytest.mark.django_db
def test_a_device_stands_in_a_hall_of_its_own_centre(centre, at):
    other = CentreFactory(slug="arbat", name=Text(ru="Арбат", en="Arbat"), counters=1)
    wish = {"centre": centre, "kind": "kiosk", "at": at, "by": "staff:7"}
    hall = centre.halls.first()
    device, _code = network.expect_device(**wish, name="one", hall=hall)
    assert (device.hall, device.settings) == (hall, {"hall": hall.slug})
    theirs = {**wish, "name": "two", "hall": other.halls.first()}
    assert refusal_of(network.expect_device, **theirs) == "unknown_hall"


@pytest.mark.django_db
def test_when_a_device_asked_last_is_known_to_the_minute(centre, token, it_is_ten):
    key = token("board")
    seen = []
    for seconds in (0, 30, 90, -3600):  # a demo's clock may also jump back
        clock.set_to(it_is_ten + timedelta(seconds=seconds), speed=0.001)
        queries.forget_devices()
        queries.device_by_token(key)
        seen.append(round((Device.objects.get().seen_at - it_is_ten).total_seconds()))
    assert seen == [0, 0, 90, -3600]


@pytest.mark.django_db
def test_a_new_screen_enters_on_its_page_and_nobody_sees_its_token(expected, client):
    _device, code = expected
    page = client.get("/enter/")
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex"
    answer = client.post("/enter/", {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, "/kiosk/")
    cookie = client.cookies[access.device_cookie("kiosk")]
    assert cookie["httponly"]
    assert cookie.value not in answer.content.decode() + answer["Location"]
    assert client.get("/kiosk/").status_code == 200


@pytest.mark.django_db
def test_a_code_is_touched_sign_by_sign_where_there_is_no_keyboard(expected, client):
    _device, code = expected
    typed = ""
    for sign in (code[0], "erase", *code[:-1]):
        page = client.post("/enter/", {"code": typed, "sign": sign}).content.decode()
        typed = re.search(r'name="code" value="(\w*)"', page)[1]
    assert typed == code[:-1]
    answer = client.post("/enter/", {"code": typed, "sign": code[-1]})
    assert answer["Location"] == "/kiosk/"


@pytest.mark.django_db
def test_a_wrong_code_is_told_in_both_languages_beside_the_field(client, it_is_ten):
    for language, words in (("ru", "ничего не открывает"), ("en", "opens nothing")):
        answer = client.post("/enter/", {"code": "AAAAAAAA"}, headers={"Accept-Language": language})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "code-error" in answer.content.decode()


@pytest.mark.django_db
def test_a_code_of_a_printer_is_not_used_up_by_a_browser(centre, it_is_ten):
    _device, code = network.expect_device(
        centre=centre, kind="printer", name="x", at=it_is_ten, by="staff:7"
    )
    answer = Client().post("/enter/", {"code": code})
    assert answer.status_code == 422
    assert network.enter_code(code=code, address=HERE, at=it_is_ten)
