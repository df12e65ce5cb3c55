"""A held time becomes an appointment; it is moved, confirmed, cancelled, kept and missed."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.booking import actions as booking
from okno.booking import policy, queries
from okno.booking.models import Appointment, State
from okno.catalog.models import Offer
from okno.network.tests.factories import CentreFactory
from okno.people.models import Visitor
from tests.cast_booking import schedule_of

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)


def refused(code, act, *subject, **given):
    with pytest.raises(Refusal) as refusal:
        act(*subject, **given)
    assert refusal.value.code == code
    assert str(refusal.value.message)


def test_a_booked_time_has_a_code_and_a_person_we_can_reach(schedule, book, tomorrow):
    made = book(tomorrow, name="  Ли \u200e Вэй ", phone="8 (916) 000-00-01", companions=1)
    assert made.state == State.BOOKED
    assert len(made.code) == 6
    assert made.code.isdigit()
    assert (made.visitor.name, made.visitor.phone) == ("Ли Вэй", "+79160000001")
    assert made.visitor.forget_after == made.ends_at + timedelta(days=30)


def test_the_journal_knows_nothing_of_the_person(schedule, book, tomorrow):
    book(tomorrow, name="Аглая", email="aglaya@example.org")
    written = str(list(Event.objects.values_list("payload", "subject", "by")))
    assert "booking.appointment_booked" in set(Event.objects.values_list("name", flat=True))
    assert not any(part in written for part in ("Аглая", "aglaya", "916"))


@pytest.mark.parametrize("name", ["Я", "Ñ", "O", "李", "а" * 80, "Анна-Мария д’Арк", "Нгуен Тхи"])
def test_any_real_name_will_do(schedule, book, tomorrow, name):
    assert book(tomorrow, name=name).visitor.name == name


@pytest.mark.parametrize("name", ["", " ", "123", "…", "а" * 81])
def test_what_is_no_name_is_refused(schedule, book, tomorrow, name):
    refused("no_name", book, tomorrow, name=name)
    assert not Visitor.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("+7 916 000-00-02", "+79160000002"),
        ("00998901234567", "+998901234567"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+1 (212) 555-0123", "+12125550123"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("+996 555 123456", "+996555123456"),
    ],
)
def test_phones_of_every_country(schedule, book, tomorrow, given, kept):
    assert book(tomorrow, phone=given).visitor.phone == kept


@pytest.mark.parametrize("phone", ["12", "позвоните", "+7 916", "+0000000000"])
def test_what_is_no_phone_is_refused(schedule, book, tomorrow, phone):
    refused("no_phone", book, tomorrow, phone=phone)


def test_an_address_will_do_instead_of_a_phone(schedule, book, tomorrow):
    assert book(tomorrow, phone="", email="Li@Example.ORG").visitor.email == "Li@example.org"
    refused("no_email", book, tomorrow + HALF, phone="", email="li@")
    refused("no_way_to_reach", book, tomorrow + 2 * HALF, phone="", email="")


def test_without_consent_nothing_is_kept(schedule, book, tomorrow):
    refused("no_consent", book, tomorrow, agreed=False)
    assert not Visitor.objects.exists()


def test_a_hold_that_ran_out_is_not_booked(schedule, hold, tomorrow, at):
    held = hold(tomorrow)
    late = at + policy.HOLD
    refused(
        "hold_over",
        booking.book,
        held,
        name="Ян",
        phone="+79160000001",
        agreed=True,
        at=late,
        by="x",
    )
    assert not Visitor.objects.exists()


def test_to_book_twice_books_once(schedule, hold, tomorrow, at):
    held = hold(tomorrow)
    given = {"name": "Ян", "phone": "+79160000001", "agreed": True, "at": at, "by": "visitor"}
    booking.book(held, **given)
    refused("hold_over", booking.book, held, **given)
    assert Visitor.objects.count() == 1


def test_nobody_is_in_two_places_of_the_network(schedule, services, book, tomorrow, at):
    elsewhere = CentreFactory(slug="elsewhere")
    Offer.objects.create(centre=elsewhere, service=services["passport"])
    schedule_of(elsewhere, at=at)
    book(tomorrow)
    refused("contact_not_taken", book, tomorrow, centre=elsewhere)
    book(tomorrow + timedelta(minutes=15), centre=elsewhere)
    book(tomorrow + HALF, phone="+79160000009", centre=elsewhere)


def test_one_person_has_three_appointments_to_come_at_most(schedule, book, tomorrow):
    for number in range(policy.MOST_LIVE):
        book(tomorrow + number * HALF)
    refused("contact_not_taken", book, tomorrow + 4 * HALF)
    book(tomorrow + 5 * HALF, phone="+79160000002")


# moving


def test_an_appointment_is_moved_and_its_old_time_is_free(schedule, book, hold, tomorrow, at):
    made = book(tomorrow)
    moved = booking.move(made, starts_at=tomorrow + HALF, at=at, by="visitor")
    assert (moved.pk, moved.starts_at, moved.sequence) == (made.pk, tomorrow + HALF, 1)
    assert moved.state == State.BOOKED
    hold(tomorrow)


def test_it_may_move_into_its_own_old_time(schedule, services, book, tomorrow, at):
    """Half an hour long, moved by a quarter: it stands in nobody's way but its own."""
    made = book(tomorrow, services=[services["passport"], services["benefit"]])
    later = tomorrow + timedelta(minutes=15)
    assert booking.move(made, starts_at=later, at=at, by="visitor").starts_at == later


