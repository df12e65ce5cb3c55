"""Telling the hooks what happened, each in the order of the journal and each fact in a transaction of its own.

A hook is a function of one `okno.adapters.hooks.policy.Happened` in an installed package, declared as an entry
point of the group `okno.hooks`; its attribute `names`, if there is one, says which facts it wants.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from importlib.metadata import entry_points

from django.db import transaction

from okno.adapters.hooks import policy
from okno.adapters.hooks.models import Place
from okno.adapters.hooks.policy import Happened
from okno.base import events, stopping
from okno.base.models import Event
from okno.network.models import Centre

_BATCH = 200
_AT_ONCE = 10  # facts that are read to find the next one that is wanted: mostly it is near
Hook = Callable[[Happened], object]


@cache
def installed() -> dict[str, Hook]:
    """The hooks of the packages that are installed, by name. What cannot be imported is left out, and logged."""
    found: dict[str, Hook] = {}
    for each in entry_points(group="okno.hooks"):
        try:
            found[each.name] = each.load()
        except Exception:
            logging.exception("the hook %s cannot be loaded", each.name)
    return found


def tell(*, at: datetime) -> None:
    """Tell each hook what happened since it was last told.

    A hook that was never seen begins with what happens from now on. One that raises gets the same fact again,
    after a while that grows, and nothing else before it; what it wrote here is undone.
    """
    for name, hook in installed().items():
        _begin(name, at)
        for _nth in range(_BATCH):
            if stopping.is_stopping() or not _moved(name, hook, at):
                break


def _begin(name: str, at: datetime) -> None:
    if not Place.objects.filter(hook=name).exists():
        newest = events.from_now_on()
        here = {"xid": newest.xid, "event": newest.id, "next_at": at}
        Place.objects.get_or_create(hook=name, defaults=here)


@transaction.atomic
def _moved(name: str, hook: Hook, at: datetime) -> bool:
    """Tell it the next fact that it wants; False when nothing is new, or it is not the time, or another tells it."""
    waiting = Place.objects.select_for_update(skip_locked=True)
    place = waiting.filter(hook=name, next_at__lte=at).first()
    if place is None:
        return False
    before = (place.xid, place.event)
    found = _next(place, getattr(hook, "names", ()))
    if found is not None:
        position, event = found
        try:
            with transaction.atomic():
                hook(_happened(event))
        except Exception as error:
            place.failures += 1
            place.error = type(error).__name__[:100]
            place.next_at = at + policy.again_after(place.failures)
            # What was raised may hold what the hook read: only its kind is written down.
            logging.error("the hook %s failed: %s", name, place.error)
        else:
            place.xid, place.event = position.xid, position.id
            place.failures, place.error = 0, ""
    place.save()
    return not place.failures and (place.xid, place.event) != before


def _next(place: Place, names: Collection[str]) -> tuple[events.Position, Event] | None:
    """The next fact that is wanted; the place moves right before it, past those that are not."""
    for _nth in range(_BATCH // _AT_ONCE):
        here = events.Position(place.xid, place.event)
        for position, event in events.after(here, limit=_AT_ONCE):
            if policy.wants(names, event.name):
                return position, event
            place.xid, place.event = position.xid, position.id
        if here == events.Position(place.xid, place.event):
            break
    return None


def _happened(event: Event) -> Happened:
    centre = Centre.objects.filter(pk=event.centre_id or 0).values_list("slug", flat=True).first()
    return Happened(
        number=event.pk,
        name=event.name,
        at=event.at,
        centre=centre or "",
        subject=event.subject,
        by=event.by,
        payload=event.payload,
    )
