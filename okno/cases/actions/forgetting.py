"""Where the person of a case is told, by their own wish; and how it is forgotten whose it was."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from okno.base import events, tries
from okno.booking.models import Appointment
from okno.cases import errors, policy, reaching, telling
from okno.cases.events import AskedToBeTold, CasesForgotten
from okno.cases.models import Case, State
from okno.cases.rows import locked
from okno.people import errors as people_errors
from okno.people import queries as people
from okno.people.models import Account, Visitor
from okno.queue import actions as queue
from okno.queue import errors as hall_errors


@transaction.atomic
def ask_to_be_told(
    case: Case,
    *,
    phone: str = "",
    email: str = "",
    agreed: bool,
    language: str,
    at: datetime,
    by: str,
) -> Case:
    """The person agrees, on their page, to be told when the result comes. What is given counts from now on.

    Refuses without consent (`no_consent`), a phone or address that is none, neither of the two
    (`no_way_to_reach`), when the case is over or the result there (`case_moved_on`), and a mind that is changed again
    and again (`too_many_changes`): each time is in the journal for ever.
    """
    case = locked(case)
    if case.state != State.ACCEPTED:
        raise errors.case_moved_on()
    ways = reaching.typed_ways(case.centre, phone=phone, email=email, agreed=agreed)
    if not ways:
        raise people_errors.no_way_to_reach()
    who = tries.key("change", "Case", str(case.pk))
    if tries.are_over(who, most=policy.MOST_CHANGES, since=at - timedelta(days=1), at=at):
        raise hall_errors.too_many_changes()
    tries.note(who, at=at)
    case.ways, case.language, case.agreed_at = ways, language, at
    case.save(update_fields=["ways", "language", "agreed_at"])
    fact = AskedToBeTold(channels=[channel for channel, _to in ways])
    events.record(fact, at=at, by=by, centre=case.centre_id, subject=f"case:{case.pk}")
    return case


@transaction.atomic
def stop_telling(case: Case, *, at: datetime, by: str) -> None:
    """The person wants to be told nothing: where, and what they were told, is deleted. Twice is once."""
    case = locked(case)
    if case.ways:
        case.ways, case.agreed_at = [], None
        case.save(update_fields=["ways", "agreed_at"])
        telling.forget(case, at=at, by=by)
        _record(1, case, at=at, by=by)


@transaction.atomic
def forget_case(case: Case, *, at: datetime, by: str) -> None:
    """Nobody knows any more whose it is; in no account, and told nothing. Twice is once.

    Of one that is not over the page stays, by which its person comes for the result; else it opens no more.
    """
    if _forget(locked(case), at=at, by=by):
        _record(1, case, at=at, by=by)


@transaction.atomic
def forget_visitor(visitor: Visitor, *, at: datetime, by: str) -> None:
    """Forget who comes, as `queue.forget_visitor` does, and whose the applications are that they filed then."""
    theirs = list(Appointment.objects.filter(visitor=visitor))
    queue.forget_visitor(visitor, at=at, by=by)
    # After it: whoever filed just before that has a case by now.
    _forget_all(Case.objects.filter(ticket__in=reaching.tickets_of(theirs)), at=at, by=by)


@transaction.atomic
def forget_account(account: Account, *, at: datetime, by: str) -> None:
    """Forget an account with everybody in it, as `queue.forget_account` does, and whose its cases are."""
    theirs = list(Appointment.objects.filter(visitor__in=people.lock_account(account)))
    mine = list(Case.objects.filter(account=account).values_list("pk", flat=True))
    queue.forget_account(account, at=at, by=by)
    filed = Q(ticket__in=reaching.tickets_of(theirs))
    _forget_all(Case.objects.filter(Q(pk__in=mine) | filed), at=at, by=by)


@transaction.atomic
def leave_chat(*, chat: str, at: datetime, by: str) -> None:
    """Nothing more is told in this Telegram chat, as `queue.leave_chat` does; whoever left a phone or an address as
    well is told of their result there. Twice is once.
    """
    queue.leave_chat(
        chat=chat, at=at, by=by
    )  # the person before their cases, as `forget_visitor` has it
    way = ["telegram", chat]
    theirs = Case.objects.filter(ways__contains=[way]).order_by("pk")
    gone = [locked(each) for each in theirs]
    for case in gone:
        case.ways = [each for each in case.ways if each != way]
        case.save(update_fields=["ways"])
    if gone:
        events.record(CasesForgotten(count=len(gone)), at=at, by=by)


@transaction.atomic
def forget_old(*, at: datetime, by: str) -> int:
    """Whose time is over is forgotten; returns of how many cases: thirty days after the end, and a year after
    the result came and nobody did, or was promised and did not come.
    """
    long_ago = at - policy.UNCLAIMED_AFTER
    over = (
        Q(ended_at__lte=at - policy.KNOWN_AFTER)
        | Q(state=State.READY, ready_at__lte=long_ago)
        | Q(state=State.ACCEPTED, due_on__lte=long_ago.date())
    )
    known = ~Q(ways=[]) | Q(account__isnull=False)
    return _forget_all(Case.objects.filter(over & known), at=at, by=by)


def _forget_all(cases: QuerySet[Case], *, at: datetime, by: str) -> int:
    every = list(cases.order_by("pk"))
    count = sum(_forget(locked(each), at=at, by=by) for each in every)
    if count:
        events.record(CasesForgotten(count=count), at=at, by=by)
    return count


def _forget(case: Case, *, at: datetime, by: str) -> bool:
    """Whether there was anything to forget."""
    if not case.ways and case.account_id is None:
        return False
    case.ways, case.agreed_at, case.account = [], None, None
    if not case.is_unfinished:
        case.token = secrets.token_urlsafe(16)
    case.save(update_fields=["ways", "agreed_at", "account", "token"])
    telling.forget(case, at=at, by=by)
    return True


def _record(count: int, case: Case, *, at: datetime, by: str) -> None:
    subject = f"case:{case.pk}"
    events.record(CasesForgotten(count=count), at=at, by=by, centre=case.centre_id, subject=subject)
