"""From an act and its values to the words one person reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from okno.base.text import FALLBACK
from okno.notify import errors, policy
from okno.notify.acts import ACTS
from okno.notify.models import Wording

Value = str | int | datetime | time
LONGEST_VALUE = 500


@dataclass(frozen=True)
class Written:
    """The words, and the wording they come from."""

    wording: Wording
    subject: str
    text: str


def said(values: Mapping[str, Value], *, act: str, language: str, zone: ZoneInfo) -> dict[str, str]:
    """Values as people read them. A caller who gives too few or too many has a bug: ValueError."""
    if values.keys() != ACTS[act].values:
        raise ValueError(f"{act} is told with {sorted(ACTS[act].values)}, not {sorted(values)}")
    return {name: spoken(value, language, zone) for name, value in values.items()}


def spoken(value: Value, language: str, zone: ZoneInfo) -> str:
    """A value as the person reads it: a moment as day and time of the place, words on one line."""
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        with translation.override(language if language in FALLBACK else FALLBACK[0]):
            day = format_date(local, "d MMMM", locale=translation.get_language())
            return _("%(day)s at %(time)s") % {"day": day, "time": f"{local:%H:%M}"}
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return policy.one_line(str(value))[:LONGEST_VALUE]


def check(act: str, subject: str, body: str) -> None:
    """Refuse words that could not be filled in or say too little."""
    if not body:
        raise errors.empty_wording()
    unknown = policy.unknown_places(subject + body, ACTS[act].values)
    if unknown:
        raise errors.unknown_place(f"{{{unknown[0]}}}")
    stray = policy.stray(f"{subject} {body}")
    if stray:
        whole = stray.startswith("{") and stray.endswith("}")
        raise errors.unknown_place(stray) if whole else errors.lone_brace(stray)
    for name in ACTS[act].must:
        if name not in policy.places(body):
            raise errors.missing_place(name)


def newest(act: str, language: str, channel: str) -> Wording | None:
    """The words in force in this very language."""
    return _versions(act, language, channel).first()


def _versions(act: str, language: str, channel: str) -> QuerySet[Wording]:
    found = Wording.objects.filter(act=act, language=language, channel=channel)
    return found.order_by("-version")


def write(*, act: str, language: str, channel: str, values: Mapping[str, str]) -> Written:
    """The act in the words of today: in the person's language, else in Russian, else in English.

    What was told before a place was there goes another way in the newest words that it can fill.
    """
    for code in (language, *FALLBACK):
        for wording in _versions(act, code, channel).iterator():
            if policy.unknown_places(wording.subject + wording.body, values):
                continue
            subject = policy.one_line(policy.fill(wording.subject, values))
            return Written(wording, subject[:250], policy.fill(wording.body, values))
    raise LookupError(f"no wording of {act} for {channel}; `python -m okno migrate` loads them")
