"""What a person at the command line does with a hook, and a restore with all."""

from datetime import datetime

from django.db import transaction

from okno.adapters.hooks.events import HookMoved
from okno.adapters.hooks.models import Place
from okno.base import events


@transaction.atomic
def pass_over(*, hook: str, at: datetime, by: str) -> bool:
    """The fact at which a hook fails is not told to it, and it goes on at once. False when it does not fail."""
    place = Place.objects.select_for_update().filter(hook=hook, failures__gt=0).first()
    if place is None:
        return False
    for position, _event in events.after(events.Position(place.xid, place.event), limit=1):
        place.xid, place.event = position.xid, position.id
    place.failures, place.error, place.next_at = 0, "", at
    place.save()
    events.record(HookMoved(hook=hook, after=place.event), at=at, by=by)
    return True


@transaction.atomic
def after_a_restore(*, at: datetime, by: str) -> None:
    """The journal's facts have their place among a new server's (events.restored_in_order): each hook is told on
    from where it was.
    """
    for each in Place.objects.all():
        place = events.restored(events.Position(each.xid, each.event))
        Place.objects.filter(pk=each.pk).update(xid=place.xid)
        events.record(HookMoved(hook=each.hook, after=each.event), at=at, by=by)
