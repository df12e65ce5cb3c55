"""Appointments as the office lists them: when, for what, in which language, with what needs; nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from okno.booking.models import Appointment, Need, State
from okno.catalog.models import Service

_TONES = {
    State.BOOKED: "plain",
    State.ARRIVED: "pane",
    State.FULFILLED: "done",
    State.NO_SHOW: "soon",
    State.UNKEPT: "soon",
}
_ANOTHER = "ru"  # what is not said of a language


@dataclass(frozen=True)
class Row:
    """One appointment of a list. `language` is empty for the usual one; `tone` is the shape of its state."""

    appointment: Appointment
    services: list[Service]
    needs: list[str]
    language: str
    tone: str
    is_late: bool

    @property
    def may_arrive(self) -> bool:
        """Whether they may still come in with it, so far as its state goes."""
        return self.appointment.may("arrive")


def rows(found: Sequence[Appointment], at: datetime) -> list[Row]:
    """The rows of these appointments, in their order; two statements however many there are."""
    known = Service.objects.in_bulk({pk for each in found for pk in each.services})
    return [_row(each, known, at) for each in found]


def _row(found: Appointment, known: dict[int, Service], at: datetime) -> Row:
    return Row(
        appointment=found,
        services=[known[pk] for pk in found.services if pk in known],
        needs=[str(Need(need).label) for need in found.needs],
        language=found.language if found.language != _ANOTHER else "",
        tone=_TONES.get(State(found.state), "plain"),
        is_late=found.state == State.BOOKED and found.starts_at < at,
    )
