"""What people are told, in which words, and how it went."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a person is reached."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")
    TELEGRAM = "telegram", _("Telegram")
    PUSH = "push", _("notification on the phone")


class Wording(models.Model):
    """The words of an act in one language for one channel. A change is a new version, never an edit."""

    act = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    channel = models.CharField(max_length=16, choices=Channel)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=120, blank=True)
    body = models.TextField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["act", "language", "channel", "version"], name="one_wording_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.language} {self.channel} {self.version}"


class Message(models.Model):
    """One person told one thing once.

    `ways` are [channel, address] in the order the person wished, and of one that was shut for a while also how often
    it was tried and when it opens; one that is closed for good is left out. `way` is the one in use, `attempts` are
    those on it, `questions` are those its provider was asked since it was handed over. `away` are those
    providers of this way that were not reached since it opened: each is tried once before it is left. `number` is ours at every provider. `next_at`: when a worker may take it, while it is being sent until when its worker
    has it; `claim` counts the takings, so that whoever was slower writes nothing. `handed_at`: from then
    on the provider may have it. After a week only the fact is left: ways, keys, values and text are gone.
    """

    class State(models.TextChoices):
        """How far it has come."""

        CREATED = "created", _("to be sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        FAILED_TEMPORARY = "failed_temporary", _("to be tried again")
        FAILED_PERMANENT = "failed_permanent", _("could not be sent")
        UNKNOWN = "unknown", _("nobody knows whether it arrived")
        CANCELLED = "cancelled", _("not needed any more")

    act = models.CharField(max_length=32)
    about = models.CharField(max_length=64)
    recipient = models.CharField(max_length=64)
    keys = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    ways = models.JSONField(default=list)
    way = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=16, choices=Channel)
    language = models.CharField(max_length=8)
    zone = models.CharField(max_length=64)
    values = models.JSONField(default=dict)
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    number = models.UUIDField(default=uuid.uuid4, unique=True)
    state = models.CharField(max_length=16, choices=State, default=State.CREATED)
    attempts = models.PositiveSmallIntegerField(default=0)
    away = ArrayField(models.CharField(max_length=64), default=list, db_default=[], blank=True)
    questions = models.PositiveSmallIntegerField(default=0, db_default=0)
    claim = models.PositiveIntegerField(default=0)
    provider = models.CharField(max_length=64, blank=True)
    provider_id = models.CharField(max_length=128, blank=True)
    reason = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    until = models.DateTimeField()
    next_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["act", "about", "recipient"], name="nobody_is_told_twice"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                condition=models.Q(state__in=["created", "sending", "failed_temporary"]),
                name="messages_to_send",
            ),
            models.Index(
                fields=["about"], name="messages_about", opclasses=["varchar_pattern_ops"]
            ),
            models.Index(
                fields=["provider", "provider_id"],
                condition=~models.Q(provider_id=""),
                name="messages_by_their_number",
            ),
            models.Index(
                fields=["ended_at"], condition=~models.Q(ways=[]), name="messages_to_forget"
            ),
            models.Index(fields=["made_at"], name="messages_of_a_day"),
        ]

    @property
    def to(self) -> str:
        """The address in use."""
        return str(self.ways[self.way][1])


class Unsubscribed(models.Model):
    """Whoever has this address (a keyed hash) wants to hear nothing of this kind."""

    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "kind"], name="unsubscribed_once"),
        ]


class ProviderState(models.Model):
    """A provider that fails is left alone until `rests_until`; one that works has no failures."""

    name = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.name


class Spent(models.Model):
    """How many tries a provider had on a day, or a recipient in an hour out of each pot (`acts.Act.pot`)."""

    what = models.CharField(max_length=80)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "since"], name="spent_once")]
        indexes = [models.Index(fields=["since"], name="spent_to_forget")]
