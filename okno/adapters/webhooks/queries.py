"""What is asked about those who are told."""

from django.db.models import Count, Q

from okno.adapters.webhooks import errors
from okno.adapters.webhooks.models import Delivery, Subscription


def subscriptions() -> list[Subscription]:
    """Those that are told, each with how many deliveries are `due`, `delivered` and `failed`."""
    return list(
        Subscription.objects.filter(removed_at=None)
        .select_related("centre")
        .annotate(
            due=Count("deliveries", Q(deliveries__state__in=["due", "sending"])),
            delivered=Count("deliveries", Q(deliveries__state="delivered")),
            failed=Count("deliveries", Q(deliveries__state="failed")),
        )
        .order_by("pk")
    )


def subscription(number: int) -> Subscription:
    """One that is told. Refuses an unknown one (`unknown_subscription`)."""
    found = Subscription.objects.filter(pk=number, removed_at=None).first()
    if found is None:
        raise errors.unknown_subscription()
    return found


def deliveries(subscription: Subscription, *, most: int = 50) -> list[Delivery]:
    """Its newest deliveries."""
    return list(subscription.deliveries.order_by("-event")[:most])
