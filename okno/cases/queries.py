"""What is asked of cases: one by its token or number, those of a centre, those of an account."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate

from okno.base import clock
from okno.cases import errors, policy, reaching
from okno.cases.models import Case, State
from okno.cases.rows import WITH
from okno.catalog.models import Purpose, Service
from okno.network import queries as network
from okno.network.models import Centre
from okno.notify.models import Channel
from okno.people.models import Account
from okno.queue import policy as hall
from okno.queue.models import State as TicketState
from okno.queue.models import Ticket
from okno.ui import words

MOST_SHOWN = 100
_PAGE = re.compile(r"/c/([\w-]{16,32})(?:[/?#\s]|$)", re.ASCII)


@dataclass(frozen=True)
class Results:
    """The unfinished cases of a centre in three lists, each the oldest day first; `more` is how many are not shown."""

    overdue: list[Case]
    awaited: list[Case]
    ready: list[Case]
    more: int


def today_at(centre: Centre, at: datetime) -> date:
    """The centre's own date."""
    return words.local(at, centre.zone).date()


def may_file(ticket: Ticket, at: datetime) -> bool:
    """Whether its person files an application just now, or did today."""
    here = ticket.state in (TicketState.SERVING, TicketState.FINISHED)
    is_today = ticket.day == today_at(ticket.centre, at)
    return here and is_today and ticket.purpose == Purpose.FILE


def case_of(ticket: Ticket) -> Case | None:
    """The unfinished case of this ticket's service, or None."""
    found = Case.objects.filter(ticket=ticket, service=ticket.service_id)
    return found.filter(state__in=policy.UNFINISHED).select_related(*WITH).first()


def may_take_back(case: Case, at: datetime) -> bool:
    """Whether the last step can be taken back still: within half a minute of a person's time."""
    is_late = at - case.moved_at > clock.of_a_person(hall.UNDO_WITHIN)
    back = policy.taken_back(case.state, was_ready=case.ready_at is not None)
    return back is not None and not is_late


def usual_day(service: Service, centre: Centre, at: datetime) -> date:
    """The day by which its result comes as the catalogue says; nobody decides on a public holiday."""
    return policy.due_on(
        today_at(centre, at),
        service.processing_days,
        in_working_days=service.in_working_days,
        holidays=network.public_holidays(centre.district.okrug.city.country),
    )


def known_channels(ticket: Ticket) -> list[str]:
    """How the person of this ticket is told of the visit already, in words, without where."""
    return [str(Channel(channel).label) for channel, _to in reaching.known(ticket)]


def case_by_token(token: str) -> Case:
    """The case with this unguessable token. Refuses an unknown one, and one that was no case (`unknown_case`)."""
    found = Case.objects.filter(token=token).select_related(*WITH).first()
    if found is None:
        raise errors.unknown_case()
    return found


def case_in(centre: int, number: int) -> Case:
    """A case of this centre. Refuses any other (`unknown_case`)."""
    found = Case.objects.filter(pk=number, centre_id=centre).select_related(*WITH).first()
    if found is None:
        raise errors.unknown_case()
    return found


def case_by_receipt(centre: Centre, said: str) -> Case | None:
    """The case of this centre with this number on its receipt, however it was spaced, or with this address of its
    page, as a scanner reads it off a phone; None when there is none.
    """
    page = _PAGE.search(said)
    found = (
        Case.objects.filter(token=page[1]) if page else Case.objects.filter(number=_number(said))
    )
    return found.filter(centre=centre).select_related(*WITH).first()


def is_page(said: str) -> bool:
    """Whether this is the address of a case's page."""
    return _PAGE.search(said) is not None


def _number(said: str) -> str:
    return "".join(sign for sign in said if sign.isascii() and sign.isdigit())


def results_of(
    centre: Centre,
    *,
    at: datetime,
    service: str = "",
    day: date | None = None,
    receipt: str = "",
) -> Results:
    """What is awaited and what waits to be collected; of one service, of a day of filing or of promise, or with one
    number on its receipt.
    """
    found = Case.objects.filter(centre=centre, state__in=policy.UNFINISHED).select_related(*WITH)
    if receipt:
        found = found.filter(number=_number(receipt))
    if service:
        found = found.filter(service__slug=service)
    if day is not None:
        # Asked by the database: the first and the last day of the calendar have no day beside them.
        filed_on = TruncDate("opened_at", tzinfo=ZoneInfo(centre.zone))
        found = found.alias(filed_on=filed_on).filter(Q(due_on=day) | Q(filed_on=day))
    today = today_at(centre, at)
    awaited = found.filter(state=State.ACCEPTED)
    lists = (
        awaited.filter(due_on__lt=today).order_by("due_on", "pk"),
        awaited.filter(due_on__gte=today).order_by("due_on", "pk"),
        found.filter(state=State.READY).order_by("ready_at", "pk"),
    )
    more = sum(max(0, each.count() - MOST_SHOWN) for each in lists)
    overdue, promised, ready = (list(each[:MOST_SHOWN]) for each in lists)
    return Results(overdue, promised, ready, more)


def services_awaited(centre: Centre) -> list[Service]:
    """The services of the unfinished cases of a centre."""
    there = Case.objects.filter(centre=centre, state__in=policy.UNFINISHED).values("service")
    return list(Service.objects.filter(pk__in=there))


def cases_of(account: Account) -> list[Case]:
    """The cases of an account, those that go on first, as long as we know whose they are."""
    found = _of(account).exclude(state=State.WITHDRAWN).order_by("-opened_at", "-pk")
    return sorted(found, key=lambda each: not each.is_unfinished)


def case_of_account(account: Account, number: int) -> Case:
    """A case of this very account. Refuses any other (`unknown_case`)."""
    found = _of(account).filter(pk=number).first()
    if found is None:
        raise errors.unknown_case()
    return found


def subjects(cases: Sequence[Case]) -> list[str]:
    """What a look of the staff at one of them is written under."""
    return [f"case:{each.pk}" for each in cases]


def _of(account: Account) -> QuerySet[Case]:
    return Case.objects.filter(account=account).select_related(*WITH)
