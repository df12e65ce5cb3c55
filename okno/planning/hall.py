"""One centre's simulated people on one day, sharing the hall with real ones.

The database alone says how things stand: an act that is refused because somebody was quicker is not
done, and whoever wanted it looks again.
"""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from okno.base.errors import Refusal
from okno.booking.models import Appointment
from okno.cases import actions as cases
from okno.cases.models import Case
from okno.network.models import Centre
from okno.people.models import Staff
from okno.planning import booked, filed
from okno.planning import queries as planning
from okno.planning.operators import Operator
from okno.planning.profile import Arrival, OfferedService
from okno.planning.roster import Shift
from okno.planning.timetable import Act, Timetable
from okno.queue import actions as queue
from okno.queue import queries
from okno.queue.models import CounterSession, State, Ticket

BY = "day"
LOOK_UP_EVERY = timedelta(minutes=1)
_RATES = 0.3
_WANTS_COFFEE = 0.7
_GIVES_A_NAME = 0.5  # of those who are asked
_FETCH = timedelta(minutes=2)
# A lively hall keeps its line within these shares of the operators seated, so that there is
# something to see and nobody waits for long: operators do back-office work when it is short.
_SHORT_LINE, _LONG_LINE, _MOST_IN_BACK = 0.4, 0.7, 0.4
_UNKNOWN_WALK = timedelta(seconds=40)


