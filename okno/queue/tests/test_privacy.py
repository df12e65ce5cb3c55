"""Of a priority class, which tells of health or family, others learn only "out of turn"."""

import json
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from okno.base.models import Event
from okno.queue import actions as queue
from okno.queue import policy, queries, who_may
from okno.queue.models import Priority, Ticket

pytestmark = pytest.mark.django_db
SENSITIVE = [str(each) for each in policy.SENSITIVE]


@pytest.fixture(params=SENSITIVE)
def called(request, centre, session, it_is_ten):
    """Somebody of a sensitive class was called before another, came, and was finished with."""
    same = {"centre": centre.pk, "at": it_is_ten, "by": "x"}
    queue.issue(**same, service="passport")
    queue.issue(**same, service="passport", priority=request.param)
    here = {**same, "counter": session.counter_id}
    ticket = queue.call_next(**here)
    assert ticket.label == "A2"
    return ticket


def names(priority):
    return {priority, str(Priority(priority).label), Priority(priority).name}


def test_the_journal_the_reason_and_programs_do_not_know_the_class(called):
    written = [json.dumps(event.payload) for event in Event.objects.all()]
    plain = queries.as_plain(called)
    written += [json.dumps(plain, default=str, ensure_ascii=False), json.dumps(called.reason)]
    assert not [text for text in written for name in names(called.priority) if name in text]
    assert called.reason["turn"] == "out_of_turn"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_page_of_the_hall_shows_the_class_of_who_waits_or_was_called(
    called, boris, token, language
):
    queue.issue(
        centre=called.centre_id,
        service="passport",
        priority=called.priority,
        at=called.issued_at,
        by="x",
    )
    board, desk, visitor = (Client(headers={"Accept-Language": language}) for _ in range(3))
    board.get(f"/enter/{token('board')}")
    desk.force_login(boris)
    pages = [
        client.get(path).content.decode()
        for client, path in (
            (desk, "/desk/ask/line/"),
            (board, "/board/now/"),
            (visitor, f"/t/{called.token}/"),
            (visitor, f"/api/v1/tickets/{called.token}"),
        )
    ]
    assert all("A2" in page or "A3" in page for page in pages), "each shows one of them"
    with translation.override(language):
        word = str(Priority(called.priority).label)
    assert not [page for page in pages if word in page or called.priority in page]


def test_the_line_of_a_desk_says_out_of_turn_and_no_more(centre, session, boris, it_is_ten):
    for priority in SENSITIVE:
        queue.issue(centre=centre.pk, service="passport", priority=priority, at=it_is_ten, by="x")
    desk = Client()
    desk.force_login(boris)
    page = desk.get("/desk/now/").content.decode()
    assert page.count("вне очереди") == 4
    assert not [each for each in SENSITIVE if str(Priority(each).label) in page]


def test_the_statement_and_the_rule_say_the_same_turn(centre, services, at):
    """okno.queue.sql writes what policy.turn says, for every class, booked and not."""
    given = [each for each in policy.Priority if each != policy.Priority.RECALL]
    for priority, booked in product(given, (None, at)):
        queue.issue(
            centre=centre.pk,
            service="passport",
            priority=priority,
            booked_at=booked,
            at=at,
            by="x",
        )
    said = {
        event.payload["ticket"]: event.payload["priority"]
        for event in Event.objects.filter(name="queue.ticket_issued")
    }
    ticket_of = {each.label: each for each in Ticket.objects.all()}
    assert len(said) == 12
    for label, turn in said.items():
        assert turn == policy.turn(ticket_of[label].priority, ticket_of[label].booked_at), label


def test_a_ratio_is_kept_in_every_cycle_of_calls():
    """Of each booked + walk_in calls the booked have their share, first; without both sides there is no
    ratio. A preference, not a bar. Whoever came back from hold is of neither kind, and never stands back.
    """
    order = who_may.RATIO.replace("%%", "%")
    asked = f"""
        select s.called, s.ratio_booked, s.ratio_walk_in, t.booked_at is not null as is_booked,
            t.hold_until is not null as came_back, {order} as stands_back
        from (select called, ratio_booked, ratio_walk_in from generate_series(0, 40) called,
            generate_series(0, 9) ratio_booked, generate_series(0, 9) ratio_walk_in) s,
            (values (null::timestamptz, null::timestamptz), (now(), null), (null, now())) t
                (booked_at, hold_until)
    """
    with connection.cursor() as cursor:
        cursor.execute(asked)
        rows = cursor.fetchall()
    assert len(rows) == 41 * 100 * 3
    for called, booked, walk_in, is_booked, came_back, stands_back in rows:
        cycle = [True] * booked + [False] * walk_in
        others_turn = booked and walk_in and cycle[called % len(cycle)] != is_booked
        assert bool(stands_back) == bool(others_turn and not came_back)
