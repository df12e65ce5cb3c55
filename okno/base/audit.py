"""Every look at a person's data leaves a trace."""

from collections.abc import Collection
from datetime import datetime, timedelta

from okno.base.models import Look

KEPT = timedelta(days=365)


def looked(*, by: str, subject: str, why: str, at: datetime) -> None:
    """Write down that `by` looked at data about `subject` ("ticket:12") for the reason `why`.

    The same look at the same moment is one line: a page that renews itself, in however many windows.
    """
    look = Look(by=by, subject=subject, why=why, at=at)
    Look.objects.bulk_create([look], ignore_conflicts=True)


def looks_at(subjects: Collection[str]) -> list[Look]:
    """Who looked at these, the last look first, as long as it is kept."""
    return list(Look.objects.filter(subject__in=subjects).order_by("-at", "-pk"))


def forget_old(*, at: datetime) -> int:
    """Delete looks older than a year; returns how many."""
    return Look.objects.filter(at__lt=at - KEPT).delete()[0]
