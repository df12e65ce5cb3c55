"""How far a bot has been read."""

from datetime import datetime, timedelta

from okno.adapters.telegram.models import ReadUpTo
from okno.base import clock

_COUNTS_ON = timedelta(days=6)


def next_number(bot: str, at: datetime) -> int:
    """Which update is to be read next; 0 for whichever there is."""
    read = ReadUpTo.objects.filter(pk=bot).first()
    return read.next if read is not None and counts_on(read, at) else 0


def counts_on(read: ReadUpTo, at: datetime) -> bool:
    """Whether a lower number is an old one: Telegram counts anew when a bot was not written to for a week."""
    return read.read_at >= at - clock.of_a_person(_COUNTS_ON)
