"""One network and one browser cannot buy a day: what they do counts, also what they cancel at once."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Look
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import policy
from okno.booking.models import Appointment, Blocked, State, Via
from okno.booking.policy import FORGOTTEN, MISSES
from okno.catalog.models import Offer, Service
from okno.network.models import Device
from okno.network.tests.factories import CentreFactory
from tests.cast_booking import schedule_of

pytestmark = pytest.mark.django_db
QUARTER = timedelta(minutes=15)
BOOKS = policy.OFTEN["book"]


@pytest.fixture
def bot(book, tomorrow):
    """Books the next time in a phone nobody has, each time as a new browser; the code of a refusal, or None."""
    numbers = iter(range(1000))

    def bot(at, asker="one address", holder="", **more):
        number = next(numbers)
        by_day, hour = divmod(number, 40)
        starts_at = tomorrow + timedelta(days=1 + by_day) + (hour - 8) * QUARTER
        more = {"at": at, "asker": asker, "holder": holder or f"browser {number}"} | more
        try:
            return None, book(starts_at, phone=f"+7900{number:07}", **more)
        except Refusal as refusal:
            return refusal.code, None

    return bot


def test_a_bot_with_invented_phones_buys_a_dozen_times_an_hour_and_not_a_day(schedule, bot, at):
    for _ in range(BOOKS.an_hour):
        assert bot(at)[0] is None
    assert bot(at)[0] == "too_many_bookings"
    assert bot(at, asker="a neighbour")[0] is None
    assert bot(at + policy.HOUR)[0] is None


def test_what_is_cancelled_at_once_has_counted(schedule, bot, at):
    for _ in range(BOOKS.an_hour):
        _code, made = bot(at)
        booking.cancel(made, at=at, by="visitor")
    assert bot(at)[0] == "too_many_bookings"


def test_hour_after_hour_an_address_has_so_many_in_a_day(schedule, bot, at):
    codes = [bot(at + hour * policy.HOUR)[0] for hour in range(5) for _ in range(BOOKS.an_hour)]
    assert codes.count(None) == BOOKS.a_day
    assert codes[BOOKS.a_day :] == ["too_many_bookings"] * (len(codes) - BOOKS.a_day)
    assert bot(at + policy.DAY)[0] is None


def test_a_browser_that_changes_its_address_has_its_own_measure(schedule, bot, at):
    for number in range(BOOKS.a_browser):
        assert bot(at, asker=f"address {number}", holder="one browser")[0] is None
    assert bot(at, asker="one more address", holder="one browser")[0] == "too_many_bookings"


@pytest.mark.parametrize("via", [Via.API, Via.DESK])
def test_the_desk_and_programs_are_not_limited(schedule, bot, at, via):
    for _ in range(BOOKS.a_day + 1):
        assert bot(at, asker="", holder="", via=via)[0] is None
    assert Appointment.objects.filter(state=State.BOOKED).count() == BOOKS.a_day + 1


def test_what_was_done_is_kept_apart_from_the_appointment_and_for_a_day(schedule, bot, at):
    """Who cancels, or has themselves forgotten, is counted all the same."""
    from okno.base import tries
    from okno.base.models import Try

    for _ in range(BOOKS.an_hour):
        bot(at)
    Appointment.objects.update(asker="", holder=None)
    assert bot(at)[0] == "too_many_bookings"
    tries.forget_old(at=at + policy.DAY + QUARTER)
    assert not Try.objects.exists()


def moves_until_refused(made, **given):
    """How many times one moves an appointment by its page, a day further each, and what ends it."""
    for number in range(policy.MOST_MOVES + 1):
        try:
            made = booking.move(made, starts_at=made.starts_at + policy.DAY, by="visitor", **given)
        except Refusal as refusal:
            return number, refusal.code
    return None


def test_each_move_from_the_third_on_counts_as_a_booking_of_the_network(schedule, bot, at):
    """Each tells whose phone was given: ten moves of every booking would flood them. Who moves twice hears of no limit."""
    (_, first), (_, second), (_, mothers) = (bot(at, asker=f"address {each}") for each in "abc")
    same = {"asker": "one address", "at": at}
    assert moves_until_refused(first, **same) == (policy.MOST_MOVES, "too_many_moves")
    left = BOOKS.an_hour - (policy.MOST_MOVES - policy.FREE_MOVES)
    assert moves_until_refused(second, **same) == (policy.FREE_MOVES + left, "too_many_bookings")
    assert bot(at)[0] == "too_many_bookings"
    assert moves_until_refused(mothers, **same) == (policy.FREE_MOVES, "too_many_bookings")
    mothers.refresh_from_db()
    further = mothers.starts_at + policy.DAY
    assert booking.move(mothers, starts_at=further, at=at, by="staff:1").starts_at == further
    Appointment.objects.filter(pk=mothers.pk).update(displaced_at=at)
    mothers.refresh_from_db()
    instead = {"starts_at": further + policy.DAY, "by": "visitor"} | same
    assert booking.move(mothers, **instead).displaced_at is None, "the centre closed that time"
    second.refresh_from_db()
    assert moves_until_refused(second, **same | {"at": at + policy.HOUR})[1] == "too_many_moves"


# who asks whether a phone is booked


def told(act, **given):
    with pytest.raises(Refusal) as refusal:
        act(**given)
    return refusal.value.code, str(refusal.value.message), refusal.value.field, refusal.value.status


def wished(centre, services, tomorrow, at, by="visitor", phone="+79160000001"):
    return booking.wish(
        centre=centre, services=[services["passport"]], first_day=tomorrow.date(),
        last_day=tomorrow.date(), name="Ян", phone=phone, agreed=True, at=at, by=by,
    )  # fmt: skip


def test_a_stranger_hears_one_answer_whatever_somebody_has_booked(
    schedule, centre, services, english, book, tomorrow, at
):
    booking.move(book(tomorrow), starts_at=tomorrow + QUARTER, at=at, by="visitor")
    elsewhere = told(book, starts_at=tomorrow + QUARTER, language="en")
    for number in (2, 3):
        book(tomorrow + number * QUARTER)
    enough = told(book, starts_at=tomorrow + 5 * QUARTER)
    Blocked.objects.create(
        schedule=schedule, starts_at=at, ends_at=at + timedelta(days=9), reason=Text(ru="а", en="a")
    )
    wished(centre, services, tomorrow, at)
    waits = told(wished, centre=centre, services=services, tomorrow=tomorrow, at=at)
    assert elsewhere == enough == waits
    assert elsewhere[0] == "contact_not_taken"


def seen_by_colleagues():
    return sorted(Look.objects.values_list("subject", "by", "why"))


def as_seen(*found, by="staff:1"):
    return sorted((f"{kind}:{each.pk}", by, "booking") for kind, each in found)


def test_a_colleague_sees_why_and_the_person_that_they_did(
    schedule, centre, services, book, tomorrow, at
):
    desk = {"centre": centre, "services": [services["passport"]], "by": "staff:1", "at": at}
    desk |= {"name": "Ян", "phone": "+79160000001", "agreed": True}
    first = book(tomorrow)
    elsewhere = CentreFactory(slug="elsewhere")
    Offer.objects.create(centre=elsewhere, service=services["passport"])
    schedule_of(elsewhere, at=at)
    there = desk | {"centre": elsewhere}
    assert told(booking.book_at_once, starts_at=tomorrow, **there)[0] == "overlapping"
    assert seen_by_colleagues() == as_seen(("appointment", first))
    others = [book(tomorrow + number * QUARTER) for number in (2, 3)]
    Look.objects.all().delete()
    after = tomorrow + 5 * QUARTER
    assert told(booking.book_at_once, starts_at=after, **desk)[0] == "too_many_appointments"
    assert seen_by_colleagues() == as_seen(*(("appointment", each) for each in (first, *others)))


def test_a_colleague_who_moves_sees_what_stands_in_the_way_and_the_person_that_they_did(
    schedule, english, book, tomorrow, at
):
    first, second = book(tomorrow), book(tomorrow + QUARTER, language="en")
    to = {"appointment": second, "starts_at": tomorrow, "at": at}
    assert told(booking.move, **to, by="visitor")[0] == "contact_not_taken"
    assert seen_by_colleagues() == []
    assert told(booking.move, **to, by="staff:2")[0] == "overlapping"
    assert seen_by_colleagues() == as_seen(("appointment", first), by="staff:2")


def test_a_colleague_who_learns_that_somebody_waits_is_seen(
    sold_out, centre, services, tomorrow, at
):
    waits = wished(centre, services, tomorrow, at)
    again = {"centre": centre, "services": services, "tomorrow": tomorrow, "at": at}
    assert told(wished, **again, by="staff:1")[0] == "already_wished"
    assert seen_by_colleagues() == as_seen(("visitor", waits.visitor))


@pytest.mark.django_db(transaction=True)
def test_one_phone_after_another_is_not_asked_about(schedule, english, bot, book, at, tomorrow):
    book(tomorrow)
    most = policy.OFTEN["refused"].an_hour
    kept = {"starts_at": tomorrow, "language": "en", "asker": "address"}
    held = booking.hold(
        centre=schedule.centre, services=list(Service.objects.filter(slug="passport")), at=at,
        by="visitor", holder="browser", **kept,
    )  # fmt: skip
    given = {"held": held, "name": "Eve", "agreed": True, "at": at, "by": "visitor"}
    for _ in range(most):
        assert told(booking.book, phone="+79160000001", **given)[0] == "contact_not_taken"
    assert told(booking.book, phone="+79160000002", **given)[0] == "too_many_bookings"


@pytest.fixture
def strangers(schedule, english, book, tomorrow):
    """An appointment of somebody else in a phone that is booked tomorrow at eleven."""
    book(tomorrow)
    return book(tomorrow + 4 * QUARTER, language="en", asker="a stranger")


def when_they_come(strangers, tomorrow, at, **more):
    given = {"appointment": strangers, "starts_at": tomorrow, "asker": "a stranger", "at": at}
    return told(booking.move, by="visitor", **given | more)[0]


def test_whoever_moves_through_the_day_is_not_told_when_somebody_comes(
    strangers, book, tomorrow, at
):
    for _ in range(policy.OFTEN["refused"].an_hour):
        assert when_they_come(strangers, tomorrow, at) == "contact_not_taken"
    free = tomorrow + 8 * QUARTER
    assert when_they_come(strangers, free, at) == "too_many_bookings"
    another = book(free, language="en", asker="a stranger", at=at - policy.DAY)
    assert when_they_come(another, tomorrow, at) == "too_many_bookings"
    assert booking.move(strangers, starts_at=free + QUARTER, at=at, by="staff:1")


def test_whoever_changes_networks_moves_one_appointment_no_further(strangers, tomorrow, at):
    for number in range(policy.OFTEN["refused"].an_hour):
        found = when_they_come(strangers, tomorrow, at, asker=f"network {number}")
        assert found == "contact_not_taken"
    assert when_they_come(strangers, tomorrow, at, asker="one more") == "too_many_bookings"
    assert when_they_come(strangers, tomorrow, at, asker="") == "too_many_bookings"
    assert when_they_come(strangers, tomorrow, at + policy.HOUR) == "contact_not_taken"


def test_one_phone_after_another_is_not_asked_about_at_a_screen(
    schedule, english, hold, book, at, tomorrow
):
    book(tomorrow)
    held = hold(tomorrow, language="en")
    given = {"held": held, "name": "Eve", "agreed": True, "phone": "+79160000001", "at": at}
    for _ in range(MISSES):
        assert told(booking.book, by="device:1", **given)[0] == "contact_not_taken"
    free = given | {"phone": "+79160000002"}
    assert told(booking.book, by="device:1", **free)[0] == "too_many_guesses"
    assert told(booking.book, by="device:2", **given)[0] == "contact_not_taken"
    again = hold(tomorrow, language="en", at=at + FORGOTTEN)
    assert booking.book(**free | {"held": again, "at": at + FORGOTTEN}, by="device:1")


def test_three_bookings_in_somebodys_phone_do_not_keep_them_from_booking(schedule, book, tomorrow):
    for number in range(policy.MOST_LIVE):
        book(tomorrow + number * QUARTER, asker="a stranger")
    assert book(tomorrow + 5 * QUARTER, asker="home").state == State.BOOKED


@pytest.fixture
def by_program(centre, token):
    token("program")
    return f"device:{Device.objects.get(kind=Device.Kind.PROGRAM).pk}"


def test_who_tries_one_phone_by_a_citys_bot_keeps_nobody_else_from_booking_there(
    schedule, english, hold, book, at, tomorrow, by_program
):
    book(tomorrow)
    held = hold(tomorrow, language="en")
    given = {"held": held, "name": "Eve", "agreed": True, "phone": "+79160000001", "at": at}
    for written in ("8 916 000-00-01", "+79160000001") * (MISSES // 2):
        refused = told(booking.book, by=by_program, **given | {"phone": written})
        assert refused[0] == "contact_not_taken"
    assert told(booking.book, by=by_program, **given)[0] == "too_many_guesses"
    other = {"phone": "+79160000002", "email": "mei@example.org"}
    assert booking.book(**given | other, by=by_program).state == State.BOOKED
    free = hold(tomorrow + QUARTER, language="en")
    own = {"held": free, "email": "mei@example.org"}
    assert told(booking.book, by=by_program, **given | own)[0] == "too_many_guesses"
    assert booking.book(**given | {"held": free}, by="visitor"), "elsewhere they book"
    later = at + FORGOTTEN
    again = {"held": hold(tomorrow + 9 * QUARTER, at=later), "at": later}
    assert booking.book(**given | again, by=by_program)


def test_who_tries_one_phone_for_the_waiting_list_by_a_bot_keeps_nobody_else_off_it(
    sold_out, centre, services, tomorrow, at, by_program
):
    mine = {
        "centre": centre,
        "services": services,
        "tomorrow": tomorrow,
        "at": at,
        "by": by_program,
    }
    wished(**mine)
    for _ in range(MISSES):
        assert told(wished, **mine)[0] == "contact_not_taken"
    assert told(wished, **mine)[0] == "too_many_guesses"
    assert wished(**mine, phone="+79160000002")
