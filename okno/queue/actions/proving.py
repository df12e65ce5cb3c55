"""Proving that somebody is in the hall: the code on the wall always does, a phone's place not again and again."""

from datetime import datetime, timedelta

from okno.base import clock, db, tries
from okno.network.models import Centre
from okno.queue import errors, presence

BY_PLACE_AN_HOUR = (
    3  # of one network: a family; anybody can type the degrees of a centre, which are public
)
_HOUR = timedelta(hours=1)


def prove_here(
    centre: Centre, *, code: str, where: tuple[float, float] | None, asker: str, at: datetime
) -> None:
    """Whoever asks is in this centre, by the code on its wall or by where their phone says it is (degrees, not kept).

    `asker` is a keyed hash of their network. Refuses a wrong or old code and a place too far away (`not_here`), and
    the fourth place of one network within an hour (`place_not_enough`), which the code then proves.
    """
    if presence.is_here(centre, code=code, where=None, at=at):
        return
    if where is None:
        raise errors.not_here()
    if not presence.is_here(centre, code="", where=where, at=at):
        raise errors.not_near()
    if not asker:
        return
    db.one_after_another(f"by place {asker}")
    who, since = tries.key("by place", asker), at - clock.of_a_person(_HOUR)
    if tries.are_over(who, most=BY_PLACE_AN_HOUR, since=since, at=at):
        raise errors.place_not_enough()
    tries.note(who, at=at)
