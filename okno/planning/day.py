"""`okno day`: play a day through the real acts; it ends with what the journal says of it."""

import argparse
import contextlib
import json
import signal
import sys
import threading
import time as system_time
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import Error, connection

from okno.base import clock, wire
from okno.base.errors import Refusal
from okno.network import queries as network
from okno.network.models import Centre
from okno.planning import beside, plans, report
from okno.planning import queries as planning
from okno.planning.plans import CannotPlay, Plan, Wishes
from okno.planning.playing import OVERTIME, House
from okno.planning.replay import LogError

LIVE_FROM = time(9, 40)
LIVE_SPEED = 10.0
STANDING = 0.001  # a clock that stands: okno seconds in a real one while nothing is played
_REFUSED = 2
_MOST_TEXT_REPORTS = 3
_LOOK_AHEAD_DAYS = 60


def main(rest: Sequence[str]) -> int:
    """Play; 0 when the day is over or a live one was ended, 2 with a reason when it can't be played."""
    try:
        asked = _parser().parse_args(list(rest))
    except SystemExit as end:  # argparse has said why, or printed its help
        return int(end.code or 0)
    with _ending_at_once():
        try:
            centres = _centres(asked)
            if asked.live:
                _live(centres, asked)
                return 0
            return _one_day(centres, asked)
        except (LogError, CannotPlay) as reason:
            sys.stderr.write(f"okno: {reason}\n")
            return _REFUSED
        finally:
            wire.hang_up()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="okno day")
    parser.add_argument("--centre", action="append", nargs="+", help="slugs (tverskoy)")
    parser.add_argument("--all", action="store_true", help="every centre of the city")
    parser.add_argument("--date", type=_day, help="the day; with --replay the log's")
    parser.add_argument("--from", dest="opens", type=_time, help="as 08:00")
    parser.add_argument("--until", dest="closes", type=_time, help="as 20:00")
    parser.add_argument("--visits", type=_positive, help="how many come, about")
    parser.add_argument("--counters", type=_counters, help="how many operators serve all day")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--speed", type=_positive, help="okno seconds in a real second (60; live: 10)"
    )
    parser.add_argument("--no-wait", action="store_true", help="at once; the clock is left alone")
    parser.add_argument("--live", action="store_true", help="from a warm 09:40 on, day after day")
    parser.add_argument("--replay", type=Path, help="a queue log, tickets.csv or .csv.xz")
    parser.add_argument("--office", default="", help="the office of the log, as UD_Bemowo")
    parser.add_argument("--language", choices=("ru", "en"), default="en", help="of the report")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each centre")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2026-11-24") from None


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write it as 08:00") from None


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number


def _counters(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 1000):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000")
    return int(text)


def _centres(asked: argparse.Namespace) -> list[Centre]:
    if asked.all:
        return list(Centre.objects.filter(is_active=True).order_by("slug"))
    slugs = [slug for group in asked.centre or [["tverskoy"]] for slug in group]
    try:
        return [network.centre_by_slug(slug) for slug in dict.fromkeys(slugs)]
    except Refusal:
        known = set(Centre.objects.filter(slug__in=slugs).values_list("slug", flat=True))
        missing = ", ".join(slug for slug in slugs if slug not in known)
        raise CannotPlay(f"no such centre: {missing}") from None


def _wishes(asked: argparse.Namespace) -> Wishes:
    if asked.replay and not (asked.office and asked.date):
        raise CannotPlay("--replay needs --office and --date, the day of the log")
    return Wishes(
        seed=asked.seed,
        visits=asked.visits,
        counters=asked.counters,
        opens=asked.opens,
        closes=asked.closes,
        is_lively=asked.live,
        log=asked.replay,
        office=asked.office,
        logged_on=asked.date if asked.replay else None,
    )


# one day


def _one_day(centres: list[Centre], asked: argparse.Namespace) -> int:
    wishes = _wishes(asked)
    today = _local_date(centres[0], clock.now())
    on = _untouched_day(centres, today) if asked.replay else asked.date or today
    begun = system_time.perf_counter()
    house = House([plans.make(centre, on, wishes) for centre in centres], asked.seed)
    try:
        if asked.no_wait:
            house.run_ahead(house.closes + OVERTIME)
            house.close(house.timetable.at or house.closes)
        else:
            clock.set_to(house.begins, asked.speed or 60.0)
            house.run(house.closes + OVERTIME)
            house.close(clock.now())
    finally:
        if not asked.no_wait:
            clock.back_to_real()
    _tell(house, system_time.perf_counter() - begun, asked)
    return 0