def test_a_move_to_a_taken_time_changes_nothing(schedule, book, tomorrow, at):
    made = book(tomorrow)
    book(tomorrow + HALF, phone="+79160000002")
    refused("slot_taken", booking.move, made, starts_at=tomorrow + HALF, at=at, by="visitor")
    made.refresh_from_db()
    assert (made.state, made.starts_at, made.moves) == (State.BOOKED, tomorrow, 0)


def test_whoever_saw_an_older_version_moves_nothing(schedule, book, tomorrow, at):
    made = book(tomorrow)
    booking.move(made, starts_at=tomorrow + HALF, sequence=0, at=at, by="visitor")
    refused("changed_meanwhile", booking.move, made, starts_at=tomorrow, sequence=0, at=at, by="x")
    refused("changed_meanwhile", booking.cancel, made, sequence=0, at=at, by="x")


def test_one_may_move_ten_times_and_then_book_anew(schedule, book, tomorrow, at):
    made = book(tomorrow)
    Appointment.objects.update(moves=policy.MOST_MOVES)
    refused("too_many_moves", booking.move, made, starts_at=tomorrow + HALF, at=at, by="visitor")
    booking.cancel(made, at=at, by="visitor")


# cancelling


def test_a_cancelled_time_is_free_at_once(schedule, book, hold, tomorrow, at):
    made = booking.cancel(book(tomorrow), at=at, by="visitor")
    assert made.state == State.CANCELLED
    hold(tomorrow)
    refused("appointment_moved_on", booking.cancel, made, at=at, by="visitor")
    refused("appointment_moved_on", booking.move, made, starts_at=tomorrow, at=at, by="visitor")


def test_how_late_one_may_cancel_is_a_setting(schedule, book, tomorrow):
    made = book(tomorrow)
    type(schedule).objects.filter(pk=schedule.pk).update(cancel_until=timedelta(hours=2))
    late = tomorrow - timedelta(hours=1)
    refused("too_late_to_change", booking.cancel, made, at=late, by="visitor")
    booking.cancel(made, at=tomorrow - timedelta(hours=2), by="visitor")


# coming


def test_whoever_comes_in_time_has_arrived(schedule, centre, book, tomorrow):
    came = booking.arrive(book(tomorrow), centre=centre.pk, at=tomorrow, by="device:1")
    assert (came.state, came.arrived_at) == (State.ARRIVED, tomorrow)
    refused("appointment_moved_on", booking.arrive, came, centre=centre.pk, at=tomorrow, by="x")


def test_early_and_late_are_settings_and_nobody_is_sent_away(schedule, centre, book, tomorrow, at):
    made = book(tomorrow)
    refused("too_early", booking.arrive, made, centre=centre.pk, at=tomorrow - 2 * HALF, by="x")
    refused("another_day", booking.arrive, made, centre=centre.pk, at=at, by="x")
    late = tomorrow + timedelta(hours=2, minutes=1)
    refused("too_late", booking.arrive, made, centre=centre.pk, at=late, by="x")
    booking.arrive(made, centre=centre.pk, at=tomorrow - HALF, by="x")


