"""A simulated operator: calls, waits, serves, rests. Acts only where they sit themselves."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from okno.base.errors import Refusal
from okno.people.models import Staff
from okno.planning.roster import Break, Shift
from okno.planning.timetable import Act
from okno.queue import actions as queue
from okno.queue import queries
from okno.queue.models import CounterSession, State, Ticket

if TYPE_CHECKING:
    from okno.planning.hall import Hall

_SECOND = timedelta(seconds=1)
_RECALL_AFTER = 40 * _SECOND
_NEEDS_A_COPY = 0.02
_WRONG_SERVICE = 0.015
_SHORTEST_INTERRUPTED = timedelta(minutes=6)
_ASKING_TAKES = timedelta(minutes=2)


class Operator:
    """One operator of a hall. At most one act of theirs is planned at any moment."""

    def __init__(self, hall: "Hall", staff: Staff, shift: Shift, counters: list[int]) -> None:
        self.counter: int | None = None
        self.services: set[int] = set()
        self.languages: set[str] = set()
        self.is_idle = False
        self.is_in_back = False
        self._hall = hall
        self._staff = staff
        self._ends = shift.ends
        self._breaks: list[Break] = sorted(shift.breaks, key=lambda each: each.at)
        self._counters = counters
        self._turn = 0
        self._yielded = False

    # coming and going

    def come(self, at: datetime) -> None:
        """Sit down at the first free counter; somebody else's is left alone."""
        for counter in self._counters:
            if self._yielded or self.counter is not None:
                return
            try:
                session = self._hall.do(
                    queue.open_counter,
                    centre=self._hall.centre.pk,
                    counter=counter,
                    staff=self._staff,
                    at=at,
                )
            except Refusal:
                continue
            self.sit_at(session)
            self._then(at + self._seconds(5, 40), self.look)
            return

    def sit_at(self, session: CounterSession) -> None:
        """This is where the operator sits now."""
        self.counter = session.counter_id
        self.services = set(session.services)
        self.languages = set(session.languages)

    def follow(self, session: CounterSession | None, at: datetime) -> None:
        """Stand up when somebody closed the counter; go on where somebody seated us."""
        here = session.counter_id if session else None
        if here == self.counter:
            if session is not None:
                self.sit_at(session)  # the profile may have changed
            return
        self._stand_up()
        if session is not None:
            self.sit_at(session)
            self._then(at + self._seconds(5, 20), self.look)

    def yield_to_person(self) -> None:
        """A person signed in as this operator: from now on only they act."""
        self._yielded = True
        self._stand_up()

    def _stand_up(self) -> None:
        self.counter = None
        self.is_idle = self.is_in_back = False
        self._turn += 1

    def _leave(self, at: datetime) -> None:
        try:
            self._hall.do(queue.close_counter, **self._here(at))
        except Refusal as refusal:
            self._look_again(refusal.code, at)
            return
        self._stand_up()

    # calling

    def look_soon(self, at: datetime) -> None:
        """Look up in a moment."""
        self._then(at + self._seconds(2, 6), self.look)

    def has_other_plans(self, at: datetime) -> bool:
        """Whether a break or the end of the shift is due."""
        if at >= self._hall.closes:
            return False
        return at >= self._ends or bool(self._breaks and at >= self._breaks[0].at)

    def look(self, at: datetime) -> None:
        """Free: go home, take the break that is due, or call whoever is next."""
        if self.counter is None:
            return
        if self.has_other_plans(at):
            if at >= self._ends:
                self._leave(at)
            else:
                self._rest(self._breaks.pop(0), at)
            return
        if self._hall.can_spare_one(at):
            self.is_in_back = True
            self._rest(Break(at, self._hall.rng.randint(8, 15), "back_office"), at)
            return
        try:
            ticket = self._hall.do(queue.call_next, **self._here(at))
        except Refusal as refusal:
            self._look_again(refusal.code, at)
            return
        self._await(ticket, at)

    def _look_again(self, code: str, at: datetime) -> None:
        if code == "nobody_waiting":
            self._turn += 1
            self.is_idle = True
        elif code == "counter_busy":
            self._go_on(at)
        elif code == "counter_paused":
            self._then(at + timedelta(minutes=1), self.look)
        else:
            self._stand_up()  # closed by the manager

    def _go_on(self, at: datetime) -> None:
        """Take over whoever is at the counter already: from an earlier run, or called by a program."""
        ticket = queries.at_counter(self.counter or 0)
        if ticket is None:
            self._then(at + 5 * _SECOND, self.look)
        elif ticket.state == State.CALLED:
            self._await(ticket, at)
        else:
            self._serve(ticket, at)

    def _await(self, ticket: Ticket, at: datetime) -> None:
        walk = self._hall.walk_of(ticket)
        if walk is None:
            self._then(at + _RECALL_AFTER, lambda now: self._call_again(ticket, now))
        else:
            self._then(at + walk, lambda now: self._start(ticket, now))

    def _call_again(self, ticket: Ticket, at: datetime) -> None:
        try:
            if ticket.recalls < self._hall.centre.recall_limit:
                ticket = self._hall.do(queue.recall, **self._here(at), ticket=ticket.pk)
                self._then(at + _RECALL_AFTER, lambda now: self._call_again(ticket, now))
                return
            self._hall.do(queue.mark_no_show, **self._here(at), ticket=ticket.pk)
            self._hall.forget(ticket.pk)
        except Refusal:
            pass  # somebody decided otherwise meanwhile
        self.look(at)

    # serving

    def _start(self, ticket: Ticket, at: datetime) -> None:
        try:
            started = self._hall.do(queue.start, **self._here(at), ticket=ticket.pk)
        except Refusal:
            self.look(at)
            return
        self._serve(started, at)

    def _serve(self, ticket: Ticket, at: datetime) -> None:
        lasts = self._hall.duration_of(ticket)
        chance = self._hall.rng.random()
        if chance < _NEEDS_A_COPY and lasts > _SHORTEST_INTERRUPTED:
            self._hall.keep_for_later(ticket.pk, lasts * 0.6)
            self._then(at + lasts * 0.4, lambda now: self._hold(ticket, now))
        elif _NEEDS_A_COPY <= chance < _NEEDS_A_COPY + _WRONG_SERVICE:
            self._hall.keep_for_later(ticket.pk, lasts)
            self._then(at + _ASKING_TAKES, lambda now: self._pass_on(ticket, now))
        else:
            self._then(at + lasts, lambda now: self._finish(ticket, now))

    def _finish(self, ticket: Ticket, at: datetime) -> None:
        outcome = self._outcome(ticket)
        self._hall.see_to_papers(ticket, outcome, at)
        try:
            finished = self._hall.do(
                queue.finish, **self._here(at), ticket=ticket.pk, outcome=outcome
            )
        except Refusal:
            self.look(at)
            return
        if finished.state == State.FINISHED:
            self._hall.say_goodbye(finished, at)
        else:
            self._hall.ring(finished, at)  # the next service of the same visit
        self._then(at + self._seconds(8, 40), self.look)

    def _outcome(self, ticket: Ticket) -> str:
        usual = {"receive": "issued", "ask": "advised"}.get(ticket.purpose, "accepted")
        return self._hall.rng.choices((usual, "incomplete"), (96, 4))[0]

    def _hold(self, ticket: Ticket, at: datetime) -> None:
        """The person fetches a copy or pays; the line takes them back when the time is over."""
        minutes = self._hall.rng.randint(4, 10)
        try:
            self._hall.do(queue.hold, **self._here(at), ticket=ticket.pk, minutes=minutes)
        except Refusal:
            pass  # not here any more
        self._then(at + self._seconds(5, 15), self.look)

    def _pass_on(self, ticket: Ticket, at: datetime) -> None:
        """They came for something else: to another service, at the old place in line."""
        other = self._hall.rng.choice(self._hall.services)
        try:
            moved = self._hall.do(
                queue.transfer,
                **self._here(at),
                ticket=ticket.pk,
                service=other.slug,
                purpose=next(iter(other.minutes)),
            )
            self._hall.ring(moved, at)
        except Refusal:
            pass  # not here any more
        self._then(at + self._seconds(5, 15), self.look)

    # resting

    def _rest(self, due: Break, at: datetime) -> None:
        try:
            self._hall.do(
                queue.pause_counter, **self._here(at), reason=due.reason, minutes=due.minutes
            )
        except Refusal:
            self._stand_up()
            return
        self._then(at + timedelta(minutes=due.minutes), self.back)

    def back(self, at: datetime) -> None:
        """Return to the counter and look who is next."""
        self.is_in_back = False
        try:
            self._hall.do(queue.resume_counter, **self._here(at))
        except Refusal:
            self._stand_up()
            return
        self.look(at)

    # small change

    def _here(self, at: datetime) -> dict[str, Any]:
        return {"centre": self._hall.centre.pk, "counter": self.counter, "at": at}

    def _seconds(self, least: float, most: float) -> timedelta:
        return self._hall.rng.uniform(least, most) * _SECOND

    def _then(self, at: datetime, act: Act) -> None:
        """Plan the one next act; whatever was planned before is dropped."""
        self._turn += 1
        self.is_idle = False
        turn = self._turn

        def if_still_meant(now: datetime) -> None:
            if turn == self._turn and self.counter is not None:
                act(now)

        self._hall.plan(at, if_still_meant)
