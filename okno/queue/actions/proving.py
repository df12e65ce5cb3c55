"""Proving that somebody is in the hall: the code on the wall does, but is not guessed; a phone's place not again and again."""

from collections.abc import Callable
from datetime import datetime, timedelta

from okno.base import clock, db, tries
from okno.base.errors import Refusal
from okno.network.models import Centre
from okno.queue import errors, presence

BY_PLACE_AN_HOUR = (
    3  # of one network: a family; anybody can type the degrees of a centre, which are public
)
_HOUR = timedelta(hours=1)
WRONG_CODES = 10  # for one place in line or one appointment, within the time below
_FORGOTTEN = timedelta(minutes=10)


def prove_here(
    centre: Centre,
    *,
    code: str,
    where: tuple[float, float] | None,
    whose: str,
    asker: str,
    at: datetime,
) -> None:
    """Whoever asks is in this centre, by the code on its wall or by where their phone says it is (degrees, not kept).

    `whose` is what they come for ("afar:12"), `asker` a keyed hash of their network. Refuses a wrong or old code and a place too far away (`not_here`), and
    the fourth place of one network within an hour (`place_not_enough`), which the code then proves. After ten wrong
    codes within ten minutes every code (`too_many_guesses`).
    """
    leaves: list[Callable[[], None]] = []
    if code:
        guesses = _few(f"code {whose}", WRONG_CODES, _FORGOTTEN, errors.too_many_codes, at)
        if presence.is_here(centre, code=code, where=None, at=at):
            return
        leaves.append(lambda: tries.note(guesses, at=at))
    if where is None or not presence.is_here(centre, code="", where=where, at=at):
        refusal = errors.not_here() if where is None else errors.not_near()
        refusal.leaves.extend(leaves)
        raise refusal
    if not asker:
        return
    places = _few(f"by place {asker}", BY_PLACE_AN_HOUR, _HOUR, errors.place_not_enough, at)
    tries.note(places, at=at)


def _few(name: str, most: int, within: timedelta, over: Callable[[], Refusal], at: datetime) -> str:
    """Under what this is counted, one after another. Refuses with `over` when there were as many as may be."""
    db.one_after_another(name)
    who, since = tries.key(name), at - clock.of_a_person(within)
    if tries.are_over(who, most=most, since=since, at=at):
        raise over()
    return who
