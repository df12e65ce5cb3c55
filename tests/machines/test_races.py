"""Many hands at once on a real PostgreSQL: nobody twice, nobody lost, no number twice."""

import threading
import time
from collections import Counter as Tally
from collections.abc import Callable
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from okno.base import db, events, idempotency
from okno.base.errors import Refusal
from okno.base.models import Event
from okno.base.tests.test_wire import dsn
from okno.base.text import Text
from okno.people.models import Role, Staff
from okno.queue import actions as queue
from okno.queue import policy
from okno.queue.models import CounterSession, State, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
COUNTERS = 32
TICKETS = 5_000


@pytest.fixture
def hall(transactional_db):
    """A centre with 32 open counters, all for one service."""
    from okno.catalog.models import Offer
    from okno.catalog.tests.factories import ServiceFactory
    from okno.network.tests.factories import CentreFactory

    centre = CentreFactory(slug="race", counters=COUNTERS)
    Offer.objects.create(centre=centre, service=ServiceFactory(slug="passport"))
    for number, counter in enumerate(centre.counters.order_by("number")):
        staff = Staff.objects.create(
            login=f"race-{number}",
            name=Text(ru=str(number), en=str(number)),
            role=Role.OPERATOR,
            centre=centre,
            skills=["general"],
            languages={"ru": "c2"},
        )
        queue.open_counter(centre=centre.pk, counter=counter.pk, staff=staff, at=AT, by="x")
    return centre


def together(jobs: list[Callable[[], None]]) -> None:
    """Run all jobs at once, each on its own connection; the first error is raised. Whoever finds no
    free line, because another process of tests has a crowd too, waits for one before all begin.
    """
    errors: list[BaseException] = []
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], None]) -> None:
        try:
            _connect()
            gate.wait(120)
            job()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def _connect() -> None:
    for _try in range(60):
        with suppress(OperationalError):
            connection.ensure_connection()
            return
        time.sleep(0.5)
    connection.ensure_connection()


