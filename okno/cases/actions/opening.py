"""An application is accepted at the counter: from now on its person has a page, and may be told."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction

from okno.base import events
from okno.cases import errors, policy, queries, reaching, telling
from okno.cases.events import CaseOpened
from okno.cases.models import Case, State
from okno.network.models import Centre
from okno.people.models import Account
from okno.queue.models import Ticket


@transaction.atomic
def open_case(
    ticket: Ticket,
    *,
    due_on: date,
    phone: str = "",
    email: str = "",
    agreed: bool = False,
    at: datetime,
    by: str,
) -> Case:
    """Accept the application that the person of this ticket files, with its result promised for `due_on`.

    With their consent they are told when it comes: by the phone or e-mail given, else as they are told of the visit.
    Pressed twice, the same case is answered. Refuses a ticket that files nothing (`nothing_filed`), a day that
    cannot be promised (`no_due_day`), a phone or address that is none, one without consent (`no_consent`), and
    consent with no way to tell (`no_way_to_reach`).
    """
    # Whoever presses second waits here, and finds the case.
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if not queries.may_file(ticket, at):
        raise errors.nothing_filed()
    known = queries.case_of(ticket)
    if known is not None:
        return known
    if not policy.may_promise(due_on, today=queries.today_at(ticket.centre, at)):
        raise errors.no_due_day()
    told = reaching.of_ticket(ticket, phone=phone, email=email, agreed=agreed)
    case = _made(
        ticket,
        account=told.account,
        due_on=due_on,
        language=told.language,
        ways=told.ways,
        agreed_at=at if told.ways else None,
        opened_at=at,
    )
    fact = CaseOpened(number=case.number, service=case.service.slug, due_on=case.due_on.isoformat())
    events.record(fact, at=at, by=by, centre=case.centre_id, subject=f"case:{case.pk}")
    telling.opened(case, at=at, by=by)
    return case


def _made(ticket: Ticket, *, account: Account | None, **more: Any) -> Case:
    return Case.objects.create(
        token=secrets.token_urlsafe(16),
        number=_free_number(ticket.centre),
        state=State.ACCEPTED,
        centre=ticket.centre,
        service=ticket.service,
        ticket=ticket,
        account=account,
        **more,
    )


def _free_number(centre: Centre) -> str:
    """One that no receipt of the centre has; two drawn at one moment are told apart by `one_receipt_a_number`."""
    while True:
        number = f"{secrets.randbelow(10**policy.NUMBER_DIGITS):0{policy.NUMBER_DIGITS}}"
        if not Case.objects.filter(centre=centre, number=number).exists():
            return number
