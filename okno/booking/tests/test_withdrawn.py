"""A centre gives a service no more: whoever is booked for it is told, whichever of their services it is."""

from datetime import timedelta

import pytest

from okno.booking import actions as booking
from okno.booking import queries
from okno.catalog import actions as catalog
from okno.notify.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def withdraw(centre, services, at):
    def withdraw(slug):
        catalog.withdraw(services[slug], centre=centre, at=at, by="staff:1")

    return withdraw


@pytest.mark.parametrize("which", ["passport", "benefit", "extract"])
def test_whichever_of_three_services_is_withdrawn_they_are_told_once(
    schedule, services, book, withdraw, tomorrow, at, which
):
    made = book(tomorrow, services=[services[each] for each in ("passport", "benefit", "extract")])
    withdraw(which)
    assert queries.out_of_hours(at) == [made]
    assert booking.displace_all(at=at, by="system") == 1
    assert booking.displace_all(at=at, by="system") == 0
    told = Message.objects.get(act="service_withdrawn")
    assert f"/a/{made.token}/" in told.text
    assert "центр больше не оказывает" in told.text
    assert "закрыт" not in told.text


def test_of_whose_services_all_are_given_nobody_is_told(
    schedule, services, book, withdraw, tomorrow, at
):
    book(tomorrow, services=[services["passport"], services["benefit"]])
    withdraw("extract")
    assert booking.displace_all(at=at, by="system") == 0


def test_a_second_service_that_is_given_again_makes_their_time_good(
    schedule, centre, services, book, withdraw, tomorrow, at
):
    made = book(tomorrow, services=[services["passport"], services["benefit"]])
    withdraw("benefit")
    booking.displace_all(at=at, by="system")
    catalog.offer(services["benefit"], centre=centre, at=at, by="staff:1")
    assert booking.displace_all(at=at, by="system") == 1
    made.refresh_from_db()
    assert made.displaced_at is None
    assert Message.objects.filter(act="stands_again").count() == 1


def test_where_nothing_is_given_any_more_everybody_is_told(
    schedule, services, book, withdraw, tomorrow, at
):
    book(tomorrow)
    book(
        tomorrow + timedelta(hours=2),
        phone="+79160000002",
        services=[services["benefit"], services["extract"]],
    )
    for slug in services:
        withdraw(slug)
    assert booking.displace_all(at=at, by="system") == 2
