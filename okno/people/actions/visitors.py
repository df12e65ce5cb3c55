"""Visitors we may reach: met with their consent, kept as long as the visit needs, forgotten."""

from datetime import datetime

from django.db import transaction

from okno.base import events
from okno.people import queries
from okno.people.events import (
    ChatLinked,
    ChatsLeft,
    VisitorForgotten,
    VisitorMet,
    VisitorsForgotten,
)
from okno.people.models import Account, Visitor
from okno.ui import languages


@transaction.atomic
def meet_visitor(
    *,
    name: str,
    phone: str = "",
    email: str = "",
    country: str,
    language: str,
    agreed: bool,
    until: datetime,
    account: Account | None = None,
    must_ring: bool = False,
    at: datetime,
    by: str,
) -> Visitor:
    """A person who agreed to be reached, in this language or, where okno is not written in it, in the one its speakers
    read (`languages.read_by`); kept until `until`, in `account`, if they have signed in.

    Refuses without consent (`no_consent`), without a name, a phone or address that is none, and with
    neither of the two (`no_way_to_reach`); who must be rung up is not without a phone (`no_phone_to_ring`).
    """
    for refusal in queries.refusals_of(
        name=name, phone=phone, email=email, country=country, agreed=agreed, must_ring=must_ring
    ):
        raise refusal
    kept = {
        "name": queries.name_of(name),
        "phone": queries.phone_of(phone, country),
        "email": queries.email_of(email),
    }
    if account is not None:  # it may be deleted at this moment; then the visit is in none
        account = queries.account_still(account)
    read = languages.read_by(language)
    visitor = Visitor.objects.create(
        **kept, account=account, language=read, agreed_at=at, forget_after=until
    )
    events.record(VisitorMet(language=read), at=at, by=by, subject=f"visitor:{visitor.pk}")
    return visitor


@transaction.atomic
def keep_visitor(visitor: Visitor, *, until: datetime, at: datetime, by: str) -> None:
    """The visit moved: what we know of the person is kept until then."""
    Visitor.objects.filter(pk=visitor.pk).update(forget_after=until)
    events.record(
        VisitorMet(language=visitor.language), at=at, by=by, subject=f"visitor:{visitor.pk}"
    )


@transaction.atomic
def link_chat(visitor: Visitor, *, chat: str, at: datetime, by: str) -> None:
    """The person is reached in this Telegram chat too, as they asked in it; kept as long as they are."""
    Visitor.objects.filter(pk=visitor.pk).update(telegram=chat)
    events.record(ChatLinked(), at=at, by=by, subject=f"visitor:{visitor.pk}")


@transaction.atomic
def leave_chat(*, chat: str, at: datetime, by: str) -> int:
    """Nobody is reached in this chat any more; returns how many visitors were. Twice is once."""
    count = Visitor.objects.filter(telegram=chat).update(telegram="")
    if count:
        events.record(ChatsLeft(count=count), at=at, by=by)
    return count


@transaction.atomic
def forget_visitors(*, at: datetime, by: str) -> int:
    """Delete everybody whose time is over; returns how many."""
    count = Visitor.objects.filter(forget_after__lte=at).count()
    if count:
        Visitor.objects.filter(forget_after__lte=at).delete()
        events.record(VisitorsForgotten(count=count), at=at, by=by)
    return count


@transaction.atomic
def forget_visitor(visitor: Visitor, *, at: datetime, by: str) -> None:
    """Forget one visitor before their time; okno.booking ends what they have with us. Twice is once."""
    if Visitor.objects.filter(pk=visitor.pk).delete()[0]:
        events.record(VisitorForgotten(), at=at, by=by, subject=f"visitor:{visitor.pk}")