class Hall:
    """The simulated visitors and operators of `centre`; people are seated and come as planned here.

    `hours` are when the day begins and closes; `files` is the chance of applications and their results; `books` is the chance by which people book beforehand; None on a day on which nobody does.
    """

    def __init__(
        self,
        centre: Centre,
        timetable: Timetable,
        rng: Random,
        services: list[OfferedService],
        hours: tuple[datetime, datetime],
        *,
        files: Random,
        books: Random | None,
        is_lively: bool = False,
    ) -> None:
        self.centre = centre
        self.rng = rng
        self.services = services
        self.begins, self.closes = hours
        self._files = files
        self._books = books
        self._booked: dict[int, Appointment] = {}
        self.is_lively = is_lively
        self.acts = 0
        self.turned_away = 0
        self.operators: dict[int, Operator] = {}
        self.is_over = False
        self._timetable = timetable
        self._visitors: dict[int, Arrival] = {}
        self._still_to_do: dict[int, timedelta] = {}
        for comes_at, case in filed.coming(centre, files, self.begins):
            self.plan(comes_at, partial(self._bring, case))

    def plan(self, at: datetime, act: Act) -> None:
        """Plan an act of this hall."""
        self._timetable.plan(at, act)

    def do(self, act: Callable[..., Any], **how: Any) -> Any:
        """Do one act of the queue as the day; raises its Refusal."""
        self.acts += 1
        return act(by=BY, **how)

    # visitors

    def expect(self, arrival: Arrival) -> None:
        """Plan a visitor; one who books does so before."""
        self.plan(arrival.at, lambda now: self._arrive(arrival, now))
        if arrival.booked_at is not None and self._books is not None:
            when = booked.decides_at(arrival, self._books)
            self.plan(max(when, self.begins), partial(self._book, arrival, self._books))

    def _book(self, arrival: Arrival, books: Random, at: datetime) -> None:
        appointment = booked.book(self.centre, arrival, books, at=at, by=BY)
        if appointment is not None:
            self._booked[id(arrival)] = appointment

    def _name_for(self, arrival: Arrival) -> str:
        """How the visitor wishes to be called, having been asked at the kiosk; "" for most, and where nobody is asked."""
        if not self.centre.calls_by_name or self._books is None:
            return ""
        return booked.name_of(arrival, self._books) if self._books.random() < _GIVES_A_NAME else ""

    def _arrive(self, arrival: Arrival, at: datetime) -> None:
        if (found := self._booked.get(id(arrival))) and found.is_remote:
            return  # nobody comes: their time does
        try:
            ticket = self._ticket_for(arrival, at)
        except Refusal:
            self.turned_away += 1  # closed for today, or the service was withdrawn: they go home
            return
        self._visitors[ticket.pk] = arrival
        self.plan(at + arrival.patience, lambda now: self._lose_patience(ticket.pk, now))
        self.ring(ticket, at)

    def _ticket_for(self, arrival: Arrival, at: datetime) -> Ticket:
        appointment, name = self._booked.pop(id(arrival), None), self._name_for(arrival)
        if appointment is not None:
            with contextlib.suppress(
                Refusal
            ):  # far too early or late: they take a ticket as anybody
                return self.do(
                    queue.check_in,
                    centre=self.centre.pk,
                    appointment=appointment,
                    name=name,
                    at=at,
                )
        first, *more = arrival.errands
        return self.do(
            queue.issue,
            centre=self.centre.pk,
            service=first.service,
            purpose=first.purpose,
            more=[errand.service for errand in more],
            language=arrival.language,
            priority=arrival.priority,
            booked_at=arrival.booked_at,
            name=name,
            at=at,
        )

    def _lose_patience(self, ticket: int, at: datetime) -> None:
        if (
            ticket not in self._visitors
            or queries.ticket_in(self.centre.pk, ticket).state != State.WAITING
        ):
            return
        try:
            self.do(queue.leave, centre=self.centre.pk, ticket=ticket, at=at)
        except Refusal:
            return  # called in this very moment
        self.forget(ticket)

    def walk_of(self, ticket: Ticket) -> timedelta | None:
        """How long the called person walks; None for one who is gone."""
        arrival = self._visitors.get(ticket.pk)
        if arrival is None:
            return _UNKNOWN_WALK
        return arrival.walk if arrival.comes_when_called else None

    def duration_of(self, ticket: Ticket) -> timedelta:
        """How long the service takes that this ticket is now called for."""
        left_over = self._still_to_do.pop(ticket.pk, None)
        arrival = self._visitors.get(ticket.pk)
        if left_over is not None:
            return left_over
        if arrival is None:  # a real person's ticket, or one of an earlier run
            return ticket.typical * self.rng.uniform(0.6, 1.4)
        place = max(0, len(arrival.errands) - 1 - len(ticket.rest))
        return arrival.errands[place].duration

    def see_to_papers(self, ticket: Ticket, outcome: str, at: datetime) -> None:
        """Before a service ends: some have their application accepted, and whose result has come takes it."""
        how = {"centre": self.centre, "rng": self._files, "outcome": outcome}
        self._try(filed.see_to, ticket=ticket, **how, at=at)

    def _bring(self, case: Case, at: datetime) -> None:
        self._try(cases.result_ready, case=case, at=at)

    def keep_for_later(self, ticket: int, left_over: timedelta) -> None:
        """The rest of a service that was interrupted."""
        self._still_to_do[ticket] = left_over

    def forget(self, ticket: int) -> None:
        """The person is gone."""
        self._visitors.pop(ticket, None)
        self._still_to_do.pop(ticket, None)

    def say_goodbye(self, ticket: Ticket, at: datetime) -> None:
        """Some fetch their coffee, some give a mark: the worse the longer they waited."""
        if ticket.pk not in self._visitors:
            return  # a real person does it, or does not
        self.forget(ticket.pk)
        if ticket.voucher and self.rng.random() < _WANTS_COFFEE:
            self.plan(at + _FETCH, lambda now: self._try(queue.use_voucher, ticket=ticket, at=now))
        if self.rng.random() < _RATES:
            mark = (
                5
                - (ticket.promise_broken_at is not None)
                - self.rng.choices((0, 1, 2), (85, 12, 3))[0]
            )
            self.plan(
                at + _FETCH / 2,
                lambda now: self._try(queue.rate, ticket=ticket, rating=mark, at=now),
            )

    def _try(self, act: Callable[..., Any], **how: Any) -> None:
        try:
            self.do(act, **how)
        except Refusal:
            return  # a person was quicker, or took the finish back

    # operators

    def seat(self, staff: Staff, shift: Shift, counters: list[int], begins: datetime) -> None:
        """Plan an operator's day at the first of `counters` that is free when they come."""
        operator = Operator(self, staff, shift, counters)
        self.operators[staff.pk] = operator
        self.plan(max(shift.starts, begins), operator.come)

    def adopt(self, session: CounterSession, shift: Shift, at: datetime) -> None:
        """Go on with an operator whom an earlier run of this day left seated."""
        operator = Operator(self, session.staff, shift, [])
        self.operators[session.staff_id] = operator
        operator.sit_at(session)
        operator.look_soon(at)

    def ring(self, ticket: Ticket, at: datetime) -> None:
        """Somebody has sat down to wait: of the idle operators who can serve them, one looks up."""
        able = [
            operator
            for operator in self.operators.values()
            if operator.is_idle and ticket.service_id in operator.services
        ]
        speaking = [operator for operator in able if ticket.language in operator.languages]
        if able:
            self.rng.choice(speaking or able).look_soon(at)

    def can_spare_one(self, at: datetime) -> bool:
        """Whether one more operator may do back-office work instead of calling."""
        if not self.is_lively or at >= self.closes:
            return False
        seated = [operator for operator in self.operators.values() if operator.counter is not None]
        in_back = sum(operator.is_in_back for operator in seated)
        return in_back < _MOST_IN_BACK * len(seated) and self._waiting() < _SHORT_LINE * len(seated)

    def _call_back(self, at: datetime) -> None:
        """The line has grown: those in the back office come to their counters again."""
        in_back = [operator for operator in self.operators.values() if operator.is_in_back]
        if in_back:
            seated = sum(operator.counter is not None for operator in self.operators.values())
            too_many = self._waiting() - int(_LONG_LINE * seated)
            for operator in in_back[: max(0, too_many)]:
                operator.back(at)

    def _waiting(self) -> int:
        return queries.waiting_in(self.centre.pk).count()

    def look_up(self, at: datetime, *, with_people: bool) -> None:
        """Once a minute: what people did besides us; whom an idle operator may have missed."""
        if with_people:
            self._mind_people(at)
        self._call_back(at)
        idle = [operator for operator in self.operators.values() if operator.is_idle]
        if any(operator.has_other_plans(at) for operator in idle) or (
            idle and queries.waiting_in(self.centre.pk).exists()
        ):
            for operator in idle:
                operator.look(at)
        self.is_over = at >= self.closes and not planning.anyone_live(self.centre)

    def _mind_people(self, at: datetime) -> None:
        """Yield to those who sign in as an operator of ours; follow one whom the manager moved."""
        people = planning.signed_in_today(self.centre, at)
        sessions = planning.open_sessions(self.centre)
        for staff, operator in self.operators.items():
            if staff in people:
                operator.yield_to_person()
            else:
                operator.follow(sessions.get(staff), at)
        gone = {State.LEFT, State.NO_SHOW, State.CLOSED, State.FINISHED}
        for ticket in Ticket.objects.filter(pk__in=list(self._visitors), state__in=gone):
            if ticket.state == State.FINISHED:
                self.say_goodbye(ticket, at)
            elif ticket.state != State.NO_SHOW:  # who missed the call may get a second chance
                self.forget(ticket.pk)
