"""Who is told what of the journal, and how each telling went."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from okno.network.models import Centre, Device


class Subscription(models.Model):
    """A program elsewhere that is told the facts of a centre (of all, without one) as they happen.

    `device` is the program that asked for it with its own token; when that ends, nothing more is told.

    `names` are facts ("queue.ticket_called") or rooms ("queue."); none means every fact. Everything
    up to the position (xid, id) has become a delivery. Until `taken_until` it is in the hands of one who tells it
    something; `rests_until` says that it did not take the last thing, and when it is tried again.
    """

    centre = models.ForeignKey(Centre, models.CASCADE, null=True, related_name="+")
    device = models.ForeignKey(Device, models.CASCADE, null=True, related_name="+")
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=64)
    names = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    xid = models.BigIntegerField(default=0)
    event = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    taken_until = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)

    # How many deliveries, where somebody counted (okno.adapters.webhooks.queries.subscriptions).
    due: int
    delivered: int
    failed: int

    def __str__(self) -> str:
        return self.url

    @property
    def is_told(self) -> bool:
        """Neither removed, nor of a program that was sent away."""
        return self.removed_at is None and (self.device is None or self.device.is_active)


# What was tried and is not taken, of a delivery.
WAS_REFUSED = models.ExpressionWrapper(
    models.Q(attempts__gt=0) & ~models.Q(state="delivered"), models.BooleanField()
)


class Delivery(models.Model):
    """One fact for one subscription, until it is taken or given up."""

    class State(models.TextChoices):
        """How it went."""

        DUE = "due", _("to be sent")
        SENDING = "sending", _("being sent")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("not delivered, given up")

    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="deliveries", db_index=False
    )
    event = models.BigIntegerField()
    name = models.CharField(max_length=64)
    body = models.TextField()
    state = models.CharField(max_length=16, choices=State)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "event"], name="one_delivery_of_a_fact"
            ),
        ]
        indexes = [
            models.Index(
                fields=["subscription", "next_at", "id"],
                condition=models.Q(state__in=["due", "sending"]),
                name="deliveries_waiting",
            ),
            models.Index(fields=["made_at"], name="deliveries_to_forget"),
            models.Index(
                fields=["subscription", "state"],
                condition=~models.Q(state="delivered"),
                name="deliveries_not_taken",
            ),
            # A week of a whole network is millions of rows: the office's page reads fifty.
            models.Index(
                "subscription", WAS_REFUSED.desc(), models.F("event").desc(), name="refused_first"
            ),
        ]

    @property
    def tried_at(self) -> datetime:
        """When it is tried next, at the earliest: not while its program rests."""
        return max(self.next_at, self.subscription.rests_until or self.next_at)