def _untouched_day(centres: list[Centre], on: date) -> date:
    """The first day from `on` on which nothing has happened in these centres and all are open."""
    for ahead in range(_LOOK_AHEAD_DAYS):
        day = on + timedelta(days=ahead)
        if not any(planning.newest_act(centre, day) for centre in centres) and _all_open(
            centres, day
        ):
            return day
    raise CannotPlay("no free day within two months to replay the log on")


def _all_open(centres: list[Centre], day: date) -> bool:
    return all(pattern.intervals(day) for pattern in network.patterns(centres).values())


# live


def _live(centres: list[Centre], asked: argparse.Namespace) -> None:
    """Day after day until Ctrl-C or SIGTERM; then okno's clock stands, so that the next start goes on."""
    wishes, speed = _wishes(asked), asked.speed or LIVE_SPEED
    try:
        on = first_live_day(centres)
        while True:
            on = _next_open(centres, on)
            _live_day([plans.make(centre, on, wishes) for centre in centres], speed, asked.seed)
            on += timedelta(days=1)
    except KeyboardInterrupt:
        connection.close()  # the signal may have come in the middle of a statement
        with contextlib.suppress(Error):  # nor may the database be there any more
            clock.set_to(clock.now(), STANDING)


def _live_day(day: list[Plan], speed: float, seed: int) -> None:
    warm = max(datetime.combine(plan.on, LIVE_FROM, plan.opens.tzinfo) for plan in day)
    # While the early morning is played the clock stands at opening, before everything that happens.
    clock.set_to(min(plan.opens for plan in day), STANDING)
    house = House(day, seed)
    house.run_ahead(warm)
    clock.set_to(max(warm, house.begins), speed)
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
    """Today; or the day after the newest act in these centres when that is later than today's 09:40."""
    clock.back_to_real()
    zone = ZoneInfo(centres[0].zone)
    today = _local_date(centres[0], clock.now())
    acts = [act.astimezone(zone) for act in map(planning.newest_act, centres) if act]
    newest = max(acts, default=None)
    if newest is None or newest < datetime.combine(today, LIVE_FROM, zone):
        return today
    return newest.date() + timedelta(days=newest.time() >= LIVE_FROM)


def _next_open(centres: list[Centre], on: date) -> date:
    for ahead in range(_LOOK_AHEAD_DAYS):
        if _all_open(centres, on + timedelta(days=ahead)):
            return on + timedelta(days=ahead)
    raise CannotPlay("there is no day within two months on which all these centres are open")


def _local_date(centre: Centre, at: datetime) -> date:
    return at.astimezone(ZoneInfo(centre.zone)).date()


# the end


def _tell(house: House, seconds: float, asked: argparse.Namespace) -> None:
    for plan in house.plans:
        visits, logged = planning.visits_of(plan.centre, plan.on), beside.visits_of(plan.logged)
        found = report.report(visits, plan.standard)
        if asked.json:
            line: dict[str, Any] = {
                "centre": plan.centre.slug,
                "date": plan.on.isoformat(),
                "operators": len(plan.shifts),
                **found.as_dict(),
            }
            if logged:
                line["logged"] = report.report(logged, plan.standard).as_dict()["waits"]
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        elif len(house.plans) <= _MOST_TEXT_REPORTS:
            sys.stdout.write(f"{plan.centre.slug}, {plan.on}, {len(plan.shifts)} operators\n\n")
            sys.stdout.write(found.as_text(asked.language) + "\n\n")
            if logged:
                sys.stdout.write(beside.as_text(visits, logged, asked.language) + "\n\n")
    speed = {
        "acts": house.acts,
        "seconds": round(seconds, 2),
        "acts_per_s": round(house.acts / seconds, 1),
    }
    sys.stdout.write(
        json.dumps(speed) + "\n"
        if asked.json
        else f"{house.acts} acts in {seconds:.1f} s: {house.acts / seconds:.0f} acts/s\n"
    )


@contextlib.contextmanager
def _ending_at_once() -> Iterator[None]:
    """SIGTERM ends like Ctrl-C does (signals reach the main thread only)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(signum: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
