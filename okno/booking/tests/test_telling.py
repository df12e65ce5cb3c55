"""What people are told of their appointments: once for each time it has had, and nothing of what is off."""

from datetime import timedelta

import pytest

from okno.booking import actions as booking
from okno.booking.models import Appointment, State, Wish
from okno.notify.models import Message

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)
WEEK = timedelta(days=7)


def told():
    """(act, state) of every message, in order."""
    return list(Message.objects.order_by("pk").values_list("act", "state"))


@pytest.fixture
def in_a_week(tomorrow):
    return tomorrow + WEEK


def test_who_books_is_told_and_reminded_a_day_before(schedule, book, in_a_week):
    made = book(in_a_week, name="Аглая", email="aglaya@example.org")
    at_once, by_sms, reminder = Message.objects.order_by("pk")
    assert (at_once.act, at_once.channel) == ("booked", "email")
    assert (by_sms.act, by_sms.channel) == ("booked", "sms")
    assert "2 декабря в 11:00" in at_once.text
    district = made.centre.district
    assert f"Адрес: {district}, ЦАО" in at_once.text, "where no street is known"
    assert (reminder.act, reminder.due_at) == ("reminder", made.starts_at - timedelta(days=1))
    assert f"/a/{made.token}/" in at_once.text
    assert made.code in at_once.text
    assert made.code in reminder.text
    assert [channel for channel, _to in reminder.ways] == ["email", "sms"]


def test_a_visit_of_several_services_names_them_all(schedule, book, services, in_a_week, at):
    both = [services["benefit"], services["passport"]]
    named = ", ".join(each.short_name["ru"] for each in both)
    booking.cancel(book(in_a_week, services=both), at=at, by="visitor")
    told = {each.act: each.values["service"] for each in Message.objects.all()}
    assert told == dict.fromkeys(("booked", "reminder", "cancelled"), named)


THEIRS = {"phone": "+79160000009", "email": "stranger@example.org"}


def heard(act):
    """(channel, state) of what is told of an act, each to one contact alone."""
    found = Message.objects.filter(act=act).order_by("pk")
    assert {len(each.ways) for each in found} == {1}
    return [(each.channel, each.state) for each in found]


def test_whose_phone_somebody_books_with_hears_of_it_there(schedule, book, in_a_week):
    """A stranger gives their own e-mail address beside it."""
    book(in_a_week, **THEIRS)
    assert heard("booked") == [("email", "created"), ("sms", "created")]


def test_whoever_moves_at_once_keeps_nobody_from_hearing_of_it(schedule, book, in_a_week, at):
    made = book(in_a_week, **THEIRS)
    for number in (1, 2):
        made = booking.move(made, starts_at=in_a_week + number * HALF, at=at, by="visitor")
    assert heard("booked") == [("email", "cancelled"), ("sms", "cancelled")]
    assert heard("changed")[2:] == [("email", "created"), ("sms", "created")]


def test_who_has_heard_of_it_is_told_of_a_move_in_the_first_way_alone(
    schedule, book, in_a_week, at
):
    made = book(in_a_week, **THEIRS)
    Message.objects.filter(act="booked").update(state="delivered")
    booking.move(made, starts_at=in_a_week + HALF, at=at, by="visitor")
    (changed,) = Message.objects.filter(act="changed")
    assert [channel for channel, _to in changed.ways] == ["email", "sms"]


def test_whoever_opens_a_chat_at_once_keeps_nobody_from_hearing_of_it(
    schedule, book, in_a_week, at
):
    made = book(in_a_week, **THEIRS)
    booking.tell_in_chat(made, chat="666", at=at, by="visitor")
    assert heard("booked") == [("email", "created"), ("sms", "created")]
    assert Message.objects.get(act="reminder").channel == "telegram"


@pytest.mark.parametrize("contacts", [THEIRS, {"phone": "+79160000009"}])
def test_who_waits_is_told_so_by_each_contact(
    schedule, sold_out, centre, services, tomorrow, at, contacts
):
    day = tomorrow.date()
    made = booking.wish(
        centre=centre, services=[services["passport"]], first_day=day, last_day=day, name="Ян",
        agreed=True, at=at, by="visitor", **contacts,
    )  # fmt: skip
    channels = [channel for channel in ("email", "sms") if channel == "sms" or "email" in contacts]
    assert heard("wished") == [(channel, "created") for channel in channels]
    assert all(f"/w/{made.token}/" in each.text for each in Message.objects.all())
    booking.withdraw(made, at=at, by="visitor")
    assert not Message.objects.exclude(ways=[]).exists()


def reminded():
    """(how long before, state) of every reminder, in order."""
    return [
        (Appointment.objects.get().starts_at - each.due_at, each.state)
        for each in Message.objects.filter(act="reminder").order_by("pk")
    ]


@pytest.fixture
def planned(schedule):
    """The plan of the schedule: `planned(hours, …)`."""

    def plan(*hours):
        schedule.reminders = [timedelta(hours=each) for each in hours]
        schedule.save()

    return plan


def test_each_reminder_of_a_plan_is_a_message_of_its_own(planned, book, in_a_week):
    planned(168, 24, 2)
    book(in_a_week, email="aglaya@example.org")
    assert reminded() == [(timedelta(hours=h), "created") for h in (168, 24, 2)]


