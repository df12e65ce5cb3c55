"""What a service asks for in a schedule in place of what the schedule says."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import queries
from okno.notify.models import Message

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def rule(schedule, services, at):
    """Set what passport asks for, or another service."""

    def rule(service="passport", **asked):
        given = {"before": None, "after": None, "reminders": None} | asked
        booking.set_rule(schedule, service=services[service], **given, at=at, by="staff:1")

    return rule


def reminded():
    """How many hours before each of the reminders that are planned is due."""
    due = Message.objects.filter(act="reminder").values_list("due_at", flat=True)
    return sorted(due)


@pytest.mark.parametrize(
    ("asked", "hours"),
    [({}, [24]), ({"reminders": []}, []), ({"reminders": [48 * HOUR, 4 * HOUR]}, [48, 4])],
)
def test_a_service_is_reminded_of_by_its_own_plan(rule, book, tomorrow, asked, hours):
    rule(**asked)
    visit = tomorrow + timedelta(days=4)
    book(visit)
    assert reminded() == [visit - hour * HOUR for hour in hours]


def test_of_several_services_each_is_reminded_of_three_times_in_all(rule, book, services, tomorrow):
    rule(reminders=[72 * HOUR, 48 * HOUR, 3 * HOUR])
    visit = tomorrow + timedelta(days=4)
    book(visit, services=[services["passport"], services["benefit"]])
    assert reminded() == [visit - hour * HOUR for hour in (48, 24, 3)], "benefit: as the schedule"


def test_what_is_left_to_the_schedule_is_as_the_schedule_says(rule, schedule, hold, tomorrow):
    type(schedule).objects.filter(pk=schedule.pk).update(after=30 * MINUTE, step=5 * MINUTE)
    rule(before=5 * MINUTE)
    held = hold(tomorrow)
    assert held.until_free[1] - held.ends_at == 30 * MINUTE
    assert held.starts_at - held.from_ready[0] == 5 * MINUTE


def test_a_rule_that_asks_for_nothing_is_gone(rule, schedule):
    rule(after=20 * MINUTE)
    rule("benefit", reminders=[])
    assert [each.after for each in queries.rules_of(schedule)] == [20 * MINUTE, None]
    rule()
    assert [each.reminders for each in queries.rules_of(schedule)] == [[]]


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        ({"before": -MINUTE}, "out_of_range", "before"),
        ({"after": 211 * MINUTE}, "out_of_range", "after"),
        ({"reminders": [MINUTE]}, "out_of_range", "reminders"),
        ({"reminders": [HOUR, HOUR]}, "reminded_twice", "reminders"),
        ({"reminders": [n * HOUR for n in (1, 2, 3, 4)]}, "too_many_reminders", "reminders"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_and_nothing_is_kept(
    rule, schedule, asked, code, field
):
    with pytest.raises(Refusal) as refusal:
        rule(**asked)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert not queries.rules_of(schedule)


def test_a_service_that_the_schedule_is_not_for_has_no_rule(rule, schedule, services):
    schedule.services = [services["benefit"].pk]
    schedule.save()
    schedule.rules.create(service=services["passport"], after=MINUTE)
    with pytest.raises(Refusal) as refusal:
        rule(after=2 * MINUTE)
    assert (refusal.value.code, refusal.value.field) == ("unknown_choice", "service")
    rule()
    assert not queries.rules_of(schedule), "what it had goes"
