"""Applications that were filed here, and the results that people wait for."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from okno.cases import policy
from okno.catalog.models import Service
from okno.network.models import Centre
from okno.notify.models import Channel
from okno.people.models import Account
from okno.queue.models import Ticket


class State(models.TextChoices):
    """Where a case is (okno.cases.policy.State, in words)."""

    ACCEPTED = policy.State.ACCEPTED.value, _("accepted, the result is awaited")
    READY = policy.State.READY.value, _("the result has come")
    ISSUED = policy.State.ISSUED.value, _("the result is handed over")
    WITHDRAWN = policy.State.WITHDRAWN.value, _("accepted by mistake")


class Case(models.Model):
    """An application that was accepted, until its result is handed over. Nothing of its content is kept.

    `number` is on the receipt, one of its centre; `due_on` the local day by which the result is promised. `ways`
    are [channel, address], the best first, where its person agreed to be told; `account` is whose it is, if they
    came with one. Both go thirty days after the end.
    """

    token = models.CharField(max_length=32, unique=True)
    number = models.CharField(max_length=policy.NUMBER_DIGITS)
    state = models.CharField(max_length=16, choices=State)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="cases")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="cases")
    language = models.CharField(max_length=8)
    ways = models.JSONField(default=list)
    agreed_at = models.DateTimeField(null=True)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="cases")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    ready_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "service"],
                condition=Q(state__in=policy.UNFINISHED),
                name="one_case_a_ticket_and_service",
            ),
            models.UniqueConstraint(fields=["centre", "number"], name="one_receipt_a_number"),
            models.CheckConstraint(
                condition=Q(state__in=policy.UNFINISHED, ended_at=None)
                | Q(~Q(state__in=policy.UNFINISHED), ended_at__isnull=False),
                name="a_case_that_is_over_has_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(ready_at__isnull=False),
                name="a_result_has_come_some_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["centre", "due_on"],
                condition=Q(state__in=policy.UNFINISHED),
                name="results_awaited",
            ),
            models.Index(
                fields=["ended_at"],
                condition=~Q(ways=[]) | Q(account__isnull=False),
                name="cases_to_forget",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    # questions

    @property
    def is_unfinished(self) -> bool:
        """The result is awaited, or waits to be handed over."""
        return self.state in policy.UNFINISHED

    @property
    def moved_at(self) -> datetime:
        """When it came to be as it is."""
        last = {State.ACCEPTED: self.opened_at, State.READY: self.ready_at}
        return last.get(State(self.state)) or self.ended_at or self.opened_at

    @property
    def channels(self) -> list[str]:
        """How its person is told, in words, without where."""
        return [str(Channel(channel).label) for channel, _to in self.ways]

    def may(self, act: str) -> bool:
        """Whether the act is allowed from the present state."""
        return policy.allowed(act, self.state)
