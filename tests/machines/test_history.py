"""No screen reads the past to show the present: the database's own plans say which rows each would visit."""

import contextlib
import json
import re

import psycopg
import pytest
from django.db import connection
from django.test import Client

from okno.base.models import Event, IdempotencyKey, Look, Try
from okno.base.text import Text
from okno.booking.models import Appointment, PersonKey, Wish, WishKey
from okno.front.portal import loads
from okno.network.models import Closure
from okno.notify.models import Message
from okno.queue import actions as queue
from okno.queue import jobs, queries
from okno.queue.models import CounterSession, Ticket

GROWING = {
    model._meta.db_table
    for model in (
        *(Ticket, Event, CounterSession, Closure, Look, IdempotencyKey, Try),
        *(Appointment, PersonKey, Wish, WishKey, Message),
    )
}
OF_A_CENTRE = {
    model._meta.db_table
    for model in (Ticket, Event, CounterSession, Closure, Appointment, Wish, WishKey)
}
READING = ("select", "with", "update", "delete")
# Partial indexes hold only what is live now; reading one whole is reading the hall.
OF_THE_LIVING = {
    "the_line",
    "live_in_centre",
    "promises_at_risk",
    "on_hold",
    "phones_to_forget",
    "one_ticket_at_a_counter",
    "one_live_ticket_a_phone",
    "open_sessions",
    "one_session_at_a_counter",
    "one_session_of_a_person",
    "still_to_come",
    "holds_running_out",
    "one_hold_a_browser",
    "one_code_a_day",
    "wishes_waiting",
    "wishes_offered",
    "messages_to_send",
}


@contextlib.contextmanager
def asked(monkeypatch):
    """Every statement that goes to the database meanwhile, by whichever cursor, with its values in it."""
    statements = []
    execute = psycopg.Cursor.execute

    def note(cursor, statement, parameters=None, **more):
        whole, values = statement, parameters
        if isinstance(cursor, psycopg.RawCursor):  # okno.base.db: $1, $2 …
            whole = re.sub(r"\$\d+", "%s", statement.decode().replace("%", "%%"))
            order = [int(place) - 1 for place in re.findall(r"\$(\d+)", statement.decode())]
            values = [parameters[place] for place in order]
        if values is not None:
            whole = psycopg.ClientCursor(cursor.connection).mogrify(whole, values)
        statements.append(whole)
        return execute(cursor, statement, parameters, **more)

    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", note)
        yield statements


def visited(node):
    """Every node of a plan."""
    yield node
    for child in node.get("Plans", []):
        yield from visited(child)


def narrows(condition):
    """Whether a condition on an index names more than the centre, whose history is long as well."""
    return bool(re.search(r"\b(?!centre_id\b)\w+(\)::\w+)? (=|<|>|<=|>=) ", condition))


def reads_all(node):
    """Whether this step of a plan walks through a table that grows with every visitor."""
    table = node.get("Relation Name")
    if table not in GROWING or node.get("Index Name") in OF_THE_LIVING:
        return False
    if node["Node Type"] == "ModifyTable":  # writes what a step below it has found
        return False
    condition = node.get("Index Cond") or node.get("Recheck Cond") or ""
    return not condition or (table in OF_A_CENTRE and not narrows(condition))


