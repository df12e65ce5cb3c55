"""No screen reads the past to show the present: the database's own plans say which rows each would visit."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from okno.front.portal import loads
from okno.queue import actions as queue

GROWING = ("queue_ticket", "base_event", "queue_countersession", "base_seen")
# Partial indexes hold only what is live now; reading one whole is reading the hall.
OF_THE_LIVING = {
    "the_line",
    "live_in_centre",
    "promises_at_risk",
    "on_hold",
    "one_ticket_at_a_counter",
    "one_live_ticket_a_phone",
    "open_sessions",
    "one_session_at_a_counter",
    "one_session_of_a_person",
}


def visited(node):
    """Every node of a plan."""
    yield node
    for child in node.get("Plans", []):
        yield from visited(child)


def reads_all(node):
    """Whether this step of a plan walks through a table that grows with every visitor."""
    if node.get("Relation Name") not in GROWING:
        return False
    index = node.get("Index Name")
    return index not in OF_THE_LIVING and "Index Cond" not in node and "Recheck Cond" not in node


def long_reads(statements):
    """The statements whose plan has such a step, even where the planner is told to avoid it."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        for statement in statements:
            if not statement.lstrip("( ").lower().startswith(("select", "with")):
                continue
            cursor.execute("explain (format json) " + statement)
            plan = cursor.fetchone()[0]
            plan = plan if isinstance(plan, list) else json.loads(plan)
            found += [statement] * any(map(reads_all, visited(plan[0]["Plan"])))
    return found


@pytest.fixture
def busy(centre, session, at, it_is_ten):
    """A hall with somebody called, somebody waiting, and somebody whose service just ended."""
    same = {"centre": centre.pk, "at": at, "by": "system"}
    tickets = [queue.issue(**same, service="passport") for _ in range(3)]
    first = queue.call_next(**same, counter=session.counter_id)
    queue.start(**same, counter=session.counter_id, ticket=first.pk)
    queue.finish(**same, counter=session.counter_id, ticket=first.pk)
    queue.call_next(**same, counter=session.counter_id)
    return tickets


def as_staff(who):
    def enter(client, request):
        client.force_login(request.getfixturevalue(who))

    return enter


def as_device(kind):
    def enter(client, request):
        client.get(f"/enter/{request.getfixturevalue('token')(kind)}")

    return enter


SCREENS = [
    *((path, None) for path in ("/", "/centres/", "/centres/tverskoy/", "/search/?q=passport")),
    *((path, None) for path in ("/services/passport/", "/api/v1/centres", "/api/v1/centres/tverskoy/load")),
    *((path, as_staff("boris")) for path in ("/desk/", "/desk/now/")),
    *((path, as_staff("vera")) for path in ("/office/", "/office/now/", "/office/door/")),
    *((path, as_device("board")) for path in ("/board/", "/board/now/")),
    ("/kiosk/", as_device("kiosk")),
    ("/t/{token}/", None),
    ("/t/{token}/now/", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "enter"), SCREENS, ids=[path for path, _ in SCREENS])
def test_a_screen_reads_only_what_is_live(busy, request, path, enter):
    loads.forget()  # what the portal knows from another test would hide what it reads
    client = Client()
    if enter:
        enter(client, request)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path.format(token=busy[-1].token), follow=True)
    assert answer.status_code == 200
    assert long_reads([query["sql"] for query in queries.captured_queries]) == []


def test_a_read_of_all_history_is_noticed(busy):
    assert long_reads(["select count(*) from queue_ticket where reason <> '{}'"])
    assert long_reads(["select * from queue_ticket where issued_at > now() order by id limit 1"])
