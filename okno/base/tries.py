"""Tries are counted: wrong ones, so that nobody guesses a password or a code, and what one may do only so often."""

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from okno.base.models import Try

KEPT = timedelta(days=1)  # as long as the longest of the limits looks back


def key(*asked: str) -> str:
    """Who tried what, recognised again and never read back: a login that was typed may be a password."""
    return salted_hmac("okno.base.tries", " ".join(asked), algorithm="sha256").hexdigest()


def are_over(who: str, *, most: int, since: datetime, at: datetime) -> bool:
    """Whether `who` has had all the tries there are since then."""
    return Try.objects.filter(who=who, at__gt=since, at__lte=at).count() >= most


def note(*who: str, at: datetime) -> None:
    """One more try, for each of them."""
    Try.objects.bulk_create(Try(who=each, at=at) for each in who)


def forgive(who: str) -> None:
    """Whoever has shown who they are begins anew."""
    Try.objects.filter(who=who).delete()


def forget_old(*, at: datetime) -> int:
    """Delete tries that count for nobody any more; returns how many."""
    return Try.objects.filter(at__lt=at - KEPT).delete()[0]
