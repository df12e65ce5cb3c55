"""Booking by programs: free times, holds, appointments, arrival."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from okno.base import clock, tries
from okno.base.access import asker_of
from okno.base.models import Event
from okno.booking import policy, queries
from okno.booking.models import Appointment, State, Via
from okno.front.api.tests.asking import get, post, refused
from okno.notify.models import Message
from okno.queue.models import Ticket

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PERSON = {"name": "Mei Li", "phone": "+8613800138000", "agreed": True}


@pytest.fixture(autouse=True)
def _ten_in_the_morning(at, schedule):
    clock.set_to(at, speed=1)


@pytest.fixture
def held(program, tomorrow):
    answer = post(
        program,
        "/centres/tverskoy/holds",
        {"services": ["passport"], "starts_at": tomorrow.isoformat()},
    )
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def booked(program, held):
    answer = post(program, "/appointments", {"hold": held["token"], **PERSON})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_the_earliest_time_of_every_centre_is_public(client, at):
    answer = get(client, "/slots/earliest", {"service": "passport"})
    assert [each["centre"] for each in answer.json()] == ["tverskoy"]
    refused(get(client, "/slots/earliest", {"service": "no-such"}), 404, "unknown_service")
    refused(get(client, "/slots/earliest"), 422, "wrong_field")


def test_the_free_times_of_days_are_public(client, tomorrow):
    day = {"service": "passport", "first": tomorrow.date(), "last": tomorrow.date()}
    found = get(client, "/centres/tverskoy/slots", day).json()
    assert len(found) == 48
    assert found[0]["free"] == 1
    far = day | {"last": tomorrow.date() + timedelta(days=40)}
    refused(get(client, "/centres/tverskoy/slots", far), 422, "bad_days")


def test_the_ends_of_the_calendar_are_refused_in_words(client, program):
    ends = {"service": "passport", "first": "9999-12-31", "last": "9999-12-31"}
    assert get(client, "/centres/tverskoy/slots", ends).json() == []
    for last in ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"):
        asked = {"services": ["passport"], "starts_at": last}
        refused(post(program, "/centres/tverskoy/holds", asked), 422, "slot_too_far")
    asked["starts_at"] = "0001-01-01T00:00:00+14:00"
    refused(post(program, "/centres/tverskoy/holds", asked), 422, "slot_past")


@pytest.mark.parametrize("half", ["\ud800", "passport\udfff"])
def test_half_a_character_is_no_text_in_whatever_field(program, booked, tomorrow, half):
    day = {"first_day": tomorrow.date().isoformat(), "last_day": tomorrow.date().isoformat()}
    wish = {"services": ["passport"], **day, **PERSON}
    hold = {"services": ["passport"], "starts_at": tomorrow.isoformat()}
    for path, asked, field in (
        ("/centres/tverskoy/holds", hold, {"services": [half]}),
        ("/centres/tverskoy/holds", hold, {"language": half}),
        ("/centres/tverskoy/wishes", wish, {"services": ["passport", half]}),
        ("/centres/tverskoy/wishes", wish, {"name": half}),
        ("/appointments", {"hold": booked["token"], **PERSON}, {"hold": half}),
        ("/appointments", {"hold": booked["token"], **PERSON}, {half: ""}),
        ("/centres/tverskoy/tickets", {"service": "passport"}, {"more": [half]}),
    ):
        refused(post(program, path, asked | field), 400, "unreadable")


def test_a_program_books_for_a_person(booked, tomorrow):
    assert booked["state"] == "booked"
    assert booked["services"] == ["passport"]
    made = Appointment.objects.get()
    assert (made.via, made.starts_at, made.visitor.name) == (Via.API, tomorrow, "Mei Li")
    assert "Mei" not in str(list(Event.objects.values_list("payload", flat=True)))


@pytest.mark.parametrize(("said", "told_in"), [({}, "ru"), ({"told_in": "en"}, "en")])
def test_a_person_is_told_in_the_language_they_read_or_else_wish_to_speak(
    program, held, said, told_in
):
    made = post(program, "/appointments", {"hold": held["token"], **PERSON, **said}).json()
    assert made["language"] == "ru"
    assert set(Message.objects.values_list("language", flat=True)) == {told_in}


def test_nobody_is_told_in_a_language_that_okno_is_not_written_in(program, held):
    asked = {"hold": held["token"], **PERSON, "told_in": "zh"}
    refused(post(program, "/appointments", asked), 422, "wrong_field")


def test_the_same_key_holds_one_time(program, tomorrow):
    asked = {"services": ["passport"], "starts_at": tomorrow.isoformat()}
    key = {"Idempotency-Key": "k1"}
    first = post(program, "/centres/tverskoy/holds", asked, **key)
    again = post(program, "/centres/tverskoy/holds", asked, **key)
    assert first.json() == again.json()
    assert Appointment.objects.count() == 1
    refused(post(program, "/centres/tverskoy/holds", asked), 409, "slot_taken")


def test_another_centres_device_holds_and_books_nothing_here(held, tomorrow, elsewhere):
    asked = {"services": ["passport"], "starts_at": tomorrow.isoformat()}
    refused(post(elsewhere, "/centres/tverskoy/holds", asked), 404, "unknown_centre")
    asked = {"hold": held["token"], **PERSON}
    refused(post(elsewhere, "/appointments", asked), 404, "unknown_appointment")
    day = {"day": tomorrow.date()}
    refused(get(elsewhere, "/centres/tverskoy/appointments", day), 404, "unknown_centre")


def test_nobody_without_a_token_holds(client, tomorrow):
    asked = {"services": ["passport"], "starts_at": tomorrow.isoformat()}
    refused(post(client, "/centres/tverskoy/holds", asked), 401, "unknown_device")


def test_the_holder_reads_moves_and_cancels_with_the_version_they_saw(client, booked, tomorrow):
    address = f"/appointments/{booked['token']}"
    seen = get(client, address)
    assert seen["ETag"] == '"0-booked"'
    assert seen["Cache-Control"] == "no-store"
    assert get(client, address, **{"If-None-Match": '"0-booked"'}).status_code == 304
    later = {"starts_at": (tomorrow + timedelta(hours=1)).isoformat()}
    moved = post(client, f"{address}/move", later, **{"If-Match": '"0-booked"'})
    assert (moved.status_code, moved["ETag"]) == (200, '"1-booked"')
    assert moved.json()["sequence"] == 1
    for stale in ('"0-booked"', "0", '"1"', 'W/"1-booked"', '"x-booked"', '"99999999999-booked"'):
        refused(post(client, f"{address}/cancel", **{"If-Match": stale}), 412, "changed_meanwhile")
    assert (
        post(client, f"{address}/cancel", **{"If-Match": '"1-booked"'}).json()["state"]
        == "cancelled"
    )
    refused(post(client, f"{address}/confirm"), 409, "appointment_moved_on")


def test_an_etag_is_another_when_the_state_is(client, program, kiosk, held, tomorrow):
    """Held, booked, arrived: of none the tag of the one before says that nothing has changed."""
    address, tags = f"/appointments/{held['token']}", []

    def read_anew(state):
        old = {"If-None-Match": tags[-1]} if tags else {}
        seen = get(client, address, **old)
        assert (seen.status_code, seen.json()["state"]) == (200, state)
        assert get(client, address, **{"If-None-Match": seen["ETag"]}).status_code == 304
        tags.append(seen["ETag"])

    read_anew("held")
    made = post(program, "/appointments", {"hold": held["token"], **PERSON})
    read_anew("booked")
    assert made["ETag"] == tags[-1]
    clock.set_to(tomorrow, speed=0.001)
    assert post(kiosk, f"{address}/check-in").status_code == 201
    read_anew("arrived")


def test_an_answer_that_is_given_again_has_its_etag_again(client, booked):
    address = f"/appointments/{booked['token']}/confirm"
    first, again = (post(client, address, **{"Idempotency-Key": "w"}) for _ in range(2))
    assert first["ETag"] == again["ETag"] == '"1-booked"'


def test_a_program_with_its_token_moves_for_many_people_and_nobody_else_does(
    client, program, kiosk, booked, tomorrow
):
    """Without a token the network is counted, of a screen's too: from the third move on each is a booking."""
    address, most = f"/appointments/{booked['token']}/move", policy.OFTEN["book"].an_hour
    tries.note(
        *[tries.key("book", asker_of("booking", RequestFactory().get("/")))] * most, at=clock.now()
    )
    times = iter({"starts_at": (tomorrow + number * HOUR).isoformat()} for number in range(1, 9))
    for _ in range(policy.FREE_MOVES):
        assert post(client, address, next(times)).status_code == 200
    for asks in (client, kiosk):
        refused(post(asks, address, next(times)), 429, "too_many_bookings")
    assert post(program, address, next(times)).status_code == 200