def test_32_counters_serve_5000_tickets_and_nobody_is_called_twice_or_lost(hall):
    """8 hands issue while 32 counters call, start and finish until all are served."""
    counters = list(hall.counters.values_list("pk", flat=True))
    called: list[int] = []
    labels: list[str] = []
    left = threading.Semaphore(TICKETS)

    def issue(share: int) -> None:
        for _ in range(share):
            labels.append(queue.issue(centre="race", service="passport", at=AT, by="k").label)

    def serve(counter: int) -> None:
        while left.acquire(blocking=False):
            while True:
                try:
                    ticket = queue.call_next(centre=hall.pk, counter=counter, at=AT, by="c")
                    break
                except Refusal as refusal:
                    assert refusal.code == "nobody_waiting", refusal.code
            called.append(ticket.pk)
            where = {"centre": hall.pk, "counter": counter, "ticket": ticket.pk, "at": AT}
            queue.start(**where, by="c")
            queue.finish(**where, by="c")

    jobs = [lambda: issue(TICKETS // 8) for _ in range(8)]
    jobs += [lambda counter=counter: serve(counter) for counter in counters]
    together(jobs)
    assert [label for label, n in Tally(labels).items() if n > 1] == []
    assert [ticket for ticket, n in Tally(called).items() if n > 1] == []
    assert len(called) == len(labels) == TICKETS
    assert set(Ticket.objects.values_list("state", flat=True)) == {State.FINISHED}


def test_two_counters_pressing_together_get_two_people_and_never_an_error(hall):
    counters = list(hall.counters.values_list("pk", flat=True))
    for _ in range(COUNTERS):
        queue.issue(centre="race", service="passport", at=AT, by="k")
    called: list[int] = []

    def press(counter: int) -> None:
        called.append(queue.call_next(centre=hall.pk, counter=counter, at=AT, by="c").pk)

    together([lambda counter=counter: press(counter) for counter in counters])
    assert len(set(called)) == COUNTERS


def test_a_double_click_at_one_counter_calls_one_person(hall):
    counter = hall.counters.first().pk
    for _ in range(8):
        queue.issue(centre="race", service="passport", at=AT, by="k")
    answers: list[str] = []

    def press() -> None:
        try:
            queue.call_next(centre=hall.pk, counter=counter, at=AT, by="c")
            answers.append("called")
        except Refusal as refusal:
            answers.append(refusal.code)

    together([press] * 8)
    assert Tally(answers) == {"called": 1, "counter_busy": 7}


def test_a_double_tap_with_one_key_gives_one_ticket_and_one_answer(hall):
    claim = idempotency.claim(scope="device:1", key="tap", asked={"a": 1})
    given: list[Ticket] = []

    def tap() -> None:
        given.append(queue.issue(centre="race", service="passport", claim=claim, at=AT, by="k"))

    together([tap] * 8)
    assert Ticket.objects.count() == 1
    assert Event.objects.filter(name="queue.ticket_issued").count() == 1
    assert {ticket.token for ticket in given} == {Ticket.objects.get().token}
    assert Tally(ticket.is_repeat for ticket in given) == {False: 1, True: 7}


def test_a_double_press_on_call_gives_the_same_person_twice_and_no_refusal(hall):
    counter = hall.counters.order_by("number").values_list("pk", flat=True)[0]
    ticket = queue.issue(centre="race", service="passport", at=AT, by="k")
    claim = idempotency.claim(scope="device:1", key="press", asked={"a": 1})
    answers: list[object] = []

    def press() -> None:
        def act() -> tuple[int, dict]:
            called = queue.call_next(centre=ticket.centre_id, counter=counter, at=AT, by="k")
            return 200, {"label": called.label}

        answers.append(idempotency.once(claim, at=AT, act=act))

    together([press] * 8)
    assert answers == [(200, {"label": ticket.label})] * 8


def test_who_brings_a_person_of_their_own_is_never_told_that_nobody_waits(hall):
    """Eight counters of one hall each issue a ticket and call: there is always somebody for each."""
    counters = list(hall.counters.order_by("number").values_list("pk", flat=True))[:8]
    called: list[int] = []

    def work(counter: int) -> None:
        where = {"centre": hall.pk, "counter": counter, "at": AT, "by": "k"}
        for _ in range(60):
            queue.issue(centre="race", service="passport", at=AT, by="k")
            ticket = queue.call_next(**where)
            called.append(ticket.pk)
            queue.start(**where, ticket=ticket.pk)
            queue.finish(**where, ticket=ticket.pk)

    together([partial(work, counter) for counter in counters])
    assert len(called) == len(set(called)) == 480


def test_one_phone_gets_one_ticket_however_many_screens_it_taps(hall):
    codes: list[str] = []

    def tap() -> None:
        try:
            queue.issue(centre="race", service="passport", phone="79160000000", at=AT, by="k")
            codes.append("issued")
        except Refusal as refusal:
            codes.append(refusal.code)

    together([tap] * 8)
    assert Tally(codes) == {"issued": 1, "second_ticket": 7}


def test_the_journal_is_read_without_a_gap_while_it_is_written(hall):
    """A reader that follows the journal during the rush sees every fact once, in one order.

    It may see what is older than every open transaction of the whole server, also of other databases:
    so at the end it waits until nothing that was written is held back any more.
    """
    seen: list[int] = []
    written = threading.Event()

    def write() -> None:
        for _ in range(60):
            queue.issue(centre="race", service="passport", at=AT, by="k")

    def all_may_be_seen() -> bool:
        held_back = (
            "select from base_event where xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1"
        )
        return not db.rows(held_back, {})

    def read() -> None:
        position = events.Position()
        while True:
            last_look = written.is_set() and all_may_be_seen()
            news = list(events.after(position, limit=50))
            for position, event in news:  # noqa: B007 - the last position is where to go on
                seen.append(event.pk)
            if last_look and not news:
                return
            if not news:
                time.sleep(0.01)

    writers = [write] * 6

    def all_writers() -> None:
        try:
            together(writers)
        finally:
            written.set()

    together([all_writers, read])
    assert len(seen) == len(set(seen))
    assert set(seen) == set(Event.objects.values_list("pk", flat=True))


def test_counters_that_finish_and_call_by_themselves_never_ring_with_the_end_of_the_day(hall):
    """The end of the day locks counters, then tickets; an act never holds a ticket and waits for a counter."""
    from django.http import QueryDict

    from okno.front.desk import acts

    counters = list(hall.counters.order_by("number").values_list("pk", flat=True))[:8]
    sessions = CounterSession.objects.filter(centre=hall)
    sessions.update(auto_call=True)

    def finish(counter: int, ticket: int, key: str) -> None:
        hand = acts.Hand(
            sessions.get(counter=counter), QueryDict(f"ticket={ticket}"), AT, "staff:1"
        )
        claim = idempotency.claim(scope="desk", key=key, asked=ticket)
        try:
            idempotency.once(
                claim, at=AT, act=lambda: (200, {"done": bool(acts.VERBS["finish"](hand))})
            )
        except Refusal as refusal:
            assert refusal.code in ("forbidden_move", "not_at_your_counter"), refusal.code

    for turn in range(10):
        sessions.update(closed_at=None)
        jobs = []
        for counter in counters:
            queue.issue(centre=hall.pk, service="passport", at=AT, by="k")
            ticket = queue.call_next(centre=hall.pk, counter=counter, at=AT, by="c").pk
            queue.start(centre=hall.pk, counter=counter, ticket=ticket, at=AT, by="c")
            jobs.append(partial(finish, counter, ticket, f"{turn}-{ticket}"))
        for _ in counters:
            queue.issue(centre=hall.pk, service="passport", at=AT, by="k")
        together([*jobs, lambda: queue.close_day(centre=hall.pk, at=AT, by="x")])
        assert not Ticket.objects.filter(state__in=policy.LIVE).exists()


def test_two_managers_who_swap_two_people_never_wait_in_a_ring(hall):
    """Each moves the other's person: one of the two is refused, or both find the counter taken; no error."""
    first, second = hall.counters.order_by("number").values_list("pk", flat=True)[:2]
    CounterSession.objects.exclude(counter__in=[first, second]).update(closed_at=AT)

    def move(one: int, other: int) -> None:
        with suppress(Refusal):
            queue.move_staff(centre=hall.pk, from_counter=one, to_counter=other, at=AT, by="m")

    for _ in range(10):
        together([partial(move, first, second), partial(move, second, first)])
        assert CounterSession.objects.filter(closed_at=None).count() == 2


@contextmanager
def a_migration():
    """A column more, added by another connection: psycopg forgets its plans only on a line that alters."""

    def alter(how: str) -> None:
        with psycopg.connect(dsn(), autocommit=True) as elsewhere:
            elsewhere.execute(f"alter table queue_ticket {how}")

    alter("add column later integer")
    try:
        yield
    finally:
        alter("drop column later")


def test_an_act_survives_a_migration_under_it(hall):
    """Its plan was made for the table as it was: the connection is made anew, the act done once."""
    before = queue.issue(centre="race", service="passport", at=AT, by="k")
    with a_migration():
        after = queue.issue(centre="race", service="passport", at=AT, by="k")
        assert after.number == before.number + 1
        assert Ticket.objects.filter(day=AT.date()).count() == 2
    assert queue.issue(centre="race", service="passport", at=AT, by="k").number == 3


def test_an_act_of_several_statements_is_undone_by_a_migration_and_the_next_goes_on(hall):
    """Its transaction ended with the error: told as a database that is away, so that it is tried again."""
    with transaction.atomic():
        queue.issue(centre="race", service="passport", at=AT, by="k")
    with a_migration():
        with pytest.raises(OperationalError), transaction.atomic():
            queue.issue(centre="race", service="passport", at=AT, by="k")
        assert Ticket.objects.count() == 1
        with transaction.atomic():
            assert queue.issue(centre="race", service="passport", at=AT, by="k").number == 2
