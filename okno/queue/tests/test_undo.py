"""What an undo brings back, and what it must not."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from okno.base import clock
from okno.base.errors import Refusal
from okno.queue import actions as queue
from okno.queue import jobs
from okno.queue.actions.day import forget_phones
from okno.queue.models import CounterSession, State, Ticket
from okno.queue.queries import just_left

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
PHONE = "+7 916 111-22-33"


@pytest.fixture
def where(centre, session, at):
    return {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "x"}


def served(where, **more):
    issued = queue.issue(
        centre=where["centre"], service="passport", at=where["at"], by="k", **more
    ).pk
    queue.call_next(**where)
    queue.start(**where, ticket=issued)
    queue.finish(**where, ticket=issued)
    return issued


def code_of(act, **how):
    with pytest.raises(Refusal) as caught:
        act(**how)
    return caught.value.code


def test_nobody_is_brought_back_to_a_counter_that_was_closed(where):
    ticket = served(where)
    queue.close_counter(**where)
    assert code_of(queue.undo, **where, ticket=ticket) == "too_late_to_undo"
    assert Ticket.objects.get().state == State.FINISHED


def test_the_phone_of_who_did_not_come_is_kept_while_they_may_come_again_that_day(where):
    ticket = queue.issue(
        centre=where["centre"], service="passport", phone=PHONE, at=where["at"], by="k"
    ).pk
    queue.call_next(**where)
    Ticket.objects.update(recalls=5)
    queue.mark_no_show(**where, ticket=ticket)
    assert forget_phones(at=where["at"] + 31 * SECOND) == 0
    assert Ticket.objects.get().holder
    queue.close_day(centre=where["centre"], at=where["at"] + 31 * SECOND, by="x")
    assert Ticket.objects.get().holder is None


def test_a_second_chance_beside_a_new_ticket_of_the_same_phone_is_refused(where):
    """One live ticket a phone: whoever took a new one has it, and is told."""
    same = {"centre": where["centre"], "service": "passport", "phone": PHONE, "by": "k"}
    missed = queue.issue(**same, at=where["at"]).pk
    queue.call_next(**where)
    Ticket.objects.update(recalls=5)
    queue.mark_no_show(**where, ticket=missed)
    later = where["at"] + 60 * SECOND
    queue.issue(**same, at=later)
    with pytest.raises(Refusal) as refusal:
        queue.give_second_chance(centre=where["centre"], ticket=missed, at=later, by="staff:1")
    assert refusal.value.code == "second_ticket"
    assert Ticket.objects.filter(state="waiting").count() == 1


def test_a_second_chance_keeps_the_phone(where):
    same = {"centre": where["centre"], "service": "passport", "phone": PHONE, "by": "k"}
    missed = queue.issue(**same, at=where["at"]).pk
    queue.call_next(**where)
    Ticket.objects.update(recalls=5)
    queue.mark_no_show(**where, ticket=missed)
    queue.give_second_chance(centre=where["centre"], ticket=missed, at=where["at"], by="staff:1")
    with pytest.raises(Refusal) as refusal:
        queue.issue(**same, at=where["at"])
    assert refusal.value.code == "second_ticket"


def test_nobody_is_brought_back_to_another_who_sat_down_there(where, anna):
    ticket = served(where)
    queue.close_counter(**where)
    queue.open_counter(**where, staff=anna)
    assert code_of(queue.undo, **where, ticket=ticket) == "too_late_to_undo"


def test_half_a_minute_is_the_operators_own_also_on_a_fast_demo_day(where, session, at):
    ticket = served(where)
    later = {**where, "at": at + 31 * SECOND}
    assert code_of(queue.undo, **later, ticket=ticket) == "too_late_to_undo"
    clock.set_to(at, speed=10)
    try:
        assert just_left(session.counter_id, later["at"]).pk == ticket
        assert queue.undo(**later, ticket=ticket).state == State.SERVING
    finally:
        clock.back_to_real()


def test_an_undone_finish_still_holds_the_phone(where):
    ticket = served(where, phone=PHONE)
    queue.undo(**where, ticket=ticket)
    again = {"centre": where["centre"], "service": "passport", "at": where["at"], "by": "k"}
    assert code_of(queue.issue, **again, phone=PHONE) == "second_ticket"


def test_a_finish_is_not_undone_when_the_phone_has_a_new_ticket(where):
    ticket = served(where, phone=PHONE)
    queue.issue(centre=where["centre"], service="passport", phone=PHONE, at=where["at"], by="k")
    assert code_of(queue.undo, **where, ticket=ticket) == "too_late_to_undo"
    assert Ticket.objects.get(pk=ticket).state == State.FINISHED


def test_a_phone_is_forgotten_once_nothing_can_bring_the_visit_back(where, at):
    served(where, phone=PHONE)
    assert forget_phones(at=at + 29 * SECOND) == 0
    assert forget_phones(at=at + 31 * SECOND) == 1
    assert not Ticket.objects.exclude(holder=None).exists()


def missed_call(where):
    ticket = queue.issue(
        centre=where["centre"], service="passport", phone=PHONE, at=where["at"], by="k"
    ).pk
    queue.call_next(**where)
    for _ in range(2):
        queue.recall(**where, ticket=ticket)
    queue.mark_no_show(**where, ticket=ticket)


def test_the_phone_of_whoever_did_not_come_is_kept_for_a_day_at_most(where, at):
    """SECURITY.md: as long as they may get a second chance; the end of the centre's day forgets it too."""
    missed_call(where)
    assert forget_phones(at=at + timedelta(days=1)) == 0
    assert Ticket.objects.exclude(holder=None).exists()
    assert forget_phones(at=at + timedelta(days=1, seconds=31)) == 1
    assert not Ticket.objects.exclude(holder=None).exists()


