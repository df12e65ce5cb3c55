"""`okno day`: play a day through the real acts; ends with what the journal says of it."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from okno.base import clock
from okno.catalog import queries as catalog
from okno.network import queries as network
from okno.network.models import Centre
from okno.people import actions as people
from okno.people.models import Staff
from okno.planning import profile as profiles
from okno.planning import queries as planning
from okno.planning import replay, report
from okno.planning.hall import Hall, Timetable, operators_needed
from okno.queue import actions as queue
from okno.queue.models import Ticket

KEPT_FREE = 3  # counters and operators left for people who want to sit down themselves
_OVERTIME = timedelta(minutes=30)
_LIVE_FROM = timedelta(hours=3, minutes=30)
_POPULAR = 3.0


@dataclass(frozen=True)
class Day:
    """One centre's day: when it is open, who comes, and how many serve."""

    centre: Centre
    opens: datetime
    closes: datetime
    arrivals: list[profiles.Arrival]
    operators: int


def main(rest: Sequence[str]) -> int:
    """Play; 0 when the day is over, 2 with a reason when it can't be played."""
    asked = _parser().parse_args(list(rest))
    try:
        centres = _centres(asked)
        if asked.live:
            return _live(centres, asked)
        day = date.fromisoformat(asked.date) if not asked.replay and asked.date else None
        on = day or clock.now().astimezone(ZoneInfo(centres[0].zone)).date()
        _play_one_day(centres, on, asked)
    except (replay.LogError, ValueError) as error:
        sys.stderr.write(f"okno: {error}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="okno day")
    parser.add_argument("--centre", action="append", help="slug; may be given several times")
    parser.add_argument("--all", action="store_true", help="every centre of the city")
    parser.add_argument("--speed", type=float, default=60.0, help="okno seconds in a real second")
    parser.add_argument("--no-wait", action="store_true", help="as fast as the machine can")
    parser.add_argument("--live", action="store_true", help="from a busy late morning on, day after day")
    parser.add_argument("--date", help="the day; with --replay the day of the log")
    parser.add_argument("--visits", type=float, help="how many come")
    parser.add_argument("--counters", type=int, help="how many operators serve")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replay", help="a queue log (../shared/data/warsaw_queues/tickets.csv.xz)")
    parser.add_argument("--office", default="", help="the office of the log")
    parser.add_argument("--language", choices=("ru", "en"), default="en")
    parser.add_argument("--json", action="store_true")
    return parser


def _centres(asked: argparse.Namespace) -> list[Centre]:
    if asked.speed <= 0:
        raise ValueError("--speed is a number above 0")
    if asked.all:
        return list(Centre.objects.filter(is_active=True).order_by("slug"))
    slugs = asked.centre or ["tverskoy"]
    found = {centre.slug: centre for centre in Centre.objects.filter(slug__in=slugs)}
    missing = [slug for slug in slugs if slug not in found]
    if missing:
        raise ValueError(f"no such centre: {', '.join(missing)}")
    return [found[slug] for slug in slugs]


def services_of(centre: Centre) -> list[profiles.OfferedService]:
    """What a centre gives, as the profile draws from it."""
    return [
        profiles.OfferedService(
            slug=service.slug,
            minutes={
                str(purpose): service.typical(purpose).total_seconds() / 60
                for purpose in service.purposes
            },
            themes=tuple(service.skills),
            weight=_POPULAR if service.is_popular else 1.0,
        )
        for service in catalog.offered_at(centre)
    ]


def plan(centre: Centre, on: date, asked: argparse.Namespace) -> Day:
    """Draw or replay the day. Refuses a day on which the centre is closed (ValueError)."""
    hours = network.patterns([centre])[centre.pk].intervals(on)
    if not hours:
        raise ValueError(f"{centre.slug} is closed on {on}")
    opens, closes = hours[0][0], hours[-1][1]
    rng, fitted, services = Random(f"{asked.seed}-{on}"), profiles.load(), services_of(centre)
    if asked.replay:
        logged = replay.read_log(asked.replay, asked.office, date.fromisoformat(asked.date or ""))
        mapped = replay.map_services(dict.fromkeys(each.queue for each in logged), services)
        tickets = replay.on_day(logged, on, ZoneInfo(centre.zone))
        drawer = profiles.VisitorDrawer(fitted, rng, services)
        arrivals = replay.as_arrivals(tickets, mapped, drawer)
        peak = 4 * max(_per_quarter(arrivals).values())
    else:
        counters = centre.counters.count()
        usual = profiles.usual_visits(fitted, str(centre.kind), counters)
        visits = asked.visits or profiles.draw_visits(fitted, rng, on, usual)
        arrivals = profiles.draw_day(fitted, rng, opens, closes, visits, services)
        peak = 4 * max(
            n for _at, n in profiles.expected_arrivals(fitted, opens, closes, visits)
        )
    work = profiles.mean_work(fitted, services)
    return Day(centre, opens, closes, arrivals, asked.counters or operators_needed(peak * 0.9, work))


def _per_quarter(arrivals: list[profiles.Arrival]) -> dict[int, int]:
    found: dict[int, int] = {}
    for arrival in arrivals:
        slot = int(arrival.at.timestamp() // 900)
        found[slot] = found.get(slot, 0) + 1
    return found or {0: 1}


def open_hall(day: Day, timetable: Timetable, rng: Random) -> Hall:
    """Operators sit down at opening, visitors are planned; the first counters stay free for people."""
    hall = Hall(day.centre, timetable, rng)
    counters = list(day.centre.counters.order_by("number").values_list("pk", flat=True))
    free = min(KEPT_FREE, max(0, len(counters) - 2))
    wanted = min(day.operators, len(counters) - free)
    staff = [
        each
        for each in people.load_demo_staff(
            centre=day.centre, counters=wanted + free, at=day.opens
        )
        if each.role == "operator"
    ][free:]
    for counter, person in zip(counters[free:], staff, strict=False):
        _seat(hall, counter, person, day.opens, timetable)
    for arrival in day.arrivals:
        hall.come(arrival)
    return hall


def _seat(hall: Hall, counter: int, person: Staff, at: datetime, timetable: Timetable) -> None:
    timetable.plan(at, lambda now: hall.seat(counter, person, now) and None)


def _play_one_day(centres: list[Centre], on: date, asked: argparse.Namespace) -> None:
    timetable, begun = Timetable(), time.perf_counter()
    days = [plan(centre, on, asked) for centre in centres]
    halls = [open_hall(day, timetable, Random(asked.seed)) for day in days]
    for day in days:
        _recover(day.centre, day.opens)
    if not asked.no_wait:
        clock.set_to(min(day.opens for day in days), asked.speed)
    end = max(day.closes for day in days)
    _run(timetable, halls, end, wait=not asked.no_wait)
    for hall in halls:
        hall.closing = True
    _run(timetable, halls, end + _OVERTIME, wait=not asked.no_wait)
    for day in days:
        queue.close_day(centre=day.centre.pk, at=end + _OVERTIME, by="day")
    took = time.perf_counter() - begun
    _tell(days, on, timetable.done, took, asked)


def _run(timetable: Timetable, halls: list[Hall], until: datetime, *, wait: bool) -> None:
    """Do what is due until `until`; waiting for okno's clock, or as fast as possible."""
    while True:
        due = timetable.next_at()
        if not wait:
            if due is None or due > until:
                return
            timetable.do_next()
            continue
        if clock.now() >= until:
            return
        if due is not None and clock.wait_until(min(due, until)) and clock.now() >= due:
            timetable.do_next(clock.now())
        elif due is None:
            time.sleep(0.5)
        for hall in halls:
            hall.look_up(clock.now())


def _recover(centre: Centre, at: datetime) -> None:
    """Close what an earlier run left open, so that nobody waits for a day that is over."""
    queue.close_day(centre=centre.pk, at=max(at, clock.now()), by="day")


def _live(centres: list[Centre], asked: argparse.Namespace) -> int:
    """Day after day from a warm late morning; ends with Ctrl-C or SIGTERM."""
    centre = centres[0]
    on = clock.now().astimezone(ZoneInfo(centre.zone)).date()
    last = Ticket.objects.filter(centre__in=centres).order_by("-day").values_list("day", flat=True)
    if last.first() is not None:
        on = max(on, last[0] + timedelta(days=1))
    while True:
        try:
            plans = [plan(each, on, asked) for each in centres]
        except ValueError:
            on += timedelta(days=1)  # a closed day
            continue
        timetable = Timetable()
        for each in plans:
            _recover(each.centre, each.opens)
        # While the morning is played the clock stands (nearly) still at opening.
        clock.set_to(plans[0].opens, 0.001)
        halls = [open_hall(each, timetable, Random(asked.seed)) for each in plans]
        warm = plans[0].opens + _LIVE_FROM
        _run(timetable, halls, warm, wait=False)
        clock.set_to(warm, asked.speed)
        closes = max(each.closes for each in plans)
        _run(timetable, halls, closes, wait=True)
        for hall in halls:
            hall.closing = True
        _run(timetable, halls, closes + _OVERTIME, wait=True)
        for each in plans:
            queue.close_day(centre=each.centre.pk, at=clock.now(), by="day")
            found = report.report(planning.visits_of(each.centre, on))
            sys.stdout.write(f"okno: {on} at {each.centre.slug} is over: {found.visits} visits.\n")
        sys.stdout.flush()
        on += timedelta(days=1)


def _tell(days: list[Day], on: date, acts: int, took: float, asked: argparse.Namespace) -> None:
    for day in days:
        visits = planning.visits_of(day.centre, on)
        found = report.report(visits, timedelta(minutes=day.centre.standard_minutes))
        if asked.json:
            sys.stdout.write(json.dumps({"centre": day.centre.slug, **found.as_dict()}) + "\n")
        elif len(days) <= 3:
            sys.stdout.write(f"\n{day.centre.slug}, {on}, {day.operators} operators\n")
            sys.stdout.write(found.as_text(asked.language) + "\n")
    if asked.replay:
        logged = replay.read_log(asked.replay, asked.office, date.fromisoformat(asked.date))
        there = report.report(
            report.Visit(arrived_at=each.issued_at, called_at=each.called_at) for each in logged
        )
        sys.stdout.write(f"\nthe same tickets as {asked.office} logged them\n")
        sys.stdout.write(there.as_text(asked.language) + "\n")
    sys.stdout.write(f"{acts} acts in {took:.1f} s: {acts / took:.0f} acts/s\n")
