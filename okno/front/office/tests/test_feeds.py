"""A calendar program reads a centre's booked times."""

import re
from datetime import UTC, timedelta

import pytest
from icalendar import Calendar

from okno.base import access, log
from okno.base.text import Text
from okno.booking import actions as booking
from okno.network.models import Device
from okno.network.tests.factories import CentreFactory, CityFactory
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
HOUR = timedelta(hours=1)
FEEDS = "/office/appointments/calendars/"


@pytest.fixture
def office(client, vera, services):
    client.force_login(vera)
    return client


@pytest.fixture
def address(office):
    """Make an address: `address()`, `address("english")` of one schedule."""

    def make(schedule="", key="k"):
        form = {"key": f"{key}{schedule}", "centre": "tverskoy", "schedule": schedule}
        page = office.post(f"{FEEDS}add/", form)
        assert page["Cache-Control"] == "no-store"
        found = re.search(r'id="address">(?:https?://[^/]+)([^<]+)<', page.content.decode())
        return found[1]

    return make


def read(client, address, **headers):
    return client.get(address, headers=headers)


def events(answer):
    return {str(each["uid"]): each for each in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_an_address_gives_service_and_state_and_nothing_about_a_person(
    office, address, schedule, english, book, tomorrow, client
):
    made = book(
        tomorrow, name="Джамшед Раҳимов", email="d@example.org", language="en",
        needs=["wheelchair"], companions=1,
    )  # fmt: skip
    there = address()
    client.logout()
    answer = read(client, there)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = events(answer).values()
    assert str(event["summary"]) == f"{made.service.short_name} · записан"
    assert event.decoded("dtstart").astimezone(UTC) == tomorrow
    assert (str(event["status"]), int(event["sequence"])) == ("CONFIRMED", 0)
    text = answer.content.decode().replace("\r\n ", "")
    for hidden in ("Джамшед", "9160000001", "example.org", made.code, made.token, "коляск"):
        assert hidden not in text


def test_times_bear_the_zone_of_the_centre_and_the_zone_is_told(
    office, address, schedule, book, tomorrow
):
    book(tomorrow)
    answer = read(office, address())
    text = answer.content.decode()
    assert "DTSTART;TZID=Europe/Moscow:20261125T110000" in text
    zone = Calendar.from_ical(answer.content).walk("VTIMEZONE")[0]
    assert str(zone["tzid"]) == "Europe/Moscow"
    offsets = [each["tzoffsetto"].to_ical() for each in zone.walk("STANDARD")]
    assert "+0300" in offsets
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_move_and_a_cancellation_change_what_a_reader_has(
    office, address, schedule, book, tomorrow, at
):
    made, gone = book(tomorrow), book(tomorrow + HOUR, phone="+79160000002")
    there = address()
    before = read(office, there)
    booking.move(made, starts_at=tomorrow + 3 * HOUR, at=at, by="x")
    booking.cancel(gone, at=at, by="x")
    old, new = events(before), events(read(office, there))
    assert old.keys() == new.keys(), "the UIDs stay"
    for uid in old:
        assert int(new[uid]["sequence"]) > int(old[uid]["sequence"])
    states = sorted(str(each["status"]) for each in new.values())
    assert states == ["CANCELLED", "CONFIRMED"]


def test_a_time_held_for_somebody_is_nobodys_business(office, address, schedule, hold, tomorrow):
    hold(tomorrow)
    assert events(read(office, address())) == {}


def test_an_address_of_one_schedule_gives_that_alone_with_its_blocked_times(
    office, address, schedule, english, book, tomorrow, at
):
    book(tomorrow)
    spoken = book(tomorrow, phone="+79160000002", language="en")
    booking.block(
        english, starts_at=tomorrow + HOUR, ends_at=tomorrow + 2 * HOUR,
        reason=Text(ru="Учёба", en="Training"), at=at, by="staff:1",
    )  # fmt: skip
    found = events(read(office, address("english")))
    assert sorted(uid.partition("@")[0].partition("-")[0] for uid in found) == ["blocked", "booked"]
    words = {str(each["summary"]) for each in found.values()}
    assert words == {f"{spoken.service.short_name} · записан", "Записи нет: Учёба"}
    assert len(events(read(office, address()))) == 3


def test_who_has_the_newest_is_told_so_without_the_whole(office, address, schedule, book, tomorrow):
    book(tomorrow)
    there = address()
    first = read(office, there)
    again = read(office, there, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    book(tomorrow + HOUR, phone="+79160000002")
    assert read(office, there, **{"If-None-Match": first["ETag"]}).status_code == 200


def test_what_is_ended_answers_nobody(
    office, address, schedule, django_capture_on_commit_callbacks
):
    there = address()
    assert read(office, there).status_code == 200
    feed = Device.objects.get(kind="calendar")
    form = {"key": "e", "centre": "tverskoy"}
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert office.post(f"{FEEDS}{feed.pk}/end/", form).status_code == 302
    assert read(office, there).status_code == 404
    assert f"feed-{feed.pk}" not in office.get(FEEDS).content.decode()


def test_pressed_twice_it_is_one_address(office, address, schedule):
    form = {"key": "k", "centre": "tverskoy", "schedule": ""}
    there = address()
    assert office.post(f"{FEEDS}add/", form)["Location"] == FEEDS
    assert read(office, there).status_code == 200
    assert Device.objects.filter(kind="calendar").count() == 1


def test_the_key_of_a_program_opens_no_calendar_and_that_of_a_calendar_no_door(
    client, address, schedule, token
):
    there = address()
    client.logout()
    secret = there.split("/")[2]
    assert access.device_by(secret).kind == "calendar"
    for kind in ("program", "kiosk"):
        assert read(client, f"/feeds/{token(kind)}/okno.ics").status_code == 404
    assert read(client, "/feeds/unknown/okno.ics").status_code == 404
    bearer = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    answer = client.post(
        "/api/v1/centres/tverskoy/tickets", "{}", "application/json", headers=bearer
    )
    assert answer.status_code == 403
    assert client.get(f"/enter/{secret}").status_code == 401
    assert client.post(there).status_code == 405


def test_another_centres_schedule_and_address_do_not_exist(office, services, schedule, at, vera):
    other = CentreFactory(counters=4)
    schedule_of(other, slug="theirs", at=at)
    form = {"key": "a", "centre": "tverskoy", "schedule": "theirs"}
    assert office.post(f"{FEEDS}add/", form).status_code == 404
    theirs = Device.objects.create(centre=other, kind="calendar", name="x", token_hash="x")
    own = Device.objects.create(centre=vera.centre, kind="kiosk", name="y", token_hash="y")
    for feed in (theirs, own):
        answer = office.post(f"{FEEDS}{feed.pk}/end/", {"key": f"{feed.pk}", "centre": "tverskoy"})
        assert answer.status_code == 404
        feed.refresh_from_db()
        assert feed.is_active


def test_the_log_never_holds_an_address(address, schedule):
    import logging

    there = address()
    record = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", (there,), None)
    assert there.split("/")[2] not in log.Json().format(record)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_a_centre_whose_clocks_change_has_both_halves_of_the_year_right(
    office, centre, services, address, book, at, zone
):
    centre.zone = zone
    centre.save()
    CityFactory()
    schedule_of(centre, at=at)
    made = book((at + timedelta(days=7)).replace(hour=15, minute=0))
    (event,) = events(read(office, address())).values()
    assert event.decoded("dtstart") == made.starts_at
