"""Two presses at one moment: one application, one result that comes, one that is handed over; nobody forgotten is told."""

from collections import Counter as Tally
from contextlib import suppress
from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.cases import actions as cases
from okno.cases.models import Case
from okno.people.models import Visitor
from okno.queue import actions as queue
from okno.queue.models import Ticket
from tests.machines.test_booking_races import SLOT, book, centre_with
from tests.machines.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)
DUE = SLOT.date() + timedelta(days=5)


def served(centre, service, nth):
    """Somebody who booked with their phone, and was served: (their visitor, their ticket)."""
    made = book(centre, service, nth)
    ticket = queue.check_in(centre=centre.pk, appointment=made, at=SLOT, by="device:1")
    Ticket.objects.filter(pk=ticket.pk).update(state="finished", ended_at=SLOT)
    return made.visitor, ticket


def test_six_presses_at_one_moment_accept_one_application(transactional_db):
    centre, service = centre_with(2)
    _visitor, ticket = served(centre, service, 1)
    made = []

    def press() -> None:
        mine = Ticket.objects.get(pk=ticket.pk)
        made.append(cases.open_case(mine, due_on=DUE, agreed=True, at=SLOT, by="staff:1").pk)

    together([press] * 6)
    assert len(made) == 6, "nobody was refused"
    assert len(set(made)) == Case.objects.count() == 1
    assert Event.objects.filter(name="cases.case_opened").count() == 1


@pytest.mark.parametrize(
    ("act", "fact"), [("result_ready", "result_came"), ("issue", "result_issued")]
)
def test_of_six_presses_at_one_moment_one_moves_the_case(transactional_db, act, fact):
    centre, service = centre_with(2)
    _visitor, ticket = served(centre, service, 1)
    case = cases.open_case(ticket, due_on=DUE, at=SLOT, by="staff:1")
    said: list[str] = []

    def press() -> None:
        try:
            getattr(cases, act)(Case.objects.get(pk=case.pk), at=SLOT, by="staff:2")
            said.append("done")
        except Refusal as refusal:
            said.append(refusal.code)

    together([press] * 6)
    assert Tally(said) == {"done": 1, "case_moved_on": 5}
    assert Event.objects.filter(name=f"cases.{fact}").count() == 1


def test_whoever_files_while_they_are_forgotten_is_not_reached_any_more(transactional_db):
    centre, service = centre_with(8)
    for nth in range(8):
        visitor, ticket = served(centre, service, nth)

        def press(number: int = ticket.pk) -> None:
            mine = Ticket.objects.get(pk=number)
            with suppress(Refusal):  # there is no way to tell them when they are forgotten first
                cases.open_case(mine, due_on=DUE, agreed=True, at=SLOT, by="staff:1")

        def forget(visitor: Visitor | None = visitor) -> None:
            cases.forget_visitor(visitor, at=SLOT, by="visitor")

        together([press, forget])
        assert not Case.objects.exclude(ways=[]).exists(), nth
