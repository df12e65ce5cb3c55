"""What the desk asks before an act: each question is a dialog, and what it chooses from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from okno.base import clock
from okno.base.errors import Refusal
from okno.catalog.models import Purpose, Service
from okno.queue import errors
from okno.queue import queries as hall
from okno.queue.models import CounterSession, Outcome, PauseReason, Ticket

LONGEST_LINE = 60
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Ask:
    """A question. A fresh one is asked of the server each time it opens, for its choice changes with the hall."""

    name: str
    title: str | Promise
    fresh: bool = False

    @property
    def template(self) -> str:
        return f"desk/ask/{self.name}.html"


ASKS = {
    ask.name: ask
    for ask in (
        Ask("finish", _("How did it end?")),
        Ask("continue", _("Another service of this visit"), fresh=True),
        Ask("hold", _("Hold: for how long?")),
        Ask("transfer", _("Send on"), fresh=True),
        Ask("line", _("Call this one"), fresh=True),
        Ask("receive", _("Serve without a ticket"), fresh=True),
        Ask("roll", _("The next number of the roll"), fresh=True),
        Ask("pause", _("Pause")),
        Ask("profile", _("What this counter calls"), fresh=True),
        Ask("keys", _("Keys")),
    )
}


@dataclass(frozen=True)
class Waiting:
    """Somebody of the line: how long they wait, how long in all when they were served before, and the name they are
    called by, if by one.
    """

    ticket: Ticket
    wait: timedelta
    whole: timedelta | None
    name: str


def waiting(session: CounterSession, at: datetime, limit: int) -> list[Waiting]:
    """The next people for this counter, first to be called first."""
    line = hall.line_for(session, at, limit)
    names = hall.names_of(line, session.centre)
    return [
        Waiting(
            each,
            at - each.waiting_since,
            at - each.issued_at if each.waiting_since - each.issued_at >= _MINUTE else None,
            names.get(each.pk, ""),
        )
        for each in line
    ]


def ask(name: str) -> Ask:
    """The question with this name. Refuses an unknown one."""
    found = ASKS.get(name)
    if found is None:
        raise Refusal("unknown_act", str(errors.unknown_choice(name)), status=404)
    return found


def choices(name: str, session: CounterSession) -> dict[str, Any]:
    """What the dialog of this name chooses from."""
    if name == "finish":
        return {"outcomes": Outcome.choices}
    if name == "pause":
        return {"reasons": PauseReason.choices}
    if name == "line":
        return {"people": waiting(session, clock.now(), LONGEST_LINE)}
    if name == "profile":
        return {"services": _able(session)}
    if name == "transfer":
        here = hall.at_counter(session.counter_id)
        given = hall.services_given(session.centre_id)
        # The service they are here for stands first, by itself.
        others = [each for each in given if here is None or each.pk != here.service_id]
        return {
            **often_first(others),
            "purposes": Purpose.choices,
            "counters": _others(session),
        }
    if name in ("continue", "receive", "roll"):
        given = hall.services_given(session.centre_id)
        mine = [service for service in given if service.pk in session.services]
        return {**often_first(mine), "purposes": Purpose.choices}
    return {}


def often_first(services: list[Service]) -> dict[str, list[Service]]:
    """The services to choose from in two parts, so that what people mostly come for is at hand."""
    return {
        "often": [service for service in services if service.is_popular],
        "services": [service for service in services if not service.is_popular],
    }


def _able(session: CounterSession) -> list[Service]:
    """The services this centre gives and the person here has the skills for."""
    skills = set(session.staff.skills)
    given = hall.services_given(session.centre_id)
    return [service for service in given if set(service.skills) <= skills]


def _others(session: CounterSession) -> list[CounterSession]:
    """Who sits at the other counters."""
    here = CounterSession.objects.filter(centre_id=session.centre_id, closed_at=None)
    others = here.exclude(pk=session.pk).select_related("counter", "staff")
    return list(others.order_by("counter__number"))
