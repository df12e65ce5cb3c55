"""The second factor: set up, shown, lost, and found again."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.models import Event, Try
from okno.people import actions as people
from okno.people import policy, queries, totp
from okno.people.models import OneTimeKey, RecoveryCode, StaffSession

PASSWORD = "a window with four panes"
HERE = "192.0.2.7"
REAL = datetime(2026, 11, 24, 7, 20, 10, tzinfo=UTC)


@pytest.fixture
def member(anna, it_is_ten):
    anna.set_password(PASSWORD)
    anna.save()
    return anna


@pytest.fixture
def sealed():
    return totp.new_secret()


@pytest.fixture
def codes(member, sealed, at):
    """The recovery codes of Anna, who has set up her app."""
    return people.set_up_app(
        staff=member,
        sealed=sealed,
        code=totp.code_at(sealed, REAL),
        real_at=REAL,
        at=at,
        by=f"staff:{member.pk}",
    )


def shows(member, code, at, *, real_at=REAL, address=HERE):
    """What she is refused with, or "" when she is in."""
    try:
        people.show_code(staff=member, code=code, address=address, real_at=real_at, at=at)
    except Refusal as refusal:
        return refusal.code
    return ""


def later(steps):
    return REAL + timedelta(seconds=30 * steps)


def gives_password(client, login="anna", after=""):
    return client.post("/staff/login/", {"login": login, "password": PASSWORD, "next": after})


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_standard(second, code):
    """RFC 6238, appendix B: the last six of its eight digits for SHA-1."""
    sealed = totp._box().encrypt(b"12345678901234567890").decode()
    at = datetime.fromtimestamp(second, UTC)
    assert totp.code_at(sealed, at) == code
    assert totp.step_of(sealed, code, at) == second // 30


def test_a_secret_is_read_by_no_other_house(sealed, settings):
    code = totp.code_at(sealed, REAL)
    typed, address = totp.shown(sealed, "anna")
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", typed)
    assert address.startswith("otpauth://totp/okno:anna?")
    settings.SECRET_KEY = "of another house"
    assert totp.step_of(sealed, code, REAL) is None


@given(st.text(alphabet=policy.RECOVERY_SIGNS, min_size=12, max_size=12))
def test_a_recovery_code_is_read_however_it_was_written_down(code):
    for typed in (code, code.lower(), policy.shown_recovery(code), code.replace("C", "С")):
        assert policy.recovery_code(typed) == code


@given(st.text())
def test_whatever_is_typed_is_read_as_some_code_or_none(typed):
    assert len(policy.digits(typed)) <= 7
    assert len(policy.recovery_code(typed)) <= 13


@pytest.mark.django_db
def test_a_code_of_the_app_opens_and_the_same_code_does_not_open_again(member, sealed, codes, at):
    assert shows(member, totp.code_at(sealed, REAL), at) == "wrong_second_code", "it set up the app"
    code = totp.code_at(sealed, later(1))
    assert shows(member, f"{code[:3]} {code[3:]}", at, real_at=later(1)) == ""
    assert shows(member, code, at, real_at=later(1)) == "wrong_second_code"
    assert shows(member, code, at, real_at=later(2)) == "wrong_second_code"


@pytest.mark.django_db
def test_a_telephone_may_be_half_a_minute_off_and_not_more(member, sealed, codes, at):
    assert shows(member, totp.code_at(sealed, later(4)), at, real_at=later(2)) != ""
    assert shows(member, totp.code_at(sealed, later(4)), at, real_at=later(3)) == ""


@pytest.mark.django_db(transaction=True)
def test_of_many_who_give_one_code_at_once_one_gets_in(member, sealed, codes, at):
    code = totp.code_at(sealed, later(1))

    def show(_number):
        try:
            return shows(member, code, at, real_at=later(1))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(show, range(4)))
    assert got.count("") == 1


@pytest.mark.django_db
def test_after_five_wrong_codes_recovery_opens_still_and_forgives(member, sealed, codes, at):
    for number in range(5):
        assert shows(member, "000000", at, address=f"192.0.2.{number}") == "wrong_second_code"
    right = totp.code_at(sealed, later(1))
    assert shows(member, right, at, real_at=later(1)) == "too_many_second_codes"
    assert shows(member, codes[0].lower(), at) == ""
    assert shows(member, codes[0], at) == "wrong_second_code", "each opens once"
    left = Event.objects.get(name="people.recovery_code_used").payload
    assert left == {"left": 9}
    quarter = at + timedelta(minutes=16)
    assert shows(member, right, quarter, real_at=later(1)) == ""


@pytest.mark.django_db
def test_recovery_codes_are_not_guessed_and_are_somebodys_own(member, boris, codes, at):
    assert shows(boris, codes[0], at) == "wrong_second_code"
    for number in range(5):
        assert shows(member, f"AAAA AAAA AAA{number + 2}", at) == "wrong_second_code"
    assert shows(member, codes[0], at) == "too_many_second_codes"
    assert shows(member, codes[0], at, address="203.0.113.1") == ""


@pytest.mark.django_db
def test_nothing_kept_shows_a_secret_or_a_recovery_code(member, sealed, codes):
    typed, _address = totp.shown(sealed, "anna")
    kept = f"{list(OneTimeKey.objects.values())} {list(RecoveryCode.objects.values())}"
    kept += str(list(Event.objects.values()))
    assert typed.replace(" ", "") not in kept
    assert not any(code.replace(" ", "") in kept for code in codes)
    assert len(set(codes)) == 10


@pytest.mark.django_db
def test_an_app_is_kept_only_once_it_has_shown_a_code(member, sealed, at):
    with pytest.raises(Refusal) as caught:
        people.set_up_app(
            staff=member, sealed=sealed, code="000000", real_at=REAL, at=at, by="staff:1"
        )
    assert caught.value.code == "wrong_second_code"
    assert not queries.has_second_factor(member)


@pytest.mark.django_db
def test_when_the_last_factor_goes_its_recovery_codes_go_too(member, codes, at):
    same = {"staff": member, "at": at, "by": f"staff:{member.pk}"}
    newer = people.renew_recovery_codes(**same)
    assert not set(newer) & set(codes)
    people.remove_factor(**same)
    assert not member.recovery_codes.exists()
    for act in (people.remove_factor, people.renew_recovery_codes, people.reset_second_factor):
        with pytest.raises(Refusal) as caught:
            act(**same)
        assert caught.value.code == "unknown_factor"


@pytest.mark.django_db
def test_the_password_alone_opens_nothing_and_says_so_to_the_journal_only_once_one_is_in(
    member, sealed, codes, client
):
    answer = gives_password(client, after="/desk/?lang=en")
    assert answer["Location"] == "/staff/second/"
    assert not is_in(client)
    assert client.get("/desk/")["Location"].startswith("/staff/login/")
    assert not Event.objects.filter(name="people.staff_signed_in").exists()
    assert client.get("/staff/second/set-up/")["Location"] == "/staff/login/", "not set up anew"
    wrong = client.post("/staff/second/", {"code": "000000"})
    assert wrong.status_code == 422
    assert 'id="code-error"' in wrong.content.decode()
    answer = client.post("/staff/second/", {"code": totp.code_at(sealed, clock.real())})
    assert answer["Location"] == "/desk/?lang=en"
    assert is_in(client)
    assert Event.objects.filter(name="people.staff_signed_in").count() == 1


@pytest.mark.django_db
def test_the_second_step_waits_five_minutes_and_not_for_an_old_password(
    member, sealed, codes, client, it_is_ten
):
    gives_password(client)
    clock.set_to(it_is_ten + timedelta(minutes=6), 0.001)
    code = {"code": totp.code_at(sealed, clock.real())}
    assert client.post("/staff/second/", code)["Location"] == "/staff/login/"
    gives_password(client)
    people.set_password(login="anna", password="a door with two handles", at=it_is_ten, by="x")
    assert client.post("/staff/second/", code)["Location"] == "/staff/login/"
    assert Client().get("/staff/second/")["Location"] == "/staff/login/"


@pytest.mark.django_db
def test_whoever_leads_is_asked_to_set_it_up_and_may_put_it_off(vera, client, it_is_ten):
    vera.set_password(PASSWORD)
    vera.save()
    answer = gives_password(client, "vera", "/office/centre/")
    assert answer["Location"] == "/staff/second/set-up/?next=%2Foffice%2Fcentre%2F"
    assert is_in(client)
    page = client.get(answer["Location"]).content.decode()
    assert 'href="/office/centre/"' in page
    stranger = client.get("/staff/second/set-up/?next=https://elsewhere.example/").content.decode()
    assert 'href="https://elsewhere' not in stranger
    assert 'name="next" value="https' not in stranger


@pytest.mark.django_db
def test_where_a_role_needs_it_nobody_of_that_role_is_in_before(member, client, settings):
    settings.SECOND_FACTOR = frozenset({"operator"})
    assert gives_password(client)["Location"] == "/staff/second/set-up/"
    assert not is_in(client)
    page = client.get("/staff/second/set-up/").content.decode()
    assert "Не сейчас" not in page
    typed = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[1]
    sealed = shown_to(client)
    assert totp.shown(sealed, "anna")[0] == typed
    answer = client.post("/staff/second/set-up/", {"code": totp.code_at(sealed, clock.real())})
    assert is_in(client)
    page = answer.content.decode()
    assert len(re.findall(r"<li><code>[A-Z2-9]{4} [A-Z2-9]{4} [A-Z2-9]{4}</code>", page)) == 10
    assert 'href="/desk/"' in page
    assert answer["Cache-Control"] == "no-store"


def shown_to(client):
    """The secret on the page where this browser sets up an app."""
    client.get("/staff/second/set-up/")
    return client.session["app_shown"]["sealed"]


@pytest.mark.django_db
def test_who_saw_a_secret_at_a_shared_browser_and_left_knows_nobodys_codes(
    member, boris, client, settings
):
    settings.SECOND_FACTOR = frozenset({"operator"})
    boris.set_password(PASSWORD)
    boris.save()
    gives_password(client, "boris")
    seen = shown_to(client)
    gives_password(client)
    mistaken = client.post("/staff/second/set-up/", {"code": totp.code_at(seen, clock.real())})
    assert (mistaken.status_code, is_in(client)) == (422, False)
    mine = shown_to(client)
    assert mine != seen
    assert shown_to(client) == mine, "a page that is loaded again shows the same"
    client.post("/staff/second/set-up/", {"code": totp.code_at(mine, clock.real())})
    assert OneTimeKey.objects.get(staff=member).sealed == mine


@pytest.mark.django_db
def test_a_secret_that_was_shown_ends_with_the_sign_in_that_showed_it(member, client, settings):
    settings.SECOND_FACTOR = frozenset({"operator"})
    gives_password(client)
    seen = shown_to(client)
    gives_password(client)
    assert shown_to(client) != seen


@pytest.mark.django_db
def test_a_demo_person_enters_by_the_button_whatever_is_needed_elsewhere(
    client, centre, at, settings
):
    people.load_demo_staff(centre=centre, counters=2, at=at)
    settings.MODE = "demo"
    settings.SECOND_FACTOR = frozenset({"manager"})
    client.post("/staff/login/", {"demo": "tverskoy-manager"})
    assert is_in(client)


@pytest.mark.django_db
def test_an_open_browser_alone_changes_nobodys_door(member, codes, client, it_is_ten):
    gives_password(client)
    client.post("/staff/second/", {"code": codes[0]})
    clock.set_to(it_is_ten + timedelta(minutes=16), 0.001)
    for address in ("/staff/me/second/remove/", "/staff/second/recovery/"):
        assert client.post(address)["Location"] == "/staff/login/?next=%2Fstaff%2Fme%2F"
    assert client.get("/staff/second/set-up/")["Location"].startswith("/staff/login/")
    assert queries.has_second_factor(member)
    gives_password(client)
    client.post("/staff/second/", {"code": codes[1]})
    assert "codes" in client.post("/staff/second/recovery/").content.decode()
    client.post("/staff/me/second/remove/")
    assert not queries.has_second_factor(member)


@pytest.mark.django_db
def test_a_manager_resets_what_a_colleague_has_lost_and_nobody_resets_their_own(
    member, vera, sealed, codes, client, at
):
    gives_password(client)
    client.post("/staff/second/", {"code": codes[0]})
    for _ in range(5):
        shows(member, "000000", at)
    manager = Client()
    manager.force_login(vera)
    assert f'id="reset-{member.pk}"' in manager.get("/office/people/").content.decode()
    manager.post(f"/office/people/{member.pk}/reset/")
    assert not queries.has_second_factor(member)
    assert not StaffSession.objects.filter(staff=member).exists()
    assert not Try.objects.exists()
    fact = Event.objects.get(name="people.second_factor_reset")
    assert (fact.by, fact.subject) == (f"staff:{vera.pk}", f"staff:{member.pk}")
    assert gives_password(client)["Location"] == "/desk/"
    assert manager.post(f"/office/people/{vera.pk}/reset/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id": 1}', "no json"])
def test_an_answer_that_is_no_passkey_is_refused_in_words(member, client, answer):
    gives_password(client)
    client.get("/staff/second/set-up/", headers={"Host": "localhost"})
    told = client.post("/staff/second/set-up/", {"passkey": answer}, headers={"Host": "localhost"})
    assert told.status_code == 422
    assert not queries.has_second_factor(member)


@pytest.mark.django_db
def test_under_an_address_of_digits_no_passkey_is_offered(member, client):
    gives_password(client)
    for host, offered in (("127.0.0.1", False), ("[::1]", False), ("localhost", True)):
        page = client.get("/staff/second/set-up/", headers={"Host": host}).content.decode()
        assert ("<ok-passkey" in page) is offered
