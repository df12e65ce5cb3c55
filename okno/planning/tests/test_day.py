"""A short day through the real acts."""

import argparse
from datetime import date

import pytest

from okno.base.models import Event
from okno.catalog import actions as catalog
from okno.network.models import Centre
from okno.planning import day
from okno.planning import queries as planning
from okno.queue.models import CounterSession, Ticket

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)


@pytest.fixture
def town(at, db):
    from okno.network.tests.factories import CentreFactory

    centre = CentreFactory(slug="tverskoy", counters=8)
    catalog.load(at=at, by="system")
    return centre


def play(*more):
    return day.main(["--no-wait", "--date", str(ON), "--visits", "60", "--counters", "4", *more])


def test_everybody_who_came_is_accounted_for(town, capsys):
    assert play() == 0
    states = list(Ticket.objects.values_list("state", flat=True))
    assert len(states) > 30
    assert set(states) <= {"finished", "left", "no_show", "closed"}
    assert not CounterSession.objects.filter(closed_at=None).exists()
    visits = planning.visits_of(Centre.objects.get(), ON)
    assert len(visits) == len(states)
    assert all(visit.wait is None or visit.wait.total_seconds() >= 0 for visit in visits)
    assert "acts/s" in capsys.readouterr().out


def test_no_counter_ever_had_two_people(town):
    play()
    busy: dict[int, str] = {}
    for event in Event.objects.filter(name__startswith="queue.").order_by("id"):
        counter = event.payload.get("counter")
        if event.name == "queue.ticket_called":
            assert counter not in busy, (counter, busy, event.payload)
            busy[counter] = event.payload["ticket"]
        elif event.name in ("queue.service_finished", "queue.ticket_not_shown", "queue.ticket_held"):
            assert busy.pop(counter) == event.payload["ticket"]


def test_the_same_seed_gives_the_same_day(town, capsys):
    asked = argparse.Namespace(seed=3, replay=None, visits=80, counters=4)
    first, second = (day.plan(town, ON, asked) for _ in range(2))
    assert first.arrivals == second.arrivals
    assert first.arrivals != day.plan(town, date(2026, 11, 25), asked).arrivals


def test_a_second_run_on_the_same_day_recovers_what_the_first_left(town, capsys):
    from okno.queue import actions as queue

    opens = day.plan(town, ON, argparse.Namespace(seed=1, replay=None, visits=5, counters=2)).opens
    queue.issue(centre="tverskoy", service="passport-age", at=opens, by="x")
    assert play() == 0
    assert Ticket.objects.order_by("pk").first().state != "waiting"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--centre", "atlantis"], "no such centre"),
        (["--speed", "0"], "above 0"),
        (["--replay", "nowhere.csv", "--office", "X", "--date", "2020-01-08"], "no such log"),
        (["--date", "yesterday"], "isoformat"),
    ],
)
def test_what_cannot_be_played_is_refused_in_words(town, capsys, words, said):
    assert day.main(["--no-wait", *words]) == 2
    assert said in capsys.readouterr().err
    assert not Ticket.objects.exists()
