"""Accounts of visitors: signing in and out, and which visits belong to one."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from okno.base import clock, events
from okno.people import errors, queries
from okno.people.events import (
    AccountDeleted,
    AccountSignedIn,
    AccountSignedOut,
    VisitKept,
    VisitorClaimed,
)
from okno.people.models import Account, AccountSession, KeptVisit, Visitor

SIGNED_IN = timedelta(hours=12)


@transaction.atomic
def sign_in_account(
    *, issuer: str, subject: str, language: str, instead_of: str = "", at: datetime
) -> str:
    """Sign in whoever is `subject` at `issuer`, who gets an account the first time; returns a token for the browser.

    It is new at every sign-in and lasts twelve hours; the one the browser held before, `instead_of`, ends.
    """
    account, is_new = Account.objects.get_or_create(
        key=queries.account_key(issuer, subject),
        defaults={"language": language, "opened_at": at, "seen_at": at},
    )
    Account.objects.filter(pk=account.pk).update(language=language, seen_at=at)
    AccountSession.objects.filter(key=queries.hash_account_token(instead_of)).delete()
    token = secrets.token_urlsafe(32)
    AccountSession.objects.create(
        account=account,
        key=queries.hash_account_token(token),
        ends_at=clock.real() + SIGNED_IN,
    )
    events.record(
        AccountSignedIn(is_new=is_new), at=at, by="visitor", subject=f"account:{account.pk}"
    )
    return token


@transaction.atomic
def sign_out_account(*, token: str, everywhere: bool = False, at: datetime, by: str) -> int:
    """End the sign-in of this browser, or all of its account; returns how many. None for an unknown token."""
    here = AccountSession.objects.filter(key=queries.hash_account_token(token)).first()
    if here is None:
        return 0
    every = AccountSession.objects.filter(account=here.account_id)
    count = (every if everywhere else every.filter(pk=here.pk)).delete()[0]
    fact = AccountSignedOut(count=count)
    events.record(fact, at=at, by=by, subject=f"account:{here.account_id}")
    return count


@transaction.atomic
def keep_visit(
    visitor: Visitor | None, *, account: Account, is_booker: bool, at: datetime, by: str
) -> None:
    """Keep a visit in this account; twice is once. Refuses one that is nobody's any more (`not_your_visit`).

    Who keeps it by the address of its page sees the visit there, never the person; any number of accounts may.
    With `is_booker` (the browser proves that it booked) it belongs to the account, person and all, unless it
    belongs to another already.
    """
    mine = Account.objects.select_for_update(no_key=True).filter(pk=account.pk).first()
    found = None
    if visitor is not None:
        found = Visitor.objects.select_for_update().filter(pk=visitor.pk).first()
    if mine is None or found is None:
        raise errors.not_your_visit()
    subject = f"visitor:{found.pk}"
    if is_booker and found.account_id is None:
        Visitor.objects.filter(pk=found.pk).update(account=mine)
        KeptVisit.objects.filter(account=mine, visitor=found).delete()
        events.record(VisitorClaimed(), at=at, by=by, subject=subject)
    elif found.account_id != mine.pk:
        _row, is_new = KeptVisit.objects.get_or_create(account=mine, visitor=found)
        if is_new:
            events.record(VisitKept(), at=at, by=by, subject=subject)


@transaction.atomic
def delete_account(account: Account, *, at: datetime, by: str) -> None:
    """Delete an account with its sign-ins; its visitors are forgotten before (okno.booking). Twice is once."""
    if Account.objects.filter(pk=account.pk).delete()[0]:
        events.record(AccountDeleted(), at=at, by=by, subject=f"account:{account.pk}")
