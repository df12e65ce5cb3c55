"""How a centre does it, in place of what its profile says."""

from datetime import datetime

from django.db import transaction

from okno.base import events
from okno.network.events import CallsChanged
from okno.network.models import Centre


@transaction.atomic
def set_calls(*, centre: Centre, by_name: bool, at: datetime, by: str) -> bool:
    """From now on the centre calls by name whoever wishes it, or everybody by number; False when it did so before.

    The queue's act of the same name also forgets the names.
    """
    found = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    if found.calls_by_name == by_name:
        return False
    found.own_calls_by_name = by_name
    found.save(update_fields=["own_calls_by_name"])
    fact, topics = CallsChanged(by_name=by_name), ("network", f"hall:{found.pk}")
    events.record(fact, at=at, by=by, centre=found.pk, topics=topics)
    return True
