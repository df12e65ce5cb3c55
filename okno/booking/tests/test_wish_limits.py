"""What is taken from the waiting list counts for the network that wished, which is kept as long as it waits."""

from datetime import timedelta

import pytest

from okno.base import tries
from okno.booking import actions as booking
from okno.booking import policy
from okno.booking.models import Wish

pytestmark = pytest.mark.django_db
QUARTER = timedelta(minutes=15)


def test_what_a_stranger_takes_from_the_list_keeps_nobody_from_being_booked_by_a_colleague(
    centre, services, schedule, hold, tomorrow, at
):
    start = tomorrow.replace(hour=5)
    full = [hold(start + number * QUARTER, for_long=timedelta(days=2)) for number in range(48)]
    phone = {"name": "Ян", "phone": "+79160000001", "agreed": True}
    days = {"first_day": tomorrow.date(), "last_day": tomorrow.date()}
    wishes = [
        booking.wish(
            centre=centre, services=[services[service]], **days, **phone,
            asker="a stranger", at=at, by="visitor",
        )
        for service in ("passport", "benefit", "extract")
    ]  # fmt: skip
    for held in (*full[0:3], *full[8:11], *full[16:19]):
        booking.release(held, at=at, by="visitor")
    booking.offer_free_times(at=at)
    for each in wishes:
        each.refresh_from_db()
        assert booking.accept(each, at=at, by="visitor").asker == "a stranger"
    assert set(Wish.objects.values_list("state", "asker")) == {("taken", "")}
    counted = {"who": tries.key("book", "a stranger"), "since": at - policy.HOUR, "at": at}
    assert tries.are_over(**counted, most=3)
    assert not tries.are_over(**counted, most=4)
    booking.release(full[40], at=at, by="visitor")
    booking.book_at_once(
        centre=centre, services=[services["passport"]], starts_at=start + 40 * QUARTER,
        **phone, at=at, by="staff:1",
    )  # fmt: skip


def test_whoever_waits_no_longer_has_no_network(sold_out, centre, services, tomorrow, at):
    made = booking.wish(
        centre=centre, services=[services["passport"]], first_day=tomorrow.date(),
        last_day=tomorrow.date(), name="Ян", phone="+79160000001", agreed=True,
        asker="a stranger", at=at, by="visitor",
    )  # fmt: skip
    assert made.asker == "a stranger"
    booking.withdraw(made, at=at, by="visitor")
    made.refresh_from_db()
    assert made.asker == ""
