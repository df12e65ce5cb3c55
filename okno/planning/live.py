"""A living centre: one day after another from a warm morning on, for those who want to watch and join in."""

import contextlib
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import sleep
from zoneinfo import ZoneInfo

from django.db import Error, connection, transaction

from okno.base import clock
from okno.network import queries as network
from okno.network.models import Centre
from okno.planning import plans, report
from okno.planning import queries as planning
from okno.planning.plans import CannotPlay, Plan, Wishes
from okno.planning.playing import OVERTIME, House

LIVE_FROM = time(9, 40)
STANDING = 0.001  # a clock that stands: okno seconds in a real one while nothing is played
LOOK_AHEAD_DAYS = 60


def play(centres: list[Centre], wishes: Wishes, speed: float, *, told: Path | None = None) -> None:
    """This weekday week after week until Ctrl-C or SIGTERM; then okno's clock stands, so that the next start goes on.

    The file `told` is made when the first hall is warm: whoever looks from then on sees an open centre.
    """
    try:
        on = first_live_day(centres)
        remember(centres, on, wishes)
        while True:
            on = _next_open(centres, on)
            plan = [plans.make(centre, on, wishes) for centre in centres]
            _live_day(plan, speed, wishes.seed, told)
            on += timedelta(weeks=1)
    except KeyboardInterrupt:
        connection.close()  # the signal may have come in the middle of a statement
        with contextlib.suppress(Error):  # nor may the database be there any more
            clock.set_to(clock.now(), STANDING)


def remember(centres: list[Centre], on: date, wishes: Wishes) -> None:
    """Give centres where nothing ever happened two past weeks' days, so that today has a "usual" beside it."""
    if any(map(planning.newest_act, centres)):
        return
    with _not_waiting_for_the_disk():
        for week in (2, 1):
            past = on - timedelta(weeks=week)
            if all_open(centres, past):
                _past_day([plans.make(centre, past, wishes) for centre in centres], wishes.seed)


@contextlib.contextmanager
def _not_waiting_for_the_disk() -> Iterator[None]:
    """A power cut may cost the last acts of an invented past; waiting for it doubles the first start."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")
        try:
            yield
        finally:
            cursor.execute("reset synchronous_commit")


def _past_day(played: list[Plan], seed: int) -> None:
    clock.set_to(min(plan.opens for plan in played), STANDING)  # no sweep finds anybody late
    # Nobody looks up who booked two weeks ago: the first start need not wait for it.
    house = House(played, seed, with_bookings=False)
    house.run_ahead(house.closes + OVERTIME)
    house.close(house.timetable.at or house.closes)


def _live_day(day: list[Plan], speed: float, seed: int, told: Path | None) -> None:
    warm = max(datetime.combine(plan.on, LIVE_FROM, plan.opens.tzinfo) for plan in day)
    with transaction.atomic():  # the screens see the warm hall, not how it became warm
        # While the early morning is played the clock stands at opening, before everything that happens.
        clock.set_to(min(plan.opens for plan in day), STANDING)
        house = House(day, seed)
        house.run_ahead(warm)
        clock.set_to(max(warm, house.begins), speed)
    if told:
        sleep(clock.TRUST_SECONDS)
        told.touch()
    house.run(house.closes + OVERTIME)
    house.close(clock.now())
    for plan in day:
        found = report.report(planning.visits_of(plan.centre, plan.on), plan.standard)
        sys.stdout.write(
            f"okno: {plan.on} at {plan.centre.slug} is over: {found.visits} came,"
            f" {found.served} served, {found.promise_broken} coffees\n"
        )
    sys.stdout.flush()


def first_live_day(centres: list[Centre]) -> date:
    """Today; or, when the newest act in these centres is later than today's 09:40, the weekday of that act
    again: what was usual on it stands beside it.
    """
    clock.back_to_real()
    zone = ZoneInfo(centres[0].zone)
    today = local_date(centres[0], clock.now())
    acts = [act.astimezone(zone) for act in map(planning.newest_act, centres) if act]
    newest = max(acts, default=None)
    if newest is None or newest < datetime.combine(today, LIVE_FROM, zone):
        return today
    return newest.date() + timedelta(weeks=newest.time() >= LIVE_FROM)


def _next_open(centres: list[Centre], on: date) -> date:
    for ahead in range(LOOK_AHEAD_DAYS):
        if all_open(centres, on + timedelta(days=ahead)):
            return on + timedelta(days=ahead)
    raise CannotPlay("there is no day within two months on which all these centres are open")


def local_date(centre: Centre, at: datetime) -> date:
    """The date at the centre at this moment."""
    return at.astimezone(ZoneInfo(centre.zone)).date()


def all_open(centres: list[Centre], day: date) -> bool:
    """Whether every one of these centres opens on that day."""
    return all(pattern.intervals(day) for pattern in network.patterns(centres, since=day).values())
