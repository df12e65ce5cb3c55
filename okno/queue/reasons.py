"""The stored reason of a call, in words: "called before A17: booked for 10:20, 3 minutes late"."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okno.queue.models import Priority


def words(reason: Mapping[str, Any], zone: ZoneInfo) -> str:
    """The reason kept with a call, as a sentence in the language of the moment."""
    why = "; ".join(_parts(reason, zone)) or _("first in line")
    if reason.get("before"):
        return _("called before %(label)s: %(why)s") % {"label": reason["before"], "why": why}
    return why


def _parts(reason: Mapping[str, Any], zone: ZoneInfo) -> list[str]:
    parts = []
    if reason.get("picked"):
        parts.append(_("picked by staff"))
    if reason.get("booked_at"):
        parts.append(_booked(reason, zone))
    priority = reason.get("priority", Priority.ORDINARY)
    if priority not in (Priority.ORDINARY, Priority.APPOINTMENT):
        parts.append(str(Priority(priority).label))
    if reason.get("before") and reason.get("language"):
        parts.append(_("this counter speaks the wished language"))
    if reason.get("before") and not parts:
        parts.append(_("%(label)s waits for another counter") % {"label": reason["before"]})
    return parts


def _booked(reason: Mapping[str, Any], zone: ZoneInfo) -> str:
    booked = datetime.fromisoformat(reason["booked_at"]).astimezone(zone)
    said = _("booked for %(time)s") % {"time": f"{booked:%H:%M}"}
    late = int(reason.get("late_s") or 0) // 60
    if late > 0:
        said += ", " + ngettext("%(n)s minute late", "%(n)s minutes late", late) % {"n": late}
    return said
