"""What is kept of the applications that somebody with an account filed."""

from datetime import datetime
from typing import Any

from okno.cases import queries
from okno.cases.models import Case
from okno.cases.policy import KNOWN_AFTER
from okno.notify import queries as notify
from okno.notify.models import Channel
from okno.people.models import Account

Shown = tuple[Case, list[tuple[str, str]], datetime | None]


def shown(account: Account) -> list[Shown]:
    """Each application with where its person is told of it, and until when we know whose it was, if it is over."""
    return [(each, _ways(each), _until(each)) for each in queries.cases_of(account)]


def _ways(case: Case) -> list[tuple[str, str]]:
    """Channel and address; of a browser or a chat only that it is one."""
    told = [(Channel(channel), to) for channel, to in case.ways]
    return [
        (str(channel.label), to if channel in (Channel.SMS, Channel.EMAIL) else "")
        for channel, to in told
    ]


def _until(case: Case) -> datetime | None:
    return case.ended_at + KNOWN_AFTER if case.ended_at is not None else None


def as_plain(account: Account) -> list[dict[str, Any]]:
    """Everything of them, for the person's own use."""
    return [_plain(each) for each in queries.cases_of(account)]


def _plain(case: Case) -> dict[str, Any]:
    names = ("number", "state", "language", "opened_at", "due_on", "ready_at", "ended_at")
    return {name: getattr(case, name) for name in names} | {
        "centre": str(case.centre),
        "service": str(case.service.name),
        "told_by": case.ways,
        "agreed_at": case.agreed_at,
        "messages": [
            {"channel": each.channel, "to": each.to, "text": each.text, "sent_at": each.sent_at}
            for each in notify.told_about(f"case:{case.pk}")
        ],
    }


def subjects(account: Account) -> list[str]:
    """What a look of the staff at one of them is written under."""
    return queries.subjects(queries.cases_of(account))