def watch(at):
    clock.set_to(at, speed=0.001)
    jobs.watch_the_halls(0)


def test_an_undone_call_is_not_made_again_by_itself(where, at):
    queue.set_profile(**where, auto_call=True)
    queue.issue(centre=where["centre"], service="passport", at=at, by="k")
    watch(at)
    ticket = Ticket.objects.get()
    assert ticket.state == State.CALLED
    queue.undo(**where, ticket=ticket.pk)
    watch(at + 60 * SECOND)
    assert Ticket.objects.get().state == State.WAITING, "the operator decides what follows"
    queue.call_next(**where)
    queue.start(**where, ticket=ticket.pk)
    queue.finish(**where, ticket=ticket.pk)
    queue.issue(centre=where["centre"], service="passport", at=at, by="k")
    watch(at + 65 * SECOND)
    assert Ticket.objects.filter(state=State.CALLED).count() == 1, "and it calls by itself again"


@pytest.mark.parametrize("act", ["resume_counter", "set_profile"])
def test_an_automatic_call_goes_on_when_the_operator_says_so(where, at, act):
    queue.set_profile(**where, auto_call=True)
    ticket = queue.issue(centre=where["centre"], service="passport", at=at, by="k").pk
    queue.call_next(**where)
    queue.undo(**where, ticket=ticket)
    assert queue.call_auto(centre=where["centre"], counter=where["counter"], at=at) is None
    getattr(queue, act)(**where, **({"auto_call": True} if act == "set_profile" else {}))
    assert queue.call_auto(centre=where["centre"], counter=where["counter"], at=at)


def test_an_undone_finish_does_not_stop_the_automatic_call(where):
    queue.set_profile(**where, auto_call=True)
    queue.undo(**where, ticket=served(where))
    assert not CounterSession.objects.get().auto_rests


def test_where_nobody_waits_free_counters_cost_nothing(
    where, english_session, at, django_assert_num_queries
):
    for counter in (where["counter"], english_session.counter_id):
        queue.set_profile(**{**where, "counter": counter}, auto_call=True)
    clock.set_to(at, speed=0.001)
    clock.now()
    with django_assert_num_queries(1):
        jobs.watch_the_halls(0)


def test_a_hall_whose_clock_is_a_step_behind_calls_and_serves_all_the_same(where, at):
    """The kiosk's process and the desk's may differ by a second."""
    issued = queue.issue(centre=where["centre"], service="passport", at=at + SECOND, by="k")
    called = queue.call_next(**where)
    assert called.called_at == issued.issued_at
    earlier = {**where, "at": at - SECOND, "ticket": issued.pk}
    assert queue.start(**earlier).started_at == called.called_at
    assert queue.finish(**earlier).ended_at == called.called_at


def test_an_error_of_the_database_is_not_called_a_busy_counter(where, at):
    """Only the index of one person at a counter says "busy"; whatever else breaks is a bug, and seen."""
    queue.issue(centre=where["centre"], service="passport", at=at, by="k")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(
            "alter table queue_ticket add constraint a_bug check (state <> 'called') not valid"
        )
    with pytest.raises(IntegrityError, match="a_bug"):
        queue.call_next(**where)


def test_an_undone_call_is_none_for_the_ratio(where, at):
    queue.set_profile(**where, ratio=(1, 1))
    same = {"centre": where["centre"], "service": "passport", "by": "k"}
    queue.issue(**same, at=at - 300 * SECOND)
    booked = queue.issue(**same, at=at, booked_at=at + 1200 * SECOND).pk
    assert queue.call_next(**where).pk == booked
    queue.undo(**where, ticket=booked)
    assert CounterSession.objects.get().called == 0
    assert queue.call_next(**where).pk == booked, "it is still the turn of the booked"
