"""Plays planned days: people are seated and come, time passes as asked, and the day is closed."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection

from okno.base import clock
from okno.network.models import Centre
from okno.people import actions as people
from okno.people.models import Staff
from okno.planning import queries as planning
from okno.planning import roster
from okno.planning.hall import BY, LOOK_UP_EVERY, Hall
from okno.planning.plans import KEPT_FREE, CannotPlay, Plan
from okno.planning.timetable import Timetable
from okno.queue import actions as queue

OVERTIME = timedelta(minutes=30)
LAST_SECOND = timedelta(seconds=1)
_TRY_AGAIN_SECONDS = 0.5


def refuse_living(centres: Sequence[Centre]) -> None:
    """Refuses (CannotPlay) to play where somebody is right now by okno's clock.

    A played day ends with everybody sent home and goes by an invented time; whoever waits or serves
    there would be sent home with it.
    """
    now = clock.now()
    living = [centre.slug for centre in centres if planning.is_living(centre, now, BY)]
    if living:
        raise CannotPlay(
            f"somebody is in {', '.join(living)} right now, and the end of a played day would send them"
            " home; choose another --centre, or wait until the day there is over"
        )


class House:
    """The simulated people of every planned centre, on one timetable.

    A day that was begun before goes on where it stopped: whoever should have come until then did.
    """

    def __init__(self, plans: Sequence[Plan], seed: int, *, with_bookings: bool = True) -> None:
        self.plans = plans
        self._with_bookings = with_bookings
        self._centres = [plan.centre.pk for plan in plans]
        self.timetable = Timetable()
        self.with_people = True
        self.halls: list[Hall] = []
        self.begins = min(self._settle(plan) for plan in plans)
        self.closes = max(plan.closes for plan in plans)
        for plan in plans:
            self.halls.append(self._people(plan, seed))
        self.timetable.plan(self.begins, self._look_up)

    @property
    def acts(self) -> int:
        """How many acts were tried so far."""
        return sum(hall.acts for hall in self.halls)

    @property
    def is_over(self) -> bool:
        """Closed, and nobody is left inside."""
        return all(hall.is_over for hall in self.halls)

    # time

    def run_ahead(self, until: datetime) -> None:
        """Play until `until` as fast as possible; the clock is not touched."""
        self.with_people = False
        while not self.is_over and (due := self.timetable.next_at()) and due <= until:
            self.timetable.do_next()

    def run(self, until: datetime) -> None:
        """Play by okno's clock until `until`; a database that is away for a while is waited for."""
        self.with_people = True
        while not self.is_over:
            try:
                due = self.timetable.next_at()
                if due is None or clock.now() >= until:
                    return
                if clock.wait_until(min(due, until)) and clock.now() >= due:
                    self.timetable.do_next(clock.now())
            except (InterfaceError, OperationalError):
                if connection.in_atomic_block:
                    raise
                connection.close()
                time.sleep(_TRY_AGAIN_SECONDS)

    def close(self, at: datetime) -> None:
        """Everybody goes home."""
        for plan in self.plans:
            newest = planning.newest_act(plan.centre, plan.on)
            queue.close_day(centre=plan.centre.pk, at=max(at, newest or at), by=BY)

    # setting up

    def _settle(self, plan: Plan) -> datetime:
        """Close what earlier days left open; returns when this day begins or goes on."""
        newest = planning.newest_act(plan.centre)
        if newest is not None and planning.anything_stale(plan.centre, plan.on):
            midnight = plan.opens.replace(hour=0, minute=0)
            is_today = planning.newest_act(plan.centre, plan.on) == newest
            queue.close_day(
                centre=plan.centre.pk, at=midnight - LAST_SECOND if is_today else newest, by=BY
            )
        return self._begin(plan)

    def _begin(self, plan: Plan) -> datetime:
        """Opening, or the last act of an earlier run of this day."""
        newest = planning.newest_act(plan.centre, plan.on)
        return max(plan.opens, newest) if newest else plan.opens

    def _people(self, plan: Plan, seed: int) -> Hall:
        begins = self._begin(plan)
        hall = Hall(
            plan.centre,
            self.timetable,
            plan.rng("hall", seed),
            plan.services,
            (begins, plan.closes),
            files=plan.rng("files", seed),
            books=plan.rng("books", seed) if self._with_bookings else None,
            is_lively=plan.is_lively,
        )
        newest = planning.newest_act(plan.centre, plan.on)
        counters = list(plan.centre.counters.order_by("number").values_list("pk", flat=True))
        staff = _operators(plan)
        seated, away = (
            planning.open_sessions(plan.centre),
            planning.signed_in_today(plan.centre, begins),
        )
        staff = [person for person in staff if person.pk not in away]
        shifts = [shift for shift in plan.shifts if shift.ends > begins]
        for person in staff:
            if person.pk in seated and shifts:
                hall.adopt(seated[person.pk], shifts.pop(0), begins)
        staff = [person for person in staff if person.pk not in seated]
        order = roster.seating([frozenset(person.skills) for person in staff], _wants(plan))
        for place, shift in zip(order, shifts, strict=False):
            hall.seat(staff[place], shift, counters[plan.kept_free :], begins)
        for arrival in plan.arrivals:
            if newest is None or arrival.at > newest:
                hall.expect(arrival)
        return hall

    def _look_up(self, at: datetime) -> None:
        # Only here is it `at`: other centres live by a time of their own.
        queue.break_promises(at=at, centres=self._centres)
        queue.end_holds(at=at, centres=self._centres)
        queue.begin_remote(at=at, centres=self._centres, by=BY)
        for hall in self.halls:
            hall.look_up(at, with_people=self.with_people)
        self.timetable.plan(at + LOOK_UP_EVERY, self._look_up)


def _operators(plan: Plan) -> list[Staff]:
    """The demo operators the day may seat: the first few are left for people."""
    wanted = len(plan.shifts) + KEPT_FREE
    found = planning.demo_operators(plan.centre)
    if len(found) < wanted:
        people.load_demo_staff(centre=plan.centre, counters=wanted, at=plan.opens)
        found = planning.demo_operators(plan.centre)
    return found[KEPT_FREE:]


def _wants(plan: Plan) -> dict[frozenset[str], float]:
    """How much of the day's work asks for each set of skills."""
    themes = {service.slug: frozenset(service.themes) for service in plan.services}
    wants: dict[frozenset[str], float] = {}
    for arrival in plan.arrivals:
        for errand in arrival.errands:
            skills = themes[errand.service]
            wants[skills] = wants.get(skills, 0.0) + errand.duration.total_seconds()
    return wants
