"""Adding a schedule: what every one begins with, and what none can be."""

from datetime import time, timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking.models import Need, Schedule
from okno.booking.policy import Hours
from tests.cast_booking import schedule_of

pytestmark = pytest.mark.django_db
NAME = Text(ru=" Зал ", en="Hall")
WEEK = [Hours(day, time(9), time(18)) for day in range(5)]


@pytest.fixture
def add(centre, at):
    def add(**more):
        more = {"name": NAME, "hours": WEEK, "languages": ["ru"]} | more
        return booking.add_schedule(centre=centre, at=at, by="staff:1", **more)

    return add


def test_it_begins_as_every_schedule_and_can_be_booked_at_once(add, hold, services, tomorrow):
    made = add(services=[services["benefit"].pk])
    usual = Schedule()
    for each in ("share", "days_ahead", "step", "before", "after", "early", "late", "reminders"):
        assert getattr(made, each) == getattr(usual, each), each
    assert made.name == {"ru": "Зал", "en": "Hall"}
    assert Event.objects.get(name="booking.schedule_set").subject == f"schedule:{made.pk}"
    assert hold(tomorrow, services=[services["benefit"]]).schedule == made
    with pytest.raises(Refusal) as refused:
        hold(tomorrow + timedelta(hours=1), services=[services["passport"]])
    assert refused.value.code == "not_bookable"


def test_no_two_of_a_centre_have_one_slug(add, centre, at):
    schedule_of(centre, slug="schedule-2", at=at)
    assert [add().slug for _ in range(3)] == ["schedule-1", "schedule-3", "schedule-4"]


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"name": Text(ru="Зал")}, "no_schedule_name", "name_en"),
        ({"name": Text(ru="З" * 61, en="Hall")}, "no_schedule_name", "name_ru"),
        ({"hours": []}, "no_week", "week"),
        ({"hours": [Hours(1, time(9), time(9))]}, "upside_down", "day-1"),
        ({"hours": [*WEEK, Hours(1, time(17), time(19))]}, "hours_overlap", "day-1"),
        ({"languages": ["xx"]}, "unknown_choice", "languages"),
        ({"services": [0]}, "unknown_choice", "services"),
        ({"facilities": ["sauna"]}, "unknown_choice", "facilities"),
        ({"facilities": [Need.QUIET]}, "unknown_choice", "facilities"),
        ({"counters": 5}, "out_of_range", "counters"),
        ({"counters": 0}, "out_of_range", "counters"),
        ({"share": 101}, "out_of_range", "share"),
        ({"days_ahead": 61}, "out_of_range", "days_ahead"),
        ({"step": timedelta(minutes=4)}, "out_of_range", "step"),
        ({"reminders": [timedelta(hours=2)] * 2}, "reminded_twice", "reminders"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(add, wrong, code, field):
    with pytest.raises(Refusal) as refused:
        add(**wrong)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Schedule.objects.exists()
    assert not Event.objects.filter(name="booking.schedule_set").exists()