def test_the_same_key_moves_once(client, booked, tomorrow):
    address = f"/appointments/{booked['token']}/move"
    later = {"starts_at": (tomorrow + timedelta(hours=1)).isoformat()}
    first = post(client, address, later, **{"Idempotency-Key": "m"})
    again = post(client, address, later, **{"Idempotency-Key": "m"})
    assert first.json() == again.json()
    assert Appointment.objects.get().moves == 1


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "n"}])
def test_whoever_moves_on_and_on_into_what_somebody_has_is_told_no_more(
    client, english, book, tomorrow, key
):
    book(tomorrow)
    address = f"/appointments/{book(tomorrow + HOUR, language='en').token}/move"
    for number in range(policy.OFTEN["refused"].an_hour):
        again = {name: f"{value}{number}" for name, value in key.items()}
        then = {"starts_at": tomorrow.isoformat()}
        refused(post(client, address, then, **again), 409, "contact_not_taken")
    free = {"starts_at": (tomorrow + 2 * HOUR).isoformat()}
    refused(post(client, address, free, **key), 429, "too_many_bookings")
    another = book(tomorrow + 3 * HOUR, language="en", phone="+79160000002")
    portal = client.post(f"/a/{another.token}/move/", free)
    assert portal.status_code == 429, "of one network, by whichever door"


