"""A program sends a person for one step and back."""

import pytest

from okno.front.api.tests.asking import post
from okno.queue import actions as queue

pytestmark = pytest.mark.django_db


def test_a_program_sends_for_one_step_and_is_told_where_they_go_back_to(
    program, session, english_session, at
):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x").pk
    where = {"centre": session.centre_id, "at": at, "by": "x", "ticket": ticket}
    queue.call_next(centre=session.centre_id, counter=session.counter_id, at=at, by="x")
    step = {"service": "benefit", "back_to_me": True}
    sent = post(program, f"/tickets/{ticket}/transfer", step)
    assert (sent.status_code, sent.json()["returns_to"]) == (200, 1)
    queue.call_this(**where, counter=english_session.counter_id)
    queue.start(**where, counter=english_session.counter_id)
    again = post(program, f"/tickets/{ticket}/transfer", step | {"service": "extract"})
    assert (again.status_code, again.json()["code"]) == (409, "returns_already")
    done = post(program, f"/tickets/{ticket}/finish", {}).json()
    assert (done["state"], done["service"], done["returns_to"]) == ("waiting", "passport", None)
    called = post(program, f"/counters/{session.counter_id}/call-next", {}).json()
    assert called["reason"]["returned"] == {"since": 2, "to": 1}
