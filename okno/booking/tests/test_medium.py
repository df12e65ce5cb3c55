"""A visit by phone or by video: found only when asked for, with somebody who can be reached so."""

import re
from datetime import time, timedelta

import pytest

from okno.base import audit
from okno.base.errors import Refusal
from okno.base.models import Event
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import queries
from okno.booking.models import Appointment, Medium, State
from okno.booking.policy import Hours
from tests.cast_booking import schedule_of

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WEEK = [Hours(day, time(9), time(18)) for day in range(5)]


def code_of(act, **said):
    with pytest.raises(Refusal) as refused:
        act(**said)
    return refused.value.code, refused.value.field


@pytest.fixture
def add(centre, at):
    def add(**more):
        more = {"name": Text(ru="Зал", en="Hall"), "hours": WEEK, "languages": ["ru"]} | more
        return booking.add_schedule(centre=centre, at=at, by="staff:1", **more)

    return add


@pytest.fixture
def free(centre, services, tomorrow, at):
    def free(medium, **more):
        wanted = queries.asked([services["passport"]], medium=medium, **more)
        day = tomorrow.date()
        return queries.free_slots(wanted, centre, first=day, last=day, at=at)

    return free


def test_a_time_by_phone_is_found_only_by_who_asks_for_it(by_phone, free, centre, services, at):
    assert (bool(free("here")), bool(free("phone"))) == (False, True)
    here = schedule_of(centre, at=at)
    passport = queries.asked([services["passport"]])
    found = queries.earliest(passport, [centre], at=at)[centre.pk]
    made = booking.hold(
        centre=centre, services=[services["passport"]], starts_at=found.starts_at, at=at, by="v"
    )
    assert (made.schedule, made.is_remote) == (here, False)


def test_what_only_a_place_has_is_asked_of_a_time_at_the_centre_alone(by_phone, free, book, at):
    wheels = ["quiet", "wheelchair"]
    starts_at = free("phone", needs=wheels)[0].starts_at
    assert book(starts_at, medium="phone", needs=wheels).needs == []
    assert not free("here", needs=wheels)
    assert not free("phone", needs=["sign_language"]), "who signs sees nobody on the phone"


def test_an_unknown_medium_is_refused(services, add):
    assert code_of(queries.asked, services=[services["passport"]], medium="fax")[0] == (
        "unknown_choice"
    )
    assert code_of(add, medium="fax") == ("unknown_choice", "medium")


def test_whoever_is_rung_up_leaves_a_phone(by_phone, book, tomorrow):
    email = {"phone": "", "email": "jan@example.org"}
    assert code_of(book, starts_at=tomorrow, medium="phone", **email) == (
        "no_phone_to_ring",
        "phone",
    )
    assert not Appointment.objects.exclude(visitor=None).exists()
    made = book(tomorrow + HOUR, medium="phone", email="jan@example.org")
    assert (made.medium, made.schedule) == (Medium.PHONE, by_phone)


def test_by_video_an_address_is_enough(by_video, book, tomorrow):
    assert book(tomorrow, medium="video", phone="", email="jan@example.org").state == State.BOOKED


def test_a_colleague_asks_for_the_phone_too(by_phone, centre, services, tomorrow, at):
    said = {"name": "Ян", "email": "jan@example.org", "agreed": True, "medium": "phone"}
    where = {"centre": centre, "services": [services["passport"]], "starts_at": tomorrow}
    asked = {**said, **where, "at": at, "by": "staff:1"}
    assert code_of(booking.book_at_once, **asked)[0] == "no_phone_to_ring"
    assert booking.book_at_once(**asked, phone="+79160000009").medium == "phone"


def test_it_moves_to_another_time_by_the_same_medium(schedule, by_phone, book, tomorrow, at):
    made = book(tomorrow, medium="phone")
    moved = booking.move(made, starts_at=tomorrow + HOUR, at=at, by="visitor")
    assert (moved.schedule, moved.starts_at) == (by_phone, tomorrow + HOUR)


def test_nobody_is_in_the_hall_and_on_the_phone_at_once(schedule, by_phone, book, tomorrow):
    book(tomorrow)
    assert code_of(book, starts_at=tomorrow, medium="phone")[0] == "contact_not_taken"


def test_who_waits_for_a_time_by_phone_is_offered_one_by_phone(
    schedule, by_phone, centre, services, tomorrow, at
):
    blocked = booking.block(
        by_phone,
        starts_at=at,
        ends_at=at + timedelta(days=40),
        reason=Text(ru="Нет", en="None"),
        at=at,
        by="staff:1",
    )
    asked = {
        "centre": centre,
        "services": [services["passport"]],
        "first_day": tomorrow.date(),
        "last_day": tomorrow.date(),
        "name": "Ян",
        "agreed": True,
        "medium": "phone",
        "at": at,
        "by": "visitor",
    }
    assert code_of(booking.wish, **asked, email="jan@example.org")[0] == "no_phone_to_ring"
    made = booking.wish(**asked, phone="+79160000003")
    booking.offer_free_times(at=at)
    made.refresh_from_db()
    assert made.state == "waiting"  # the counters of the hall are free, and no answer to this
    booking.unblock(blocked, at=at, by="staff:1")
    booking.offer_free_times(at=at)
    made.refresh_from_db()
    assert made.appointment.schedule == by_phone


