"""A centre closes with people inside: what is said of it beforehand is what the hall then does."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from okno.base import clock
from okno.base.text import Text
from okno.network import actions as network
from okno.network.models import WeeklyHours
from okno.queue import actions as queue
from okno.queue import jobs, queries
from okno.queue.models import State, Ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shut(centre, at):
    """Close the centre or a service today; what is given changes how."""

    def close(**how):
        same = {"starts_on": at.date(), "ends_on": at.date(), "reason": Text(ru="Р", en="R")}
        city = centre.district.okrug.city
        return network.close(city=city, centre=centre, at=at, by="staff:1", **(same | how))

    return close


def is_ended_at(moment):
    """Whether the hall, asked at this moment, ends the day; the tickets are as before afterwards."""
    clock.set_to(moment, speed=0.001)
    with transaction.atomic():
        jobs.close_days(0)
        ended = Ticket.objects.filter(state=State.CLOSED).exists()
        transaction.set_rollback(True)
    return ended


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        (None, None),  # as on any day: until 20:00, and half an hour
        ((), 0),  # closed at once
        ((8, 13), 13 * 60 + 30),
        ((8, 10), 10 * 60 + 30),  # closed twenty minutes ago
        ((18, 20), 0),  # not open at this hour
        ((11, 20), None),  # opens within the hour: the staff are there already
    ],
)
def test_the_day_ends_when_it_is_said_to(centre, services, shut, at, hours, says):
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    if hours is not None:
        shut(**dict(zip(("opens", "closes"), map(time, hours), strict=False)))
    end = queries.day_ends_at(centre, at)
    local = end.astimezone(ZoneInfo("Europe/Moscow"))
    minutes = 20 * 60 + 30 if says is None else says
    assert end == at if minutes == 0 else local.hour * 60 + local.minute == minutes
    assert is_ended_at(end)
    assert end == at or not is_ended_at(end - MINUTE)


def test_a_service_with_later_hours_keeps_the_day_going_until_it_is_closed(
    centre, services, shut, at
):
    WeeklyHours.objects.create(
        centre=centre, service="benefit", weekday=1, opens=time(12), closes=time(22)
    )
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    later = at.replace(hour=19, minute=30)  # 22:30 in Moscow
    assert queries.day_ends_at(centre, at) == later
    shut(service="benefit")
    assert queries.day_ends_at(centre, at) == later - 120 * MINUTE


def test_who_is_inside_is_counted_by_service_and_whether_they_wait(session, services, at):
    for slug in ("passport", "passport", "benefit", "passport"):
        queue.issue(centre="tverskoy", service=slug, at=at, by="x")
    queue.call_next(centre=session.centre_id, counter=session.counter_id, at=at, by="x")
    left = Ticket.objects.filter(service__slug="passport", state=State.WAITING).last()
    queue.leave(centre=session.centre_id, ticket=left.pk, at=at, by="x")
    inside = queries.inside_now(session.centre_id)
    passport, benefit = (inside[services[slug].pk] for slug in ("passport", "benefit"))
    assert (passport.waiting, passport.others) == (1, 1)
    assert (benefit.waiting, benefit.others) == (1, 0)
    assert passport.anybody
    assert not queries.Inside().anybody
    assert services["extract"].pk not in inside


def test_counters_that_give_a_service_are_counted(session, english_session, services):
    giving = [queries.counters_giving(session.centre_id, s.pk) for s in services.values()]
    assert giving == [2, 1, 1]


def test_people_in_line_for_a_service_closed_today_are_still_called(session, services, shut, at):
    """The office says so before it closes one (front/office/centre.py)."""
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    shut(service="passport")
    assert not is_ended_at(at)
    called = queue.call_next(centre=session.centre_id, counter=session.counter_id, at=at, by="x")
    assert called.service == services["passport"]
