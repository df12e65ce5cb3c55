"""The only place that reads the system clock: okno time, which a demo day may run faster."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError

from okno.base.models import Clock

TRUST_SECONDS = 1.0  # so long a process may believe what the clock was before


@dataclass(frozen=True)
class _Setting:
    real_at: datetime
    okno_at: datetime
    speed: float


_known: _Setting | None = None
_read_at = float("-inf")


def _real() -> datetime:
    return datetime.now(UTC)


def _setting() -> _Setting | None:
    """The row of the clock, read at most once a second; while the database is away, the last known."""
    global _known, _read_at
    if time.monotonic() - _read_at > TRUST_SECONDS:
        asked_at = time.monotonic()
        try:
            row = Clock.objects.values_list("real_at", "okno_at", "speed").first()
        except DatabaseError:
            return _known
        # In this order: another thread must not trust what has not been read yet.
        _known = _Setting(*row) if row else None
        _read_at = asked_at
    return _known


def now() -> datetime:
    """Okno time: UTC, aware. Real time unless a demo day has set the clock."""
    set_to = _setting()
    if set_to is None:
        return _real()
    return set_to.okno_at + (_real() - set_to.real_at) * set_to.speed


def real() -> datetime:
    """Real time, whatever a demo day plays: for what clocks elsewhere measure, and for when a cookie ends."""
    return _real()


def speed() -> float:
    """How many okno seconds pass in a real second."""
    set_to = _setting()
    return set_to.speed if set_to else 1.0


def of_a_person(span: timedelta) -> timedelta:
    """`span` of the time of whoever sits at a screen, in okno time: they don't run with a fast demo day."""
    return span * max(1.0, speed())


def set_to(okno_at: datetime, speed: float) -> None:
    """From now on okno time is `okno_at` and runs `speed` times as fast as real time."""
    Clock.objects.update_or_create(
        pk=1, defaults={"real_at": _real(), "okno_at": okno_at, "speed": speed}
    )
    forget()


def back_to_real() -> None:
    """End the demo: okno time is real time again."""
    Clock.objects.all().delete()
    forget()


def forget() -> None:
    """Read the row again at the next question (after it was changed)."""
    global _read_at
    _read_at = float("-inf")


def wait_until(okno_at: datetime, longest: timedelta = timedelta(seconds=1)) -> bool:
    """Sleep (really) towards `okno_at`, for at most `longest` real time; True when it has come."""
    left = (okno_at - now()).total_seconds() / speed()
    if left > 0:
        time.sleep(min(left, longest.total_seconds()))
    return left <= longest.total_seconds()