def test_at_another_centre_they_are_told_which_one(schedule, book, tomorrow):
    other = CentreFactory(slug="other")
    made = book(tomorrow)
    with pytest.raises(Refusal, match="Тверской"):
        booking.arrive(made, centre=other.pk, at=tomorrow, by="x")


def test_whoever_did_not_come_has_missed_it_and_may_still_come(schedule, centre, book, tomorrow):
    made = book(tomorrow)
    assert booking.miss_all(at=tomorrow + timedelta(hours=2), by="system") == 0
    assert booking.miss_all(at=tomorrow + timedelta(hours=2, seconds=1), by="system") == 1
    made.refresh_from_db()
    assert made.state == State.NO_SHOW
    schedule.late = timedelta(hours=4)
    schedule.save()
    booking.arrive(made, centre=centre.pk, at=tomorrow + timedelta(hours=3), by="x")


def test_after_two_no_shows_a_word_is_asked_for_and_a_third_time_is_booked_all_the_same(
    schedule, book, tomorrow, at
):
    for number in range(2):
        book(tomorrow + number * HALF)
    assert booking.miss_all(at=tomorrow + timedelta(hours=4), by="system") == 2
    later = tomorrow + timedelta(hours=4)
    in_a_week = tomorrow + timedelta(days=7)
    made = book(in_a_week, at=later)
    assert made.confirm_by == in_a_week - timedelta(hours=24)
    assert book(in_a_week + HALF, phone="+79160000002", at=later).confirm_by is None
    confirmed = booking.confirm(made, at=later, by="visitor")
    assert confirmed.confirmed_at == later
    booking.confirm(made, at=later, by="visitor")
    assert Event.objects.filter(name="booking.appointment_confirmed").count() == 1


def test_no_shows_are_forgotten_after_half_a_year(schedule, book, tomorrow):
    for number in range(2):
        book(tomorrow + number * HALF)
    booking.miss_all(at=tomorrow + timedelta(hours=4), by="system")
    later = tomorrow + timedelta(days=190)
    assert book(later + timedelta(days=3), at=later).confirm_by is None


def test_the_served_and_those_who_left(schedule, centre, book, tomorrow):
    came = booking.arrive(book(tomorrow), centre=centre.pk, at=tomorrow, by="x")
    booking.fulfil(came, at=tomorrow + HALF, by="staff:1")
    booking.fulfil(came, at=tomorrow + HALF, by="staff:1")
    came.refresh_from_db()
    assert came.state == State.FULFILLED
    assert Event.objects.filter(name="booking.appointment_fulfilled").count() == 1
    left = booking.arrive(book(tomorrow + HALF), centre=centre.pk, at=tomorrow, by="x")
    booking.leave_early(left, at=tomorrow + HALF, by="visitor")
    left.refresh_from_db()
    assert left.state == State.NO_SHOW


# finding


def test_an_appointment_is_found_by_token_code_and_phone_but_only_where_it_is(
    schedule, centre, book, tomorrow, at
):
    made = book(tomorrow)
    other = CentreFactory(slug="other")
    assert queries.appointment_by_token(made.token) == made
    assert queries.appointment_by_code(centre, f" {made.code} ", at=tomorrow) == made
    assert queries.appointment_by_phone(centre, "8 916 000 00 01", at=tomorrow) == made
    assert queries.appointment_in(centre.pk, made.pk) == made
    refused("unknown_appointment", queries.appointment_by_token, "nobody")
    refused("unknown_appointment", queries.appointment_by_code, other, made.code, at=tomorrow)
    refused("unknown_appointment", queries.appointment_by_code, centre, made.code, at=at)
    refused(
        "unknown_appointment", queries.appointment_by_phone, centre, "+79160000002", at=tomorrow
    )
    refused("unknown_appointment", queries.appointment_by_phone, centre, "", at=tomorrow)
    refused("unknown_appointment", queries.appointment_in, other.pk, made.pk)


