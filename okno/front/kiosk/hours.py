"""What the kiosk says of the hours: closed until when, or closing soon."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from okno.network import queries as network
from okno.network.models import Centre
from okno.queue import queries as hall
from okno.ui import words

_SOON = timedelta(minutes=30)


@dataclass(frozen=True)
class Hours:
    """`opens`: when a closed centre opens (None: not known); `closes`: set only when that is soon."""

    is_open: bool
    opens: datetime | None = None
    closes: datetime | None = None
    too_late: bool = False


def now(centre: Centre, at: datetime) -> Hours:
    """The centre's hours as they matter to somebody who has just come in.

    `too_late`: the line is longer than what is left of the day.
    """
    closes, opens = network.hours_words(network.patterns([centre])[centre.pk], at)
    if closes is None:
        return Hours(is_open=False, opens=opens)
    if closes - at > _SOON:
        return Hours(is_open=True)
    wait = hall.load_now(centre.pk, at).wait
    return Hours(is_open=True, closes=closes, too_late=at + wait >= closes)


def opening_words(opens: datetime | None, centre: Centre, at: datetime) -> str:
    """ "tomorrow at 8:00", in the language of the moment; "" when it is not known."""
    if opens is None:
        return ""
    local, today = words.local(opens, centre.zone), words.local(at, centre.zone).date()
    time = {"time": f"{local:%H:%M}"}
    if local.date() == today:
        return _("today at %(time)s") % time
    if local.date() == today + timedelta(days=1):
        return _("tomorrow at %(time)s") % time
    return _("%(day)s at %(time)s") % {"day": formats.date_format(local, "DATE_FORMAT"), **time}
