"""The stored reason of a call, in words: "called before A17: booked for 10:20, 3 minutes late".

What is stored tells why this person and not the one who came before: by whom picked, which head start
one had or when the other counts from, and whether the counter's ratio decided. Of a priority class it
tells only that somebody goes out of turn (okno.queue.policy.turn).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okno.queue import policy


def words(reason: Mapping[str, Any], zone: ZoneInfo) -> str:
    """The reason kept with a call, as a sentence in the language of the moment."""
    parts = _own(reason, zone)
    label = reason.get("before")
    if not label:
        return "; ".join(parts) or _("first in line")
    # Nothing else makes somebody later than their arrival, so that the row was locked just then.
    parts = (parts + _of_the_other(reason, label, zone)) or [
        _("%(label)s was just being called elsewhere") % {"label": label}
    ]
    return _("called before %(label)s: %(why)s") % {"label": label, "why": "; ".join(parts)}


def _own(reason: Mapping[str, Any], zone: ZoneInfo) -> list[str]:
    parts = []
    if reason.get("picked"):
        parts.append(_("picked by staff"))
    if reason.get("booked_at"):
        parts.append(_booked(reason, zone))
    elif reason.get("turn") == policy.Turn.BOOKED:
        parts.append(_("appointment"))
    if reason.get("turn") == policy.Turn.OUT_OF_TURN:
        parts.append(_("out of turn"))
    if reason.get("again"):
        parts.append(_("called again"))
    if reason.get("returned"):
        parts.append(_returned(**reason["returned"]))
    elif reason.get("back"):
        parts.append(_("came back from hold"))
    return parts


def _of_the_other(reason: Mapping[str, Any], label: str, zone: ZoneInfo) -> list[str]:
    parts = []
    if reason.get("ratio"):
        parts.append(
            _("this counter calls booked and walk-in people %(ratio)s") % {"ratio": reason["ratio"]}
        )
    if reason.get("before_booked_at"):
        time = _clock(reason["before_booked_at"], zone)
        parts.append(_("%(label)s is booked for %(time)s") % {"label": label, "time": time})
    if reason.get("before_again"):
        parts.append(_("%(label)s missed a call before") % {"label": label})
    if reason.get("before_let_go"):
        parts.append(_("%(label)s lets others go first") % {"label": label})
    return parts


def _returned(to: int, since: int) -> str:
    if since == to:
        return _("comes back to counter %(to)s") % {"to": to}
    return _("comes back to counter %(to)s from counter %(since)s") % {"to": to, "since": since}


def _booked(reason: Mapping[str, Any], zone: ZoneInfo) -> str:
    said = _("booked for %(time)s") % {"time": _clock(reason["booked_at"], zone)}
    late = int(reason.get("late_s") or 0) // 60
    if late > 0:
        said += ", " + ngettext("%(n)s minute late", "%(n)s minutes late", late) % {"n": late}
    return said


def _clock(moment: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(zone):%H:%M}"
