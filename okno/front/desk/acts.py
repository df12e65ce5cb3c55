"""The operator's verbs: each reads its form and asks the hall for one act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from okno.base.errors import Refusal
from okno.queue import actions as queue
from okno.queue import errors
from okno.queue.models import CounterSession, Ticket


@dataclass(frozen=True)
class Hand:
    """Who presses, where and when; `form` is what the page sent."""

    session: CounterSession
    form: QueryDict
    at: datetime
    by: str

    @property
    def where(self) -> dict[str, Any]:
        return {
            "centre": self.session.centre_id,
            "counter": self.session.counter_id,
            "at": self.at,
            "by": self.by,
        }

    def number(self, name: str, default: int = 0) -> int:
        """A whole number of the form; refuses anything else (`unknown_choice`)."""
        text = self.form.get(name, "") or str(default)
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise errors.unknown_choice(name)
        return int(text)

    def ticket(self) -> dict[str, Any]:
        """The ticket the page meant: another one at the counter by now makes the act refuse."""
        return {**self.where, "ticket": self.number("ticket")}


def _call(hand: Hand) -> Ticket:
    return queue.call_next(**hand.where)


def _call_roll(hand: Hand) -> Ticket:
    service, purpose = hand.form.get("service", ""), hand.form.get("purpose", "file")
    return queue.call_from_roll(**hand.where, service=service, purpose=purpose)


def _receive(hand: Hand) -> Ticket:
    service, purpose = hand.form.get("service", ""), hand.form.get("purpose", "file")
    return queue.receive(**hand.where, service=service, purpose=purpose)


def _finish(hand: Hand) -> Ticket:
    return queue.finish(**hand.ticket(), outcome=hand.form.get("outcome", "done"))


def _hold(hand: Hand) -> Ticket:
    return queue.hold(**hand.ticket(), minutes=hand.number("minutes", 15))


def _transfer(hand: Hand) -> Ticket:
    to_counter = hand.number("to_counter") or None
    service, purpose = hand.form.get("service", ""), hand.form.get("purpose", "file")
    return queue.transfer(
        **hand.ticket(),
        service=service,
        purpose=purpose,
        to_counter=to_counter,
        back_to_me="back_to_me" in hand.form,
    )


def _continue(hand: Hand) -> Ticket:
    return queue.continue_here(
        **hand.ticket(),
        service=hand.form.get("service", ""),
        purpose=hand.form.get("purpose", "file"),
        outcome=hand.form.get("outcome", "done"),
    )


def _pause(hand: Hand) -> CounterSession:
    reason = hand.form.get("reason", "")
    return queue.pause_counter(**hand.where, reason=reason, minutes=hand.number("minutes", 10))


def _profile(hand: Hand) -> CounterSession:
    return queue.set_profile(
        **hand.where,
        services=hand.form.getlist("services") or None,
        quick_only="quick_only" in hand.form,
        ratio=(hand.number("booked"), hand.number("walk_in")),
        auto_call="auto_call" in hand.form,
    )


VERBS: dict[str, Callable[[Hand], object]] = {
    "call": _call,
    "call-roll": _call_roll,
    "by-number": lambda hand: queue.strike_name(
        centre=hand.session.centre_id, ticket=hand.number("ticket"), at=hand.at, by=hand.by
    ),
    "call-this": lambda hand: queue.call_this(**hand.ticket()),
    "receive": _receive,
    "recall": lambda hand: queue.recall(**hand.ticket()),
    "start": lambda hand: queue.start(**hand.ticket()),
    "finish": _finish,
    "hold": _hold,
    "back": lambda hand: queue.back_to_line(**hand.ticket()),
    "take-back": lambda hand: queue.take_back(
        centre=hand.session.centre_id, ticket=hand.number("ticket"), at=hand.at, by=hand.by
    ),
    "transfer": _transfer,
    "continue": _continue,
    "no-show": lambda hand: queue.mark_no_show(**hand.ticket()),
    "undo": lambda hand: queue.undo(**hand.ticket()),
    "pause": _pause,
    "resume": lambda hand: queue.resume_counter(**hand.where),
    "profile": _profile,
    "help": lambda hand: queue.call_for_help(**hand.where),
    "helped": lambda hand: queue.answer_help(**hand.where),
    "close": lambda hand: queue.close_counter(**hand.where),
}


_UNDO_WORDS = {
    "call": _("Undo calling %(label)s"),
    "hold": _("Undo holding %(label)s"),
    "transfer": _("Undo sending on %(label)s"),
    "finish": _("Undo finishing %(label)s"),
    "next_service": _("Undo finishing %(label)s"),
    "come_back": _("Undo finishing %(label)s"),
    "mark_no_show": _("Undo “did not come”: %(label)s"),
}


_NOT_ANSWERED = _("Undo “did not answer”: %(label)s")


def undo_words(ticket: Ticket) -> str:
    """What an undo would take back of this ticket: its last act, by name."""
    assert ticket.before is not None  # what can be undone remembers what was before
    act = ticket.before["act"]
    missed = act == "mark_no_show" and ticket.is_remote
    return str(_NOT_ANSWERED if missed else _UNDO_WORDS[act]) % {"label": ticket.label}


def verb(name: str) -> Callable[[Hand], object]:
    """The act with this name. Refuses an unknown one."""
    found = VERBS.get(name)
    if found is None:
        raise Refusal("unknown_act", str(errors.unknown_choice(name)), status=404)
    return found
