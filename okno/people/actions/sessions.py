"""Sessions are ended: one's own, or a colleague's."""

from datetime import datetime

from django.db import transaction

from okno.base import events
from okno.people import errors, queries
from okno.people.events import StaffSessionsEnded
from okno.people.models import Staff, StaffSession


@transaction.atomic
def end_session(*, staff: Staff, handle: str, at: datetime, by: str) -> None:
    """End one session of this member of staff. Refuses one that is over already (`unknown_session`)."""
    found = next((each for each in queries.sessions_of(staff) if each.handle == handle), None)
    if found is None or not StaffSession.objects.filter(pk=found.pk).delete()[0]:
        raise errors.unknown_session()
    _note(staff, 1, at, by)


@transaction.atomic
def end_sessions(*, staff: Staff, but: str = "", at: datetime, by: str) -> int:
    """End every session of this member of staff but the one with the key `but`; returns how many.

    A counter where they sit stays open: they sign in again, or a manager closes it.
    """
    count = end_all(staff, but)
    _note(staff, count, at, by)
    return count


def end_all(staff: Staff, but: str = "") -> int:
    """The one way sessions end otherwise than by signing out: their rows are gone."""
    return StaffSession.objects.filter(staff=staff).exclude(pk=but).delete()[0]


def _note(staff: Staff, count: int, at: datetime, by: str) -> None:
    fact = StaffSessionsEnded(count=count)
    events.record(fact, at=at, by=by, centre=staff.centre_id, subject=f"staff:{staff.pk}")
