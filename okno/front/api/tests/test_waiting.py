"""The waiting list by programs: a wish, what is offered to it, taking it, waiting no longer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okno.base import clock
from okno.base.models import Event
from okno.booking import actions as booking
from okno.booking import policy
from okno.booking.models import Appointment, State, Via, Wish
from okno.front.api.tests.asking import get, post, refused
from okno.notify.models import Message

pytestmark = pytest.mark.django_db
PERSON = {"name": "Mei Li", "phone": "+8613800138000", "agreed": True}


@pytest.fixture(autouse=True)
def _ten_in_the_morning(at, sold_out):
    clock.set_to(at, speed=0.001)


@pytest.fixture
def asked(tomorrow):
    day = tomorrow.date().isoformat()
    return {"services": ["passport"], "first_day": day, "last_day": day, **PERSON}


@pytest.fixture
def wished(program, asked):
    answer = post(program, "/centres/tverskoy/wishes", asked)
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def offered(wished, sold_out, at):
    sold_out()
    booking.offer_free_times(at=at)
    return f"/wishes/{wished['token']}"


def test_a_program_puts_a_person_on_the_list_once_per_key(program, asked):
    key = {"Idempotency-Key": "w1"}
    first, again = (post(program, "/centres/tverskoy/wishes", asked, **key) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first["ETag"] == again["ETag"] == '"0-waiting"'
    assert first["Cache-Control"] == "no-store"
    made = Wish.objects.get()
    assert (made.visitor.name, made.first_day.isoformat()) == ("Mei Li", asked["first_day"])
    assert "Mei" not in first.content.decode()
    assert "Mei" not in str(list(Event.objects.values_list("payload", flat=True)))


@pytest.mark.parametrize(("said", "told_in"), [({}, "ru"), ({"told_in": "en"}, "en")])
def test_whoever_waits_is_told_in_the_language_they_read_or_else_wish_to_speak(
    program, asked, sold_out, at, said, told_in
):
    made = post(program, "/centres/tverskoy/wishes", asked | said).json()
    sold_out()
    booking.offer_free_times(at=at)
    assert made["language"] == "ru"
    told = list(Message.objects.order_by("pk").values_list("act", "language"))
    assert told == [("wished", told_in), ("slot_offered", told_in)]


def test_whoever_is_on_the_list_already_is_not_told_to_a_program(program, asked, wished):
    refused(post(program, "/centres/tverskoy/wishes", asked), 409, "contact_not_taken")


def test_nobody_waits_for_what_is_free_nor_without_consent(program, asked, sold_out):
    no = asked | {"agreed": False}
    refused(post(program, "/centres/tverskoy/wishes", no), 422, "no_consent")
    past = asked | {"first_day": "2001-01-01"}
    refused(post(program, "/centres/tverskoy/wishes", past), 422, "bad_days")
    sold_out()
    refused(post(program, "/centres/tverskoy/wishes", asked), 409, "free_now")


def test_only_a_program_of_this_very_centre_puts_somebody_on_its_list(
    client, asked, kiosk, elsewhere
):
    refused(post(client, "/centres/tverskoy/wishes", asked), 401, "unknown_device")
    refused(post(kiosk, "/centres/tverskoy/wishes", asked), 403, "not_for_you")
    refused(post(elsewhere, "/centres/tverskoy/wishes", asked), 404, "unknown_centre")
    refused(get(elsewhere, "/centres/tverskoy/wishes"), 404, "unknown_centre")


def test_the_holder_reads_that_a_time_came_free_and_takes_it(client, program, offered, wished, at):
    seen = get(client, offered)
    assert seen["ETag"] == '"1-offered"'
    assert get(client, offered, **{"If-None-Match": '"1-offered"'}).status_code == 304
    assert seen.json()["held_until"] == (at + policy.OFFER).isoformat()
    key = {"If-Match": '"1-offered"', "Idempotency-Key": "yes"}
    taken, again = (post(client, f"{offered}/accept", **key) for _ in range(2))
    assert (taken.status_code, taken["ETag"]) == (200, '"0-booked"')
    assert taken.json() == again.json()
    assert taken.json()["starts_at"] == seen.json()["starts_at"]
    booked = Appointment.objects.get(state=State.BOOKED)
    assert (booked.via, booked.visitor.name) == (Via.LIST, "Mei Li")
    after = get(client, offered).json()
    assert (after["state"], after["appointment"]) == ("taken", booked.token)
    assert after["held_until"] is None


def test_another_time_than_the_one_that_was_read_is_not_taken(client, offered, at):
    later = at + policy.OFFER
    booking.expire_holds(at=later)
    booking.offer_free_times(at=later)
    clock.set_to(later, speed=0.001)
    assert get(client, offered)["ETag"] == '"2-offered"'
    for stale in ('"1-offered"', '"1"', "1-offered", '"1-booked"'):
        answer = post(client, f"{offered}/accept", **{"If-Match": stale})
        refused(answer, 412, "changed_meanwhile")
    assert post(client, f"{offered}/accept", **{"If-Match": '"2-offered"'}).status_code == 200


def test_an_offer_that_was_let_pass_is_over(client, offered, at):
    clock.set_to(at + policy.OFFER, speed=0.001)
    refused(post(client, f"{offered}/accept"), 409, "hold_over")


def test_before_anything_is_offered_there_is_nothing_to_take(client, wished):
    refused(post(client, f"/wishes/{wished['token']}/accept"), 409, "hold_over")
    refused(get(client, "/wishes/nobodys"), 404, "unknown_wish")


def test_whoever_waits_no_longer_is_forgotten_and_says_so_twice(client, wished):
    address = f"/wishes/{wished['token']}"
    for _ in range(2):
        over = post(client, f"{address}/withdraw")
        assert (over.status_code, over.json()["state"]) == (200, "over")
    assert Wish.objects.get().visitor is None


def test_the_list_of_a_centre_is_read_page_by_page_without_persons(program, asked):
    for number in range(5):
        body = asked | {"phone": f"+7916000000{number}"}
        assert post(program, "/centres/tverskoy/wishes", body).status_code == 201
    seen, after = [], ""
    while after is not None:
        found = get(program, "/centres/tverskoy/wishes", {"limit": 2, "after": after}).json()
        seen += found["items"]
        after = found["next"]
    assert [each["id"] for each in seen] == sorted(Wish.objects.values_list("pk", flat=True))
    assert not {"token", "appointment", "name", "phone"} & set(seen[0])
    for wrong in ("x", "-1", "9" * 30):
        answer = get(program, "/centres/tverskoy/wishes", {"after": wrong})
        refused(answer, 422, "unknown_choice")
        assert answer.json()["field"] == "after"


def test_a_wait_whose_days_are_over_is_not_in_the_list(program, wished, tomorrow):
    booking.offer_free_times(at=tomorrow + timedelta(days=3))
    assert get(program, "/centres/tverskoy/wishes").json() == {"items": [], "next": None}


def test_a_longer_list_costs_no_more_questions(program, asked):
    counts = []
    for nth in range(3):
        post(program, "/centres/tverskoy/wishes", asked | {"phone": f"+7916000000{nth}"})
        clock.forget()  # what time it is is asked each time, however long the last request took
        with CaptureQueriesContext(connection) as asks:
            assert len(get(program, "/centres/tverskoy/wishes").json()["items"]) == nth + 1
        counts.append(len(asks))
    assert len(set(counts)) == 1, counts
