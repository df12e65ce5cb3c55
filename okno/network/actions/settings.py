"""How a centre does it, in place of what its profile says."""

from datetime import datetime

from django.db import transaction

from okno.base import events, phones
from okno.network import errors
from okno.network.events import CallsChanged, PhoneSet
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


@transaction.atomic
def set_phone(*, centre: Centre, phone: str, at: datetime, by: str) -> bool:
    """Under this number visitors ring the centre from now on, "" under none; False when it was so before.

    Written as people write it; it is kept as E.164. Refuses what is no number (`no_phone`).
    """
    found = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    try:
        number = phones.e164(phone, found.district.okrug.city.country)
    except ValueError:
        raise errors.no_phone() from None
    if found.phone == number:
        return False
    found.phone = number
    found.save(update_fields=["phone"])
    events.record(PhoneSet(number=number), at=at, by=by, centre=found.pk, topics=("network",))
    return True