def test_a_kiosk_checks_in_and_gets_the_ticket_once(kiosk, booked, tomorrow):
    address = f"/appointments/{booked['token']}/check-in"
    refused(post(kiosk, address), 409, "another_day")
    clock.set_to(tomorrow, speed=1)
    given = post(kiosk, address)
    assert given.status_code == 201
    assert given.json()["label"] == "A1"
    assert post(kiosk, address).json() == given.json()
    assert Ticket.objects.count() == 1
    assert Appointment.objects.get().state == State.ARRIVED


def test_those_who_check_in_count_among_the_tickets_of_a_minute_and_may_ask_again(
    kiosk, booked, tomorrow, services
):
    """By whatever door a screen gives them: nineteen, then one of an appointment, then no more."""
    clock.set_to(tomorrow, speed=0.001)
    wish, address = {"service": "passport"}, f"/appointments/{booked['token']}/check-in"
    for _ in range(19):
        assert post(kiosk, "/centres/tverskoy/tickets", wish).status_code == 201
    given = post(kiosk, address, **{"Idempotency-Key": "c"})
    assert given.status_code == 201
    refused(post(kiosk, "/centres/tverskoy/tickets", wish), 429, "too_quick")
    again = post(kiosk, address, **{"Idempotency-Key": "c"})
    assert (again.status_code, again.json()) == (201, given.json())


