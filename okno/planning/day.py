"""`okno day`: play a day through the real acts; it ends with what the journal says of it."""

import argparse
import contextlib
import json
import signal
import sys
import threading
import time as system_time
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from okno.base import clock, wire
from okno.base.errors import Refusal
from okno.network import queries as network
from okno.network.models import Centre
from okno.planning import beside, live, plans, report
from okno.planning import queries as planning
from okno.planning.plans import CannotPlay, Plan, Wishes
from okno.planning.playing import OVERTIME, House, refuse_living
from okno.planning.replay import LogError

LIVE_SPEED = 10.0
SPEED = 60.0
_REFUSED = 2
_MOST_TEXT_REPORTS = 3


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
                live.play(centres, _wishes(asked), asked.speed or LIVE_SPEED, told=asked.told)
                return 0
            return _one_day(centres, asked)
        except (LogError, CannotPlay) as reason:
            sys.stderr.write(f"okno: {reason}\n")
            return _REFUSED
        finally:
            wire.hang_up()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m okno day")
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
    parser.add_argument("--told", type=Path, help="with --live: made once the hall is warm")
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
    if asked.live and (asked.replay or asked.no_wait or asked.date):
        raise CannotPlay(
            "--live goes by the clock, from today on: without --replay, --no-wait and --date"
        )
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
    refuse_living(centres)
    today = live.local_date(centres[0], clock.now())
    on = _untouched_day(centres, today) if asked.replay else asked.date or today
    begun = system_time.perf_counter()
    planned = [plans.make(centre, on, wishes) for centre in centres]
    _refuse_played(planned)
    _announce(planned, asked)
    house = House(planned, asked.seed)
    try:
        if asked.no_wait:
            house.run_ahead(house.closes + OVERTIME)
            house.close(house.timetable.at or house.closes)
        else:
            clock.set_to(house.begins, asked.speed or SPEED)
            house.run(house.closes + OVERTIME)
            house.close(clock.now())
    finally:
        if not asked.no_wait:
            connection.close()  # Ctrl-C may have come in the middle of a statement
            clock.back_to_real()
    _tell(house, system_time.perf_counter() - begun, asked)
    return 0


def _untouched_day(centres: list[Centre], on: date) -> date:
    """The first day from `on` on which nothing has happened in these centres and all are open."""
    for ahead in range(live.LOOK_AHEAD_DAYS):
        day = on + timedelta(days=ahead)
        if not any(planning.newest_act(centre, day) for centre in centres) and live.all_open(
            centres, day
        ):
            return day
    raise CannotPlay("no free day within two months to replay the log on")


def _refuse_played(planned: list[Plan]) -> None:
    """Refuses (CannotPlay) a day of which nothing is left: it would only be told again."""
    if any(map(_is_something_left, planned)):
        return
    slugs = ", ".join(plan.centre.slug for plan in planned)
    raise CannotPlay(
        f"{planned[0].on} at {slugs} was played to its end already; choose another --date or --centre"
    )


def _is_something_left(plan: Plan) -> bool:
    newest = planning.newest_act(plan.centre, plan.on)
    if newest is None or planning.anyone_in(plan.centre, plan.on):
        return True
    return any(arrival.at > newest for arrival in plan.arrivals)


def _announce(planned: list[Plan], asked: argparse.Namespace) -> None:
    """Say at once what is begun and where to look; a day by the clock is quiet for long after."""
    first, people = planned[0], sum(len(plan.arrivals) for plan in planned)
    where = first.centre.slug if len(planned) == 1 else f"{len(planned)} centres"
    opens, closes = min(plan.opens for plan in planned), max(plan.closes for plan in planned)
    how = "at once"
    if not asked.no_wait:
        speed = asked.speed or SPEED
        minutes = (closes - opens).total_seconds() / speed / 60
        how = (
            f"{speed:g} times as fast as life, at most {minutes:.0f} min;"
            f" look at /centres/{first.centre.slug}/ and the boards of a running okno"
        )
    sys.stderr.write(
        f"okno: playing {where}, {first.on}, {opens:%H:%M} to {closes:%H:%M}:"
        f" {people} people will come; {how}\n"
    )


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
                **_log_of(plan, asked),
                **found.as_dict(),
            }
            if logged:
                line["logged"] = report.report(logged, plan.standard).as_dict()["waits"]
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        elif len(house.plans) <= _MOST_TEXT_REPORTS:
            sys.stdout.write(_title(plan, asked) + "\n\n")
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


def _log_of(plan: Plan, asked: argparse.Namespace) -> dict[str, str]:
    return {"office": asked.office, "logged_on": asked.date.isoformat()} if plan.logged else {}


def _title(plan: Plan, asked: argparse.Namespace) -> str:
    say = report.words(asked.language)["title_replayed" if plan.logged else "title"]
    return say.format(
        centre=plan.centre.slug,
        date=plan.on,
        operators=len(plan.shifts),
        office=asked.office,
        logged_on=asked.date,
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
