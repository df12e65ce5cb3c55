"""One centre's simulated people: visitors who come and operators who serve, through the real acts.

They share the hall with real people. An act that is refused because somebody was quicker is simply
not done; a simulated operator never touches a counter they do not sit at.
"""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random

from okno.base.errors import Refusal
from okno.network.models import Centre
from okno.people.models import Staff
from okno.planning.profile import Arrival
from okno.queue import actions as queue
from okno.queue import queries
from okno.queue.models import PauseReason, Ticket

BY = "day"
_SECOND = timedelta(seconds=1)
_RECALL_AFTER = 40 * _SECOND
_UNKNOWN_WALK = 45 * _SECOND
Act = Callable[[datetime], None]


class Timetable:
    """What happens when: acts in order of time, equal times in order of planning."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Act]] = []
        self._order = count()
        self.done = 0

    def plan(self, at: datetime, act: Act) -> None:
        """Do `act` at `at`; it is given the moment it is really done."""
        heapq.heappush(self._heap, (at, next(self._order), act))

    def next_at(self) -> datetime | None:
        """When the next act is due, or None."""
        return self._heap[0][0] if self._heap else None

    def do_next(self, at: datetime | None = None) -> None:
        """Do the next act, at its own time or at a later `at` (a live hall's clock)."""
        planned, _order, act = heapq.heappop(self._heap)
        self.done += 1
        act(max(planned, at) if at else planned)


@dataclass
class _Visitor:
    """A simulated person with a ticket; `errand` counts the services already done."""

    arrival: Arrival
    errand: int = 0


class Hall:
    """The simulated people of one centre on one day."""

    def __init__(self, centre: Centre, timetable: Timetable, rng: Random) -> None:
        self.centre = centre
        self._timetable = timetable
        self._rng = rng
        self._visitors: dict[int, _Visitor] = {}
        self._idle: list[int] = []
        self._seated: set[int] = set()
        self._breaks: dict[int, datetime] = {}
        self.closing = False

    # operators

    def seat(self, counter: int, staff: Staff, at: datetime) -> bool:
        """A simulated operator opens a counter; False when somebody else is there."""
        try:
            queue.open_counter(centre=self.centre.pk, counter=counter, staff=staff, at=at, by=BY)
        except Refusal:
            return False
        self._seated.add(counter)
        self._breaks[counter] = at + timedelta(minutes=self._rng.uniform(90, 300))
        self._plan(at + self._rng.uniform(1, 30) * _SECOND, lambda now: self._free(counter, now))
        return True

    def _plan(self, at: datetime, act: Act) -> None:
        self._timetable.plan(at, act)

    def _where(self, counter: int, ticket: int, at: datetime) -> dict:
        return {"centre": self.centre.pk, "counter": counter, "ticket": ticket, "at": at, "by": BY}

    def _free(self, counter: int, at: datetime) -> None:
        """The operator is free: take the planned break, or call whoever is next."""
        if counter not in self._seated:
            return
        if at >= self._breaks[counter] and not self.closing:
            self._rest(counter, at)
            return
        try:
            ticket = queue.call_next(centre=self.centre.pk, counter=counter, at=at, by=BY)
        except Refusal as refusal:
            self._not_called(counter, refusal.code, at)
            return
        self._expect(counter, ticket, at)

    def _not_called(self, counter: int, code: str, at: datetime) -> None:
        if code == "nobody_waiting":
            self._idle.append(counter)
        elif code == "counter_busy":
            self._resume(counter, at)
        elif code == "counter_paused":
            self._plan(at + timedelta(minutes=2), lambda now: self._free(counter, now))
        else:
            self._seated.discard(counter)  # the manager closed it or moved the person

    def _resume(self, counter: int, at: datetime) -> None:
        """Go on with whoever is at the counter (after a start in the middle of a day)."""
        ticket = queries.at_counter(counter)
        if ticket is None:
            self._plan(at + 5 * _SECOND, lambda now: self._free(counter, now))
        elif ticket.state == "called":
            self._expect(counter, ticket, at)
        else:
            self._plan(at + ticket.typical, lambda now: self._finish(counter, ticket.pk, now))

    def _rest(self, counter: int, at: datetime) -> None:
        minutes = self._rng.choice((10, 15, 30))
        reason = PauseReason.LUNCH if minutes == 30 else PauseReason.BREAK
        where = {"centre": self.centre.pk, "counter": counter, "by": BY}
        self._breaks[counter] = at + timedelta(minutes=self._rng.uniform(150, 260))
        try:
            queue.pause_counter(**where, reason=reason, minutes=minutes, at=at)
        except Refusal:
            self._seated.discard(counter)
            return

        def back(now: datetime) -> None:
            try:
                queue.resume_counter(**where, at=now)
            except Refusal:
                self._seated.discard(counter)
                return
            self._free(counter, now)

        self._plan(at + timedelta(minutes=minutes), back)

    def _expect(self, counter: int, ticket: Ticket, at: datetime) -> None:
        """The person walks to the counter, or does not come and is called again."""
        visitor = self._visitors.get(ticket.pk)
        if visitor is not None and not visitor.arrival.comes_when_called:
            self._call_again(counter, ticket.pk, self.centre.recall_limit, at)
            return
        walk = visitor.arrival.walk if visitor else _UNKNOWN_WALK
        self._plan(at + walk, lambda now: self._start(counter, ticket, now))

    def _call_again(self, counter: int, ticket: int, left: int, at: datetime) -> None:
        def again(now: datetime) -> None:
            try:
                if left:
                    queue.recall(**self._where(counter, ticket, now))
                    self._call_again(counter, ticket, left - 1, now)
                    return
                queue.mark_no_show(**self._where(counter, ticket, now))
                self._visitors.pop(ticket, None)
            except Refusal:
                pass  # staff decided otherwise meanwhile
            self._free(counter, now)

        self._plan(at + _RECALL_AFTER, again)

    def _start(self, counter: int, ticket: Ticket, at: datetime) -> None:
        try:
            queue.start(**self._where(counter, ticket.pk, at))
        except Refusal:
            self._free(counter, at)
            return
        visitor = self._visitors.get(ticket.pk)
        lasts = ticket.typical
        if visitor is not None:
            errands = visitor.arrival.errands
            lasts = errands[min(visitor.errand, len(errands) - 1)].duration
        self._plan(at + lasts, lambda now: self._finish(counter, ticket.pk, now))

    def _finish(self, counter: int, ticket: int, at: datetime) -> None:
        try:
            finished = queue.finish(**self._where(counter, ticket, at))
        except Refusal:
            self._free(counter, at)
            return
        visitor = self._visitors.get(ticket)
        if visitor is not None and finished.state == "waiting":
            visitor.errand += 1
            self._wake(at)
        else:
            self._visitors.pop(ticket, None)
            self._say_goodbye(finished, at)
        self._plan(at + self._rng.uniform(8, 40) * _SECOND, lambda now: self._free(counter, now))

    def _say_goodbye(self, ticket: Ticket, at: datetime) -> None:
        """Some fetch their coffee, some give a mark: the better the shorter they waited."""
        if ticket.voucher and self._rng.random() < 0.7:
            self._plan(at + timedelta(minutes=2), lambda now: self._coffee(ticket, now))
        if self._rng.random() < 0.3:
            mark = 5 - (ticket.promise_broken_at is not None) - (self._rng.random() < 0.15)
            self._plan(at + timedelta(minutes=1), lambda now: self._rate(ticket, mark, now))

    def _coffee(self, ticket: Ticket, at: datetime) -> None:
        try:
            queue.use_voucher(ticket=ticket, at=at, by=BY)
        except Refusal:
            return  # the administrator was quicker

    def _rate(self, ticket: Ticket, mark: int, at: datetime) -> None:
        try:
            queue.rate(ticket=ticket, rating=mark, at=at, by="visitor")
        except Refusal:
            return  # the finish was undone

    # visitors

    def come(self, arrival: Arrival) -> None:
        """Plan a visitor."""
        self._plan(arrival.at, lambda now: self._arrive(arrival, now))

    def _arrive(self, arrival: Arrival, at: datetime) -> None:
        first, *more = arrival.errands
        try:
            ticket = queue.issue(
                centre=self.centre.pk,
                service=first.service,
                purpose=first.purpose,
                more=[errand.service for errand in more],
                language=arrival.language,
                priority=arrival.priority,
                booked_at=arrival.booked_at,
                at=at,
                by=BY,
            )
        except Refusal:
            return  # closed for today, or the service was withdrawn: they go home
        self._visitors[ticket.pk] = _Visitor(arrival)
        self._plan(at + arrival.patience, lambda now: self._lose_patience(ticket.pk, now))
        self._wake(at)

    def _lose_patience(self, ticket: int, at: datetime) -> None:
        if ticket not in self._visitors or not Ticket.objects.filter(pk=ticket, state="waiting").exists():
            return
        try:
            queue.leave(centre=self.centre.pk, ticket=ticket, at=at, by="visitor")
        except Refusal:
            return  # called in this very moment
        self._visitors.pop(ticket, None)

    def _wake(self, at: datetime) -> None:
        """Operators who had nobody look up when somebody comes."""
        idle, self._idle = self._idle, []
        for number, counter in enumerate(idle):
            when = at + (2 + number) * _SECOND
            self._plan(when, lambda now, counter=counter: self._free(counter, now))

    def look_up(self, at: datetime) -> None:
        """Let idle operators look for people the simulation does not know of (a real visitor's ticket)."""
        if self._idle and queries.waiting_in(self.centre.pk).exists():
            self._wake(at)


def operators_needed(arrivals_per_hour: float, work: timedelta) -> int:
    """Operators for a busy but honest hall: nearly all of the peak's work, so that a line forms and goes."""
    return max(2, math.ceil(arrivals_per_hour * (work / timedelta(hours=1)) * 1.03))
