"""What is asked about those who are told."""

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from okno.adapters.webhooks import errors
from okno.adapters.webhooks.models import Delivery, Subscription
from okno.network.models import Device


def subscriptions() -> list[Subscription]:
    """Those that are told, each with how many deliveries are `due`, `delivered` and `failed`."""
    return list(
        Subscription.objects.filter(removed_at=None)
        .select_related("centre", "device")
        .annotate(
            due=Count("deliveries", Q(deliveries__state__in=["due", "sending"])),
            delivered=Count("deliveries", Q(deliveries__state="delivered")),
            failed=Count("deliveries", Q(deliveries__state="failed")),
        )
        .order_by("pk")
    )


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
    is_taken = Q(state=Delivery.State.DELIVERED)
    was_refused = ExpressionWrapper(Q(attempts__gt=0) & ~is_taken, BooleanField())
    return subscription.deliveries.order_by(was_refused.desc(), "-event")
