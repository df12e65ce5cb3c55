"""What decides about messages: length, patience, quiet hours, who carries next, filling in wordings. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

# A try that fails is followed by another of its way after so long, and by one after the last of these for as long
# as the message is of use.
AGAIN = tuple(timedelta(seconds=each) for each in (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400))
LONGEST_WAIT = timedelta(days=1)  # however long a provider asks us to wait
SHORTEST_HALF = timedelta(minutes=1)
HICCUP = timedelta(seconds=30)
UNHURRIED = timedelta(hours=3)
LEASE = timedelta(minutes=2)  # whoever has not finished a message by then has died over it
REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=30)
KEPT = timedelta(days=7)

# GSM 03.38 (3GPP TS 23.038, 6.2.1): the alphabet of one septet a character, and those that need an escape.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO = frozenset("\f^{}\\[~]|€")
_PLACE = re.compile(r"\{([a-z_]+)\}")
_STRAY = re.compile(r"\{[^{}\n]{0,40}\}|\{[^{}\s]{0,40}|[^{}\s]{0,40}\}")


@dataclass(frozen=True)
class Length:
    """How long a text is as an SMS: its alphabet, the units it takes, and in how many parts it goes."""

    alphabet: str
    units: int
    parts: int


def sms_length(text: str) -> Length:
    """GSM 7 bit: 160, or 153 a part; anything else as UCS-2: 70, or 67 a part. What takes two units (an
    escaped character, a surrogate pair) is not torn between parts.
    """
    is_gsm = all(each in _GSM or each in _GSM_TWO for each in text)
    sizes = [
        (2 if each in _GSM_TWO else 1) if is_gsm else 1 + (ord(each) > 0xFFFF) for each in text
    ]
    whole, part = (160, 153) if is_gsm else (70, 67)
    units = sum(sizes)
    alphabet = "gsm7" if is_gsm else "ucs2"
    if units <= whole:
        return Length(alphabet, units, 1)
    parts, room = 1, part
    for size in sizes:
        if size > room:
            parts, room = parts + 1, part
        room -= size
    return Length(alphabet, units, parts)


def wait_after(attempts: int, *, left: timedelta, asked_s: int | None = None) -> timedelta:
    """How long a way is left alone after so many failed tries of it: at least as long as asked, else not longer than
    half the time that is `left` to tell, so that what is of use for ten minutes is not given up after three.
    """
    asked = timedelta(seconds=min(asked_s or 0, int(LONGEST_WAIT.total_seconds())))
    wait = AGAIN[min(max(attempts, 1), len(AGAIN)) - 1]
    return max(min(wait, max(left / 2, SHORTEST_HALF)), asked)


def ask_after(questions: int) -> timedelta | None:
    """How long to wait before a provider is asked so often whether it has a message; None when it is given up."""
    return AGAIN[max(questions, 1) - 1] if questions <= len(AGAIN) else None


def is_waited_for(back_in: timedelta, *, left: timedelta) -> bool:
    """Whether a way that is shut so long is tried once more before the next one: a hiccup, where nothing hurries."""
    return back_in <= HICCUP and left >= UNHURRIED


def rest_after(failures: int, asked_s: int | None = None) -> timedelta:
    """How long a provider that failed so many times in a row is left alone: 30 s, doubled, up to half an hour."""
    doubled = REST * 2 ** min(max(failures, 1) - 1, 10)
    asked = timedelta(seconds=min(asked_s or 0, int(LONGEST_WAIT.total_seconds())))
    return max(min(doubled, LONGEST_REST), asked)


def next_provider(
    names: Sequence[str], rests_until: Mapping[str, datetime], at: datetime
) -> tuple[str | None, datetime | None]:
    """The first that does not rest; else None and when the first of them is awake (None: there is nobody)."""
    for name in names:
        if rests_until.get(name, at) <= at:
            return name, None
    return None, min((rests_until[name] for name in names), default=None)


def not_in_quiet_hours(
    at: datetime, *, zone: ZoneInfo, quiet: tuple[time, time], until: datetime | None
) -> datetime:
    """When something that can wait may be said: at once, or when the quiet hours of the place are over.

    What would come too late by then (`until`) is said at once. Equal ends mean no quiet hours.
    """
    begins, ends = quiet
    local = at.astimezone(zone)
    now = local.time()
    is_quiet = begins <= now < ends if begins <= ends else now >= begins or now < ends
    if not is_quiet:
        return at
    day = local.date() + timedelta(days=1 if begins > ends and now >= begins else 0)
    over = datetime.combine(day, ends, tzinfo=zone).astimezone(at.tzinfo)
    if over <= at or (until is not None and over >= until):
        return at
    return over


def places(text: str) -> set[str]:
    """The names in braces."""
    return set(_PLACE.findall(text))


def stray(text: str) -> str:
    """The first braces that belong to no place, with the words beside them; "" when there are none."""
    found = _STRAY.search(_PLACE.sub(" ", text))
    return found[0] if found else ""


def unknown_places(text: str, known: Collection[str]) -> list[str]:
    """The places nobody will fill, by name."""
    return sorted(places(text) - set(known))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The wording with its places filled; a value is text and nothing in it is a place again."""
    return _PLACE.sub(lambda found: values[found[1]], text)


def one_line(text: str) -> str:
    """The text without line breaks and control characters, which have no business in a value."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