def test_whoever_has_checked_in_is_found_again_and_whoever_was_served_is_not(
    schedule, centre, book, tomorrow
):
    came = booking.arrive(book(tomorrow), centre=centre.pk, at=tomorrow, by="device:1")
    assert queries.appointment_by_code(centre, came.code, at=tomorrow) == came
    booking.fulfil(came, at=tomorrow + HALF, by="staff:1")
    refused("unknown_appointment", queries.appointment_by_code, centre, came.code, at=tomorrow)


def test_of_two_on_one_day_a_phone_finds_the_one_that_is_nearer(schedule, centre, book, tomorrow):
    first, second = book(tomorrow), book(tomorrow + timedelta(hours=5))
    booking.miss_all(at=tomorrow + timedelta(hours=3), by="system")
    near = [tomorrow, tomorrow + timedelta(hours=5, minutes=5)]
    found = [queries.appointment_by_phone(centre, "+79160000001", at=at) for at in near]
    assert found == [first, second]


def test_the_day_of_a_centre_in_order_without_what_is_only_held(
    schedule, centre, book, hold, tomorrow
):
    second, first = book(tomorrow + HALF), book(tomorrow, phone="+79160000002")
    hold(tomorrow + 2 * HALF)
    assert queries.day_of(centre, tomorrow.date()) == [first, second]
    assert queries.day_of(centre, (tomorrow + timedelta(days=1)).date()) == []


# people


def test_people_are_forgotten_when_their_time_is_over(schedule, book, tomorrow):
    from okno.people import actions as people

    made = book(tomorrow)
    assert people.forget_visitors(at=made.ends_at + timedelta(days=29), by="system") == 0
    assert people.forget_visitors(at=made.ends_at + timedelta(days=30), by="system") == 1
    made.refresh_from_db()
    assert made.visitor is None
    assert not Visitor.objects.exists()


def at_once(centre, services, starts_at, at, **more):
    given = {"name": "Ян", "phone": "8 916 000-00-01", "agreed": True} | more
    return booking.book_at_once(
        centre=centre,
        services=[services["passport"]],
        starts_at=starts_at,
        at=at,
        by="staff:1",
        **given,
    )


def test_a_colleague_books_in_one_act_and_says_how_they_were_asked(
    schedule, centre, services, tomorrow, at
):
    made = at_once(centre, services, tomorrow, at, via="phone", companions=1)
    assert (made.state, made.via, made.companions) == ("booked", "phone", 1)
    assert made.code
    assert (made.holder, made.held_until) == (None, None)


def test_what_a_colleague_may_not_book_leaves_nothing_behind(
    schedule, centre, services, book, hold, tomorrow, at
):
    book(tomorrow)
    later = tomorrow + timedelta(hours=1)
    for wrong in ({"agreed": False}, {"name": ""}, {"phone": ""}, {"companions": 5}):
        with pytest.raises(Refusal):
            at_once(centre, services, later, at, **wrong)
    refused("slot_taken", at_once, centre, services, tomorrow, at)
    assert hold(later).lane == 0, "the time is free as before"
    assert Visitor.objects.count() == 1


def test_who_moves_to_a_later_day_is_known_thirty_days_after_that_one(schedule, book, tomorrow, at):
    made = book(tomorrow)
    booking.move(made, starts_at=tomorrow + timedelta(days=9), at=at, by="visitor")
    made.refresh_from_db()
    made.visitor.refresh_from_db()
    assert made.visitor.forget_after == made.ends_at + timedelta(days=30)


def test_a_move_from_a_page_that_shows_an_old_day_is_refused(schedule, book, hold, tomorrow, at):
    """The day that it stands on by now was not locked, and would be drawn wrong."""
    made = book(tomorrow)
    old_page = Appointment.objects.get(pk=made.pk)
    next_day = tomorrow + timedelta(days=1)
    booking.move(made, starts_at=next_day, at=at, by="visitor")
    with pytest.raises(Refusal) as refusal:
        booking.move(old_page, starts_at=next_day + timedelta(days=1), at=at, by="visitor")
    assert refusal.value.code == "changed_meanwhile"
    with pytest.raises(Refusal) as refusal:
        hold(next_day)
    assert refusal.value.code == "slot_taken"
