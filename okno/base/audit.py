"""Every look at a person's data leaves a trace."""

from datetime import datetime, timedelta

from okno.base.models import Look

KEPT = timedelta(days=365)


def looked(*, by: str, subject: str, why: str, at: datetime) -> None:
    """Write down that `by` looked at data about `subject` ("ticket:12") for the reason `why`."""
    Look.objects.create(by=by, subject=subject, why=why, at=at)


def forget_old(*, at: datetime) -> int:
    """Delete looks older than a year; returns how many."""
    return Look.objects.filter(at__lt=at - KEPT).delete()[0]


def looked_once(*, by: str, subject: str, why: str, at: datetime) -> None:
    """`looked`, but one line for the same look at the same moment (a page that renews itself)."""
    Look.objects.get_or_create(by=by, subject=subject, why=why, at=at)