def test_a_reminder_that_would_come_soon_after_the_booking_is_left_out(planned, book, at, tomorrow):
    planned(72, 24, 20, 2)
    book(tomorrow)  # in twenty-five hours
    assert reminded() == [(timedelta(hours=20), "created"), (timedelta(hours=2), "created")]


def test_of_two_reminders_due_in_one_night_the_nearer_goes_in_the_morning(planned, book, in_a_week):
    """The visit is at 19:45: due are 22:45 two nights before, and 04:45 and 08:15 that very night."""
    planned(45, 15, 11.5)
    book(in_a_week + timedelta(hours=8, minutes=45))
    at_nine = Message.objects.filter(act="reminder", next_at=in_a_week - timedelta(hours=2))
    assert reminded() == [(timedelta(hours=45), "created"), (timedelta(hours=11.5), "created")]
    assert at_nine.count() == 1


def test_without_a_plan_nobody_is_reminded(planned, book, in_a_week):
    planned()
    book(in_a_week)
    assert told() == [("booked", "created")]


def test_a_move_takes_every_old_reminder_back_and_plans_each_anew(planned, book, in_a_week, at):
    planned(24, 2)
    made = book(in_a_week)
    planned(48, 2)
    booking.move(made, starts_at=in_a_week + WEEK, at=at, by="visitor")
    day, two, week = timedelta(days=1), timedelta(hours=2), WEEK
    assert reminded() == [
        (week + day, "cancelled"),
        (week + two, "cancelled"),
        (2 * day, "created"),
        (two, "created"),
    ]


def test_a_reminder_is_of_no_use_when_half_of_its_lead_time_is_gone(planned, book, in_a_week):
    planned(24, 2)
    made = book(in_a_week)
    for reminder, until in zip(
        Message.objects.filter(act="reminder").order_by("pk"),
        (made.starts_at - timedelta(hours=18), made.starts_at - timedelta(hours=1)),
        strict=True,
    ):
        assert reminder.until == until


def test_nobody_is_reminded_of_what_is_soon(schedule, book, at):
    book(at + timedelta(minutes=10))
    assert told() == [("booked", "created")]


def test_a_new_time_is_told_and_the_reminder_moves_with_it(schedule, book, in_a_week, at):
    moved = booking.move(book(in_a_week), starts_at=in_a_week + WEEK, at=at, by="visitor")
    assert told() == [
        ("booked", "cancelled"),
        ("reminder", "cancelled"),
        ("changed", "created"),
        ("reminder", "created"),
    ]
    assert Message.objects.last().due_at == moved.starts_at - timedelta(days=1)


@pytest.mark.parametrize("moves", [0, 1, 2])
@pytest.mark.parametrize("says_so", [False, True])
def test_nothing_planned_outlives_a_cancellation(schedule, book, in_a_week, at, moves, says_so):
    made = book(in_a_week)
    for number in range(moves):
        made = booking.move(made, starts_at=in_a_week + (number + 1) * HALF, at=at, by="visitor")
    if says_so:
        made = booking.confirm(made, at=at, by="visitor")
    booking.cancel(made, at=at, by="visitor")
    left = [act for act, state in told() if state != "cancelled"]
    assert left == ["cancelled"]


def test_a_word_is_asked_for_until_it_is_given(schedule, book, tomorrow, in_a_week):
    for number in range(2):
        book(tomorrow + number * HALF)
    later = tomorrow + timedelta(hours=4)
    booking.miss_all(at=later, by="system")
    made = book(in_a_week, at=later)
    asked = Message.objects.get(act="confirm_by_reply")
    assert asked.due_at == made.confirm_by - timedelta(days=1)
    booking.confirm(made, at=later, by="visitor")
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    assert Message.objects.filter(act="reminder", state="created").exists()


def test_an_offered_time_is_told_with_how_long_it_is_kept(
    schedule, sold_out, centre, services, tomorrow, at
):
    booking.wish(
        centre=centre,
        services=[services["passport"]],
        first_day=tomorrow.date(),
        last_day=tomorrow.date(),
        name="Ян",
        phone="+79160000001",
        email="yan@example.org",
        agreed=True,
        at=at,
        by="visitor",
    )
    sold_out()
    assert booking.offer_free_times(at=at) == 1
    assert heard("slot_offered") == [("email", "created"), ("sms", "created")]
    message = Message.objects.get(act="slot_offered", channel="sms")
    assert "10:50" in message.text
    assert f"/w/{Wish.objects.get().token}/" in message.text
    held = Appointment.objects.get(state=State.HELD)
    assert held.held_until == at + HALF


def test_who_chooses_the_time_they_have_and_cancels_is_reminded_of_nothing(
    schedule, book, in_a_week, at
):
    booked = book(in_a_week)
    made = booking.move(booked, starts_at=in_a_week, at=at, by="visitor")
    assert (made.moves, made.sequence) == (0, booked.sequence)
    booking.cancel(made, at=at, by="visitor")
    assert told() == [
        ("booked", "cancelled"),
        ("reminder", "cancelled"),
        ("cancelled", "created"),
    ]