def long_reads(statements):
    """The statements whose plan has such a step, even where the planner is told to avoid it."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        for statement in statements:
            if not statement.lstrip("( \n").lower().startswith(READING):
                continue
            cursor.execute("explain (format json) " + statement)
            plan = cursor.fetchone()[0]
            plan = plan if isinstance(plan, list) else json.loads(plan)
            found += [statement] * any(map(reads_all, visited(plan[0]["Plan"])))
    return found


def years_pass(ticket, tickets=5000):
    """Copy a finished ticket into the past, with facts, and let the database learn how much that is.

    With a handful of rows every plan costs the same, and which one is taken says nothing.
    """
    copy(
        Ticket, ticket, tickets, number="1000 + n", token="'past' || n", day="day - mod(n, 500) - 1"
    )
    copy(CounterSession, ticket.session, tickets // 5, closed_at="opened_at")
    closures_pass(ticket.centre, ticket.day, tickets)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into base_event (at, name, centre_id, subject, by, payload)"
            " select t.issued_at - interval '1 day' * mod(t.number, 500), e.name, e.centre_id,"
            " 'ticket:' || t.id, e.by, e.payload"
            " from queue_ticket t, base_event e where t.id > 1000000 and e.subject = %s",
            [f"ticket:{ticket.pk}"],
        )
        cursor.execute("set constraints all immediate")
        cursor.execute("analyze queue_ticket, queue_countersession, base_event, network_closure")


def closures_pass(centre, day, times=5000):
    """So often the centre was closed for a day."""
    over = Closure.objects.create(
        city=centre.district.okrug.city,
        centre=centre,
        starts_on=day,
        ends_on=day,
        reason=Text(ru="Ремонт", en="Repair"),
    )
    copy(Closure, over, times, starts_on="starts_on - n - 1", ends_on="ends_on - n - 1")
    over.delete()


def copy(model, row, times, **other):
    other = {"id": "1000000 + n", **other}
    names = [field.column for field in model._meta.concrete_fields]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} ({', '.join(names)})"
            f" select {', '.join(other.get(name, name) for name in names)}"
            f" from {table}, generate_series(1, %s) n where {table}.id = %s",
            [times, row.pk],
        )


@pytest.fixture
def busy(centre, session, at, it_is_ten):
    """A hall with years behind it: somebody called, somebody waiting, one whose service just ended."""
    same = {"centre": centre.pk, "at": at, "by": "system"}
    tickets = [queue.issue(**same, service="passport") for _ in range(3)]
    first = queue.call_next(**same, counter=session.counter_id)
    queue.start(**same, counter=session.counter_id, ticket=first.pk)
    queue.finish(**same, counter=session.counter_id, ticket=first.pk)
    years_pass(first)
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
def test_a_screen_reads_only_what_is_live(busy, request, monkeypatch, path, enter):
    loads.forget()  # what the portal knows from another test would hide what it reads
    client = Client()
    if enter:
        enter(client, request)
    with asked(monkeypatch) as statements:
        answer = client.get(path.format(token=busy[-1].token), follow=True)
    assert answer.status_code == 200
    assert long_reads(statements) == []


def whole_visits(same, counter):
    """Every act of a visit, once there is somebody at the counter."""
    here = {**same, "counter": counter}
    ticket = queries.at_counter(counter).pk
    for act in ("recall", "start", "finish", "undo", "hold"):
        getattr(queue, act)(**here, ticket=ticket)
    queue.take_back(**same, ticket=ticket)
    ticket = queue.call_next(**here).pk
    for act in ("start", "finish"):
        getattr(queue, act)(**here, ticket=ticket)
    queue.issue(**same, service="passport", phone="+7 916 111-22-33")
    queue.leave(**same, ticket=queue.issue(**same, service="passport").pk)


@pytest.mark.parametrize("name", ["visits", "jobs"])
def test_an_act_and_a_sweep_read_only_what_is_live(busy, session, at, monkeypatch, name):
    queue.set_profile(centre=session.centre_id, counter=session.counter_id, auto_call=True, at=at, by="x")  # fmt: skip
    same = {"centre": session.centre_id, "at": at, "by": "system"}
    with asked(monkeypatch) as statements:
        if name == "visits":
            whole_visits(same, session.counter_id)
        else:
            jobs.watch_the_halls(0)
            jobs.close_days(0)
    assert any("queue_ticket" in statement for statement in statements)
    assert long_reads(statements) == []


def test_a_read_of_all_history_is_noticed(busy):
    assert long_reads(["select count(*) from queue_ticket where reason <> '{}'"])
    assert long_reads(["select * from queue_ticket where issued_at > now() order by id limit 1"])
    assert long_reads(["select * from queue_ticket where centre_id = 1 and reason <> '{}'"])
    assert long_reads(["update queue_ticket set rating = 1 where issued_at > now()"])


def test_lost_indexes_are_noticed_in_what_the_hall_asks_itself(busy, session, at, monkeypatch):
    """The statements of okno.queue.sql go by a cursor of their own; they are seen all the same."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for index in OF_THE_LIVING:  # any one of them would do: a hall is small
            cursor.execute(f"drop index {index}")
    with asked(monkeypatch) as statements:
        queries.line_for(session, at)
        queries.place_of(busy[-1])
    found = long_reads(statements)
    assert any(text.lstrip().startswith("with s as") for text in found)
    assert any("as ahead" in text for text in found)
