"""How often whoever holds a place in line may change their mind about it: each time is in the journal for ever."""

from datetime import datetime, timedelta

from okno.base import tries
from okno.queue import errors
from okno.queue.names import Named

MOST = 20  # a day: nobody needs more
_DAY = timedelta(days=1)


def once_more(place: Named, *, at: datetime) -> None:
    """One change more of this place; whoever calls has locked its row. Refuses too many (`too_many_changes`)."""
    who = tries.key("change", type(place).__name__, str(place.pk))
    if tries.are_over(who, most=MOST, since=at - _DAY, at=at):
        raise errors.too_many_changes()
    tries.note(who, at=at)
