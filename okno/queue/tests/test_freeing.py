"""A counter that calls by itself calls as soon as it is free, by whatever act and through whatever door."""

import pytest
from django.db import connection

from okno.queue import actions as queue
from okno.queue.models import State, Ticket

pytestmark = pytest.mark.django_db
RECALLS = 2


@pytest.fixture
def where(centre, session, at):
    here = {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "x"}
    queue.set_profile(**here, auto_call=True)
    return here


@pytest.fixture
def line(where):
    """Two people; the first is called."""
    first, second = [
        queue.issue(centre=where["centre"], service="passport", at=where["at"], by="k").pk
        for _ in range(2)
    ]
    queue.call_next(**where)
    return first, second


def finish(**how):
    queue.start(**how)
    queue.finish(**how)


def did_not_come(**how):
    for _ in range(RECALLS):
        queue.recall(**how)
    queue.mark_no_show(**how)


def left(counter, **how):
    queue.leave(**how)


def hold(**how):
    queue.hold(**how)


def send_on(**how):
    Ticket.objects.filter(pk=how["ticket"]).update(rank=2e9)  # or they would be first again
    queue.transfer(**how, service="benefit")


ACTS = [finish, did_not_come, left, hold, send_on]


@pytest.mark.parametrize("act", ACTS)
def test_whoever_is_next_is_called_at_once(where, line, act, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        act(**where, ticket=line[0])
    assert Ticket.objects.get(counter=where["counter"], state=State.CALLED).pk == line[1]


@pytest.mark.parametrize("act", ACTS)
def test_a_counter_that_does_not_call_by_itself_calls_nobody(
    where, line, act, django_capture_on_commit_callbacks
):
    queue.set_profile(**where, auto_call=False)
    with django_capture_on_commit_callbacks(execute=True):
        act(**where, ticket=line[0])
    assert Ticket.objects.get(pk=line[1]).state == State.WAITING


@pytest.fixture
def nobody_can_be_called():
    """The database refuses every call, as it might in its last minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "alter table queue_ticket add constraint no_calls check (state <> 'called') not valid"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("alter table queue_ticket drop constraint no_calls")


@pytest.mark.django_db(transaction=True)
def test_an_act_is_done_though_the_call_after_it_fails(where, line, nobody_can_be_called):
    """The operator has pressed finish, and it is finished; the next is called by the sweep."""
    finish(**where, ticket=line[0])
    states = Ticket.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.FINISHED, State.WAITING]


def test_a_counter_on_a_pause_calls_nobody(where, line, django_capture_on_commit_callbacks):
    queue.pause_counter(**where, reason="lunch", minutes=30)
    with django_capture_on_commit_callbacks(execute=True):
        finish(**where, ticket=line[0])
    assert Ticket.objects.get(pk=line[1]).state == State.WAITING


def test_who_was_sent_back_to_the_line_is_not_called_at_once_again(
    where, line, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        queue.back_to_line(**where, ticket=line[0])
    assert not Ticket.objects.filter(state=State.CALLED).exists()


def test_a_person_who_leaves_the_line_frees_no_counter(
    where, line, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        queue.leave(centre=where["centre"], ticket=line[1], at=where["at"], by="visitor")
    assert Ticket.objects.get(pk=line[0]).state == State.CALLED


def test_after_one_service_of_several_the_next_person_is_called(
    where, django_capture_on_commit_callbacks
):
    same = {"centre": where["centre"], "at": where["at"], "by": "k"}
    one = queue.issue(**same, service="passport", more=["benefit"]).pk
    queue.call_next(**where)
    queue.start(**where, ticket=one)
    with django_capture_on_commit_callbacks(execute=True):
        assert queue.finish(**where, ticket=one).state == State.WAITING
    assert Ticket.objects.get().state == State.CALLED, "nobody else waits: the visit goes on here"
