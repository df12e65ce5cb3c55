"""The manager's devices."""

import re

import pytest

from okno.base.text import Text
from okno.network import actions as network
from okno.network.models import Device
from okno.network.tests.factories import CentreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, vera, it_is_ten):
    client.force_login(vera)
    return client


def code_in(answer):
    return re.search(r'id="code"[^>]*>(\w{4} \w{4})<', answer.content.decode())[1]


def test_a_manager_makes_a_code_that_opens_the_new_kiosk_and_is_shown_once(office, client):
    answer = office.post("/office/devices/add/", {"kind": "kiosk", "name": "door", "hall": "a"})
    code = code_in(answer)
    assert answer["Cache-Control"] == "no-store"
    assert code not in office.get("/office/devices/").content.decode()
    assert client.post("/enter/", {"code": code})["Location"] == "/kiosk/"
    assert Device.objects.get(name="door").hall.slug == "a"


def test_a_device_that_was_given_no_name_is_called_by_its_kind_in_the_readers_language(
    office, centre, at
):
    network.enrol_device(centre=centre, kind="board", name="board", at=at, by="x")
    made = Device.objects.get()
    for language, word in (("ru", "табло"), ("en", "board")):
        office.cookies["okno_language"] = language
        page = office.get("/office/devices/").content.decode()
        assert f'id="device-name-{made.pk}">{word}<' in page


def test_what_is_refused_stands_beside_what_was_typed(office):
    answer = office.post("/office/devices/add/", {"kind": "board", "name": " "})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="name-error"' in page
    assert '<option value="board" selected>' in page


def test_a_new_code_replaces_a_machine_and_sending_away_ends_it(office, centre, token, client):
    old = token("kiosk")
    device = Device.objects.get()
    code = code_in(office.post(f"/office/devices/{device.pk}/code/"))
    assert office.post(f"/office/devices/{device.pk}/nonsense/").status_code == 404
    office.post(f"/office/devices/{device.pk}/revoke/")
    assert client.post("/enter/", {"code": code}).status_code == 422
    assert client.get(f"/enter/{old}").status_code == 401
    assert "of the test" not in office.get("/office/devices/").content.decode()


def test_nothing_is_sent_away_by_one_press(office, centre, token):
    """The button in the list opens a question; the form stands in it, and without scripts behind a fold."""
    token("kiosk")
    device = Device.objects.get()
    page = office.get("/office/devices/").content.decode()
    assert f'data-opens="away-{device.pk}"' in page
    assert f'<dialog class="dialog" id="away-{device.pk}"' in page
    assert "Отключить «kiosk of the test»?" in page
    form = f'action="/office/devices/{device.pk}/revoke/"'
    outside = re.sub(r"<(dialog|details)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert page.count(form) == 2
    assert form not in outside


def test_the_devices_of_another_centre_are_not_there(office, at):
    other = CentreFactory(slug="arbat", name=Text(ru="Арбат", en="Arbat"), counters=1)
    theirs, _code = network.expect_device(
        centre=other, kind="kiosk", name="of Arbat", at=at, by="x"
    )
    assert "of Arbat" not in office.get("/office/devices/").content.decode()
    for verb in ("code", "revoke"):
        assert office.post(f"/office/devices/{theirs.pk}/{verb}/").status_code == 404
    assert Device.objects.get(pk=theirs.pk).is_active


def test_a_manager_says_how_often_a_program_may_ask(office, token):
    token("program")
    device = Device.objects.get()
    page = office.get("/office/devices/").content.decode()
    assert "1200 запросов в минуту" in page
    wrong = office.post(f"/office/devices/{device.pk}/quota/", {"quota": "0"})
    assert wrong.status_code == 422
    assert f'id="quota-{device.pk}-error"' in wrong.content.decode()
    assert office.post(f"/office/devices/{device.pk}/quota/", {"quota": "60"}).status_code == 302
    assert "60 запросов в минуту" in office.get("/office/devices/").content.decode()
    device.refresh_from_db()
    assert device.settings == {"requests_a_minute": 60}


def test_a_screen_has_no_quota(office, token):
    token("kiosk")
    device = Device.objects.get()
    assert "в минуту" not in office.get("/office/devices/").content.decode()
    assert office.post(f"/office/devices/{device.pk}/quota/", {"quota": "60"}).status_code == 404