def test_a_screen_that_gave_twenty_tickets_in_a_minute_checks_nobody_in(kiosk, booked, tomorrow):
    clock.set_to(tomorrow, speed=0.001)
    for _ in range(20):
        post(kiosk, "/centres/tverskoy/tickets", {"service": "passport"})
    refused(post(kiosk, f"/appointments/{booked['token']}/check-in"), 429, "too_quick")
    assert Appointment.objects.get().state == State.BOOKED


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "another"}])
def test_whoever_has_checked_in_gets_the_same_ticket_again_however_many_came_since(
    kiosk, booked, tomorrow, key
):
    from okno.base import clock

    clock.set_to(tomorrow, speed=0.001)
    address = f"/appointments/{booked['token']}/check-in"
    given = post(kiosk, address)
    assert given.status_code == 201
    for _ in range(19):
        post(kiosk, "/centres/tverskoy/tickets", {"service": "passport"})
    again = post(kiosk, address, **key)
    assert (again.status_code, again.json()) == (201, given.json())
    assert Ticket.objects.count() == 20
    refused(post(kiosk, "/centres/tverskoy/tickets", {"service": "passport"}), 429, "too_quick")


def test_a_day_is_read_page_by_page_without_persons(program, book, tomorrow):
    for number in range(5):
        book(tomorrow + timedelta(hours=number), phone=f"+7916000000{number}")
    seen, after = [], ""
    for _page in range(3):
        asked = {"day": tomorrow.date(), "limit": 2, "after": after}
        found = get(program, "/centres/tverskoy/appointments", asked).json()
        seen += found["items"]
        after = found["next"]
    assert after is None
    assert [each["starts_at"] for each in seen] == sorted(each["starts_at"] for each in seen)
    assert len({each["id"] for each in seen}) == 5
    assert not {"token", "code", "name", "phone"} & set(seen[0])
    for wrong in ("x", "1", "-", "1-x", "9" * 30 + "-1"):
        asked = {"day": tomorrow.date(), "after": wrong}
        refused(get(program, "/centres/tverskoy/appointments", asked), 422, "unknown_choice")


def test_a_long_day_is_read_in_as_many_statements_as_a_short_one(program, book, services, tomorrow):
    asked = "/centres/tverskoy/appointments", {"day": tomorrow.date()}
    wanted = ["passport", "benefit"]

    def book_and_count(numbers):
        for number in numbers:
            of = [services[slug] for slug in wanted[: 1 + number % 2]]
            phone = f"+7916000000{number}"
            book(tomorrow + timedelta(hours=number), phone=phone, services=of)
        with CaptureQueriesContext(connection) as statements:
            items = get(program, *asked).json()["items"]
        assert [each["services"] for each in items] == [
            wanted[: 1 + nth % 2] for nth in range(len(items))
        ]
        # Who asks is remembered for some seconds, and asked for anew on a slow machine.
        ours = [each for each in statements if "network_device" not in each["sql"]]
        return len(items), len([each for each in ours if "base_asking" not in each["sql"]])

    (few, short), (many, long) = book_and_count(range(2)), book_and_count(range(2, 8))
    assert (few, many) == (2, 8)
    assert long == short


def test_whoever_stands_at_a_screen_learns_nothing_of_whose_phone_is_booked(kiosk, tomorrow):
    """A stolen key of a kiosk would otherwise ask phone by phone, and take the times of a whole day."""
    wanted = {"services": ["passport"], "starts_at": tomorrow.isoformat()}
    refused(post(kiosk, "/centres/tverskoy/holds", wanted), 403, "not_for_you")
    refused(post(kiosk, "/appointments", {"hold": "x", **PERSON}), 403, "not_for_you")


def test_one_key_of_two_visitors_is_two_keys(client, book, tomorrow):
    for number in range(2):
        made = book(tomorrow + timedelta(hours=number), phone=f"+7916000000{number}")
        address = f"/appointments/{made.token}/confirm"
        assert post(client, address, **{"Idempotency-Key": "1"}).json()["token"] == made.token


def test_a_crowd_of_searches_leaves_a_thread_for_the_hall_and_for_who_books(client, tomorrow):
    asked = {"service": "passport"}
    days = {"first": tomorrow.date(), "last": tomorrow.date()}
    with queries.searching(), queries.searching():
        refused(get(client, "/slots/earliest", asked), 503, "too_many_searches")
        assert get(client, "/centres/tverskoy/slots", asked | days).status_code == 200
    assert get(client, "/slots/earliest", asked).status_code == 200
