"""A kiosk books for one person after another, and no more than such people do; each is counted by itself."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import policy
from okno.booking.models import State, Via

pytestmark = pytest.mark.django_db
QUARTER = timedelta(minutes=15)
HOLDS, BOOKS = policy.OFTEN["hold at a screen"], policy.OFTEN["book at a screen"]


@pytest.fixture
def keep(centre, services, tomorrow):
    """Keeps the next time at a kiosk, and gives back the one before."""
    numbers = iter(range(1000))

    def keep(at, by="device:1"):
        day, quarter = divmod(next(numbers), 40)
        starts_at = tomorrow + timedelta(days=1 + day) + (quarter - 8) * QUARTER
        return booking.hold(
            centre=centre, services=[services["passport"]], starts_at=starts_at, via=Via.KIOSK,
            holder=f"browser of {by}", at=at, by=by,
        )  # fmt: skip

    return keep


@pytest.fixture
def book_in(keep):
    """Books at a kiosk in phones nobody has: the state of what was made, or the code of the refusal."""
    numbers = iter(range(1000))

    def book_in(at, by="device:1", elsewhere=""):
        phone = f"+7900{next(numbers):07}"
        try:
            held = keep(at, by)
            who = {"name": "Ян", "phone": phone, "agreed": True}
            return booking.book(held, **who, at=at, by=elsewhere or by).state
        except Refusal as refusal:
            return refusal.code

    return book_in


def test_a_kiosk_books_thirty_times_an_hour_and_others_go_on(schedule, book_in, at):
    made = [book_in(at) for _ in range(BOOKS.an_hour + 1)]
    assert made == [State.BOOKED] * 30 + ["too_many_bookings"]
    assert book_in(at, by="device:2") == State.BOOKED
    assert book_in(at + policy.HOUR) == State.BOOKED


def test_hour_after_hour_a_kiosk_has_so_many_in_a_day(schedule, book_in, at):
    made = [book_in(at + hour * policy.HOUR) for hour in range(5) for _ in range(BOOKS.an_hour)]
    assert made == [State.BOOKED] * 150
    assert book_in(at + 5 * policy.HOUR) == "too_many_bookings"
    assert book_in(at + policy.DAY) == State.BOOKED


def test_a_kiosk_keeps_sixty_times_an_hour_what_it_gives_back(schedule, keep, at):
    for _ in range(HOLDS.an_hour):
        keep(at)
    with pytest.raises(Refusal) as refusal:
        keep(at)
    assert refusal.value.code == "too_many_bookings"
    assert keep(at, by="device:2")
    assert keep(at + policy.HOUR)


def test_nobody_types_name_and_phone_at_a_kiosk_that_books_no_more(schedule, keep, book_in, at):
    for _ in range(BOOKS.an_hour):
        book_in(at)
    with pytest.raises(Refusal):
        keep(at)


def test_what_a_kiosk_keeps_is_no_way_around_when_it_is_taken_elsewhere(schedule, book_in, at):
    kiosks = [f"device:{number}" for number in range(BOOKS.an_hour + 1)]
    made = [book_in(at, by=kiosk, elsewhere="visitor") for kiosk in kiosks]
    assert made == [State.BOOKED] * 30 + ["too_many_bookings"]
