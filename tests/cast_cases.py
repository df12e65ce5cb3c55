"""Somebody at Boris's counter files for a passport."""

from datetime import timedelta

import pytest

from okno.cases import actions as cases
from okno.notify import actions as notify
from okno.queue import actions as queue

MINUTE = timedelta(minutes=1)


@pytest.fixture
def serve(centre, session, services, at):
    """`serve(ticket)`: called and being served; a new one without an appointment where none is given."""
    notify.load_wordings(at=at, by="system")

    def serve(ticket=None, when=at, **more):
        same = {"centre": centre.pk, "at": when, "by": "staff:1"}
        ticket = ticket or queue.issue(**same, service="passport", **more)
        here = {**same, "counter": session.counter_id, "ticket": ticket.pk}
        queue.call_this(**here)
        return queue.start(**here)

    return serve


@pytest.fixture
def finish(centre, session, at):
    def finish(ticket, when=at):
        same = {"centre": centre.pk, "counter": session.counter_id, "at": when, "by": "staff:1"}
        return queue.finish(**same, ticket=ticket.pk)

    return finish


@pytest.fixture
def file(serve, at):
    """`file()`: an application that was accepted at `when`, with its result promised for a week later."""

    def file(ticket=None, when=at, days=7, **more):
        ticket = ticket or serve(when=when)
        due_on = more.pop("due_on", (when + timedelta(days=days)).date())
        return cases.open_case(ticket, due_on=due_on, at=when, by="staff:1", **more)

    return file
