"""Whose appointment it is, by what is said or shown."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Look
from okno.booking import actions as booking
from okno.booking import recognising
from okno.catalog.models import Offer
from okno.network.tests.factories import CentreFactory
from tests.cast_booking import schedule_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def refused(code, act, *subject, **given):
    with pytest.raises(Refusal) as refusal:
        act(*subject, **given)
    assert refusal.value.code == code


@pytest.fixture
def other(services, at):
    centre = CentreFactory(counters=4)
    Offer.objects.create(centre=centre, service=services["passport"])
    schedule_of(centre, at=at)
    return centre


def test_at_the_door_todays_here_comes_before_todays_elsewhere_and_before_another_day(
    schedule, centre, other, book, tomorrow, at
):
    later = book(tomorrow)
    found = recognising.at_the_door(centre, "8 (916) 000-00-01", at=at)
    assert found == later
    elsewhere = book(tomorrow - 20 * HOUR, centre=other)
    assert recognising.at_the_door(centre, "+79160000001", at=at) == elsewhere
    here = book(tomorrow - 22 * HOUR)
    assert recognising.at_the_door(centre, "+79160000001", at=at) == here
    assert recognising.at_the_door(centre, f"HTTPS://x/a/{later.token}/", at=at) == later


def test_who_booked_with_an_address_is_found_by_it_in_any_case(
    schedule, centre, book, tomorrow, at
):
    made = book(tomorrow, phone="", email="Yan@Example.org")
    assert recognising.at_the_door(centre, " yan@example.ORG ", at=at) == made


def test_what_is_over_or_of_another_centre_is_not_to_come(
    schedule, centre, other, book, tomorrow, at
):
    here, there = book(tomorrow), book(tomorrow + 2 * HOUR, centre=other)
    gone = book(tomorrow + 4 * HOUR)
    booking.cancel(gone, at=at, by="x")
    assert recognising.to_come(centre, "+79160000001", at=at) == [here]
    assert recognising.to_come(centre, here.code, at=at) == [here]
    assert recognising.to_come(centre, f"/a/{there.token}/", at=at) == []
    assert recognising.to_come(centre, "+79160000001", at=tomorrow + 3 * HOUR) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [("", "unknown_appointment"), ("123456", "unknown_appointment"), ("яя", "no_code_or_contact"),
     ("a@b", "no_email"), ("/a/unknownunknownunknown/", "unknown_appointment")],
)  # fmt: skip
def test_what_fits_nobody_is_refused(schedule, centre, at, said, code):
    refused(code, recognising.at_the_door, centre, said, at=at)


def test_reading_a_name_leaves_one_trace_a_moment(schedule, book, tomorrow, at):
    made = book(tomorrow)
    for _ in range(3):
        visitor = recognising.read_visitor(made, why="serving", at=at, by="staff:1")
    assert visitor is not None
    assert visitor.name == "Ян"
    assert Look.objects.get().subject == f"visitor:{visitor.pk}"
    made.visitor.delete()
    made.refresh_from_db()
    assert recognising.read_visitor(made, why="serving", at=tomorrow, by="staff:1") is None
    assert Look.objects.count() == 1
