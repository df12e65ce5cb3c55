"""A member of staff puts their photo here for whoever leads the centre, and takes it away."""

from datetime import datetime

from django.db import transaction

from okno.base import events
from okno.people import errors, photos
from okno.people.events import StaffPhotoRemoved, StaffPhotoSet
from okno.people.models import Staff, StaffPhoto


@transaction.atomic
def set_photo(*, staff: Staff, sent: bytes, at: datetime, by: str) -> None:
    """Whoever leads the centre sees it from now on, in place of the one before.

    Refuses what is no picture that can be used (`no_photo`: see okno.people.photos.square).
    """
    picture = photos.square(sent)
    if picture is None:
        raise errors.no_photo()
    kept = {"picture": picture, "set_at": at}
    StaffPhoto.objects.update_or_create(staff=staff, defaults=kept)
    _note(StaffPhotoSet(), staff, at, by)


@transaction.atomic
def remove_photo(*, staff: Staff, at: datetime, by: str) -> None:
    """It is seen and kept no more. Twice is once."""
    if StaffPhoto.objects.filter(staff=staff).delete()[0]:
        _note(StaffPhotoRemoved(), staff, at, by)


def _note(fact: events.Fact, staff: Staff, at: datetime, by: str) -> None:
    events.record(fact, at=at, by=by, centre=staff.centre_id, subject=f"staff:{staff.pk}")
