"""What the kiosk says of the hours: closed until when, or closing soon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from okno.catalog.models import Service, Way
from okno.network import queries as network
from okno.network.models import Centre
from okno.queue import queries as hall
from okno.queue.errors import service_closed
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
    closes, opens = network.hours_words(network.patterns([centre], since=at.date())[centre.pk], at)
    if closes is None:
        return Hours(is_open=False, opens=opens)
    if closes - at > _SOON:
        return Hours(is_open=True)
    wait = hall.load_now(centre.pk, at).wait
    return Hours(is_open=True, closes=closes, too_late=at + wait >= closes)


def until(centre: Centre, at: datetime) -> datetime | None:
    """When the centre closes today; None while it is closed."""
    closes, _opens = network.hours_words(network.patterns([centre], since=at.date())[centre.pk], at)
    return closes


def with_hours(
    services: Sequence[Service], centre: Centre, at: datetime
) -> list[tuple[Service, str]]:
    """Each service and what is to be known of it at the door, in words: that it is by appointment only or, when it
    alone is not given now, when it is again; else "".
    """
    shut = network.shut_services(centre, at)
    return [
        (
            each,
            _again(shut, each.slug, centre, at)
            if Way.WALK_IN in each.ways  # type: ignore[attr-defined]
            else _("by appointment"),
        )
        for each in services
    ]


def _again(shut: Mapping[str, datetime | None], slug: str, centre: Centre, at: datetime) -> str:
    if slug not in shut:
        return ""
    when = words.opening(shut[slug], at, centre.zone)
    return _("not now; again %(when)s") % {"when": when} if when else _("not now")


def refuse_shut(centre: Centre, slugs: Sequence[str], at: datetime) -> None:
    """Refuses a service that alone is not given now (`service_closed`), before anything else is asked."""
    shut = network.shut_services(centre, at)
    for slug in slugs:
        if slug in shut:
            raise service_closed(words.opening(shut[slug], at, centre.zone))