# video


def test_without_rooms_nobody_is_offered_a_visit_by_video(
    by_video, free, services, centre, add, settings
):
    assert free("video")
    assert queries.media_for([services["passport"]], [centre]) == ["here", "video"]
    settings.VIDEO = ""
    assert free("video") == []
    assert queries.media_for([services["passport"]], [centre]) == ["here"]
    assert code_of(add, medium="video") == ("no_rooms", "medium")
    assert add(medium="phone").medium == "phone"


def test_a_room_has_a_name_nobody_guesses(by_video, rooms, book, tomorrow, settings):
    one = book(tomorrow, medium="video")
    other = book(tomorrow + HOUR, medium="video", phone="+79160000002")
    assert re.fullmatch(re.escape(rooms) + "[a-z2-7]{32}", queries.room_of(one))
    assert queries.room_of(one) == queries.room_of(Appointment.objects.get(pk=one.pk))
    assert queries.room_of(one) != queries.room_of(other)
    for known in (one.token, one.code):
        assert known not in queries.room_of(one).removeprefix(rooms)
    before, settings.SECRET_KEY = queries.room_of(one), "another"
    assert queries.room_of(one) != before


def test_the_door_of_the_room_opens_ten_minutes_before(by_video, book, tomorrow, at, settings):
    made = book(tomorrow, medium="video")
    assert not queries.may_join(made, tomorrow - 11 * MINUTE)
    assert queries.may_join(made, tomorrow - 10 * MINUTE)
    booking.cancel(made, at=at, by="visitor")
    made.refresh_from_db()
    assert not queries.may_join(made, tomorrow)


def test_who_is_rung_up_joins_no_room(by_phone, rooms, book, tomorrow):
    assert not queries.may_join(book(tomorrow, medium="phone"), tomorrow)


def test_that_an_operator_got_to_know_the_room_is_written_down_and_the_room_is_not(
    by_video, rooms, book, tomorrow
):
    made = book(tomorrow, medium="video")
    room = queries.read_room(made, why="serving", at=tomorrow, by="staff:1")
    looks = audit.looks_at([f"appointment:{made.pk}"])
    assert [(look.by, look.why) for look in looks] == [("staff:1", "serving")]
    name = room.removeprefix(rooms)
    assert not [each for each in Event.objects.all() if name in str(each.payload)]


# the centre's part


def test_a_service_has_the_media_of_its_own_schedules(by_phone, services, centre):
    by_phone.services = [services["benefit"].pk]
    by_phone.save()
    assert queries.media_for([services["benefit"]], [centre]) == ["here", "phone"]
    assert queries.media_for([services["passport"]], [centre]) == ["here"]
    assert queries.media_for([services["benefit"], services["passport"]], [centre]) == ["here"]


def test_what_is_set_again_keeps_its_medium(by_phone, centre, at):
    schedule_of(centre, slug="phone", at=at)
    by_phone.refresh_from_db()
    assert by_phone.medium == "phone"


def test_the_days_ahead_count_what_is_booked_by_phone(
    schedule, by_phone, centre, book, tomorrow, at
):
    before = queries.days_ahead(centre, at)[1]
    book(tomorrow, medium="phone")
    after = queries.days_ahead(centre, at)[1]
    assert (before.booked, after.booked) == (0, 1)
    assert after.fullness > before.fullness


def test_who_was_never_rung_up_has_missed_nothing(by_phone, book, tomorrow):
    made = book(tomorrow, medium="phone")
    booking.miss_all(at=tomorrow + by_phone.late + MINUTE, by="system")
    made.refresh_from_db()
    assert made.state == State.UNKEPT


@pytest.mark.parametrize("medium", [Medium.PHONE, Medium.VIDEO])
def test_no_result_is_handed_over_from_afar(services, medium):
    with pytest.raises(Refusal) as refused:
        queries.asked([services["passport"]], purpose="receive", medium=medium)
    assert (refused.value.code, refused.value.field) == ("unknown_choice", "medium")


def test_where_nobody_speaks_it_the_language_is_named_as_the_reason(
    by_phone, centre, services, tomorrow
):
    asked = queries.asked([services["passport"]], medium=Medium.PHONE, language="zh")
    assert queries.why_nothing(asked, [centre], at=tomorrow) == queries.Why.LANGUAGE
