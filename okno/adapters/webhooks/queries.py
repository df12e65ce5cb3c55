"""What is asked about those who are told."""

from django.db.models import Count, QuerySet

from okno.adapters.webhooks import errors
from okno.adapters.webhooks.models import WAS_REFUSED, Delivery, Subscription
from okno.network.models import Device

_ON_THE_WAY = (Delivery.State.DUE, Delivery.State.SENDING)


def subscriptions() -> list[Subscription]:
    """Those that are told, each with how many deliveries are `due`, `delivered` and `failed`.

    Most are delivered: they are what is left of all, which an index alone counts.
    """
    there = Subscription.objects.filter(removed_at=None)
    found = list(there.select_related("centre", "device").order_by("pk"))
    every = Delivery.objects.filter(subscription__in=found)
    of_all = dict(every.values_list("subscription").annotate(Count("event")))
    waits = every.exclude(state=Delivery.State.DELIVERED).values_list("subscription", "state")
    of_state = {(number, state): n for number, state, n in waits.annotate(Count("event"))}
    for each in found:
        each.failed = of_state.get((each.pk, Delivery.State.FAILED), 0)
        each.due = sum(of_state.get((each.pk, state), 0) for state in _ON_THE_WAY)
        each.delivered = of_all.get(each.pk, 0) - each.failed - each.due
    return found


def subscription(number: int) -> Subscription:
    """One that is told. Refuses an unknown one (`unknown_subscription`)."""
    there = Subscription.objects.filter(pk=number, removed_at=None)
    found = there.select_related("centre", "device").first()
    if found is None:
        raise errors.unknown_subscription()
    return found


def of_program(device: Device, number: int) -> Subscription:
    """One that this program asked for itself. Refuses any other (`unknown_subscription`)."""
    found = _of_program(device).filter(pk=number).first()
    if found is None:
        raise errors.unknown_subscription()
    return found


def page_of_program(
    device: Device, *, after: str = "", limit: int = 100
) -> tuple[list[Subscription], str | None]:
    """Those that this program asked for itself, the oldest first, from behind a cursor on; and the next cursor,
    or None. Refuses a cursor that is none of ours (`unknown_cursor`).
    """
    page = list(_of_program(device).filter(pk__gt=_place(after)).order_by("pk")[: limit + 1])
    return page[:limit], str(page[limit - 1].pk) if len(page) > limit else None


def _of_program(device: Device) -> QuerySet[Subscription]:
    return Subscription.objects.filter(device=device.pk, removed_at=None)


def page_of_deliveries(
    subscription: Subscription, *, after: str = "", limit: int = 100
) -> tuple[list[Delivery], str | None]:
    """Its deliveries, the newest first, from behind a cursor on; and the next cursor, or None.

    Refuses a cursor that is none of ours (`unknown_cursor`).
    """
    found = subscription.deliveries.order_by("-event")
    if after:
        found = found.filter(event__lt=_place(after))
    page = list(found[: limit + 1])
    return page[:limit], str(page[limit - 1].event) if len(page) > limit else None


def _place(after: str) -> int:
    if after and (not (after.isascii() and after.isdigit()) or len(after) > 18):
        raise errors.unknown_cursor()
    return int(after or 0)


def deliveries(subscription: Subscription) -> QuerySet[Delivery]:
    """Its deliveries: first what was tried and not taken, then the rest, the newest of each first."""
    return subscription.deliveries.order_by(WAS_REFUSED.desc(), "-event")
