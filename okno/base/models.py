"""The tables of the ground floor: journal, clock, idempotency keys, looks at personal data, wrong tries."""

from django.db import models
from django.db.models import Func


class TransactionId(models.Field):
    """PostgreSQL's xid8: the number of the transaction that wrote the row, never reused."""

    def db_type(self, connection) -> str:  # type: ignore[no-untyped-def]
        return "xid8"

    def from_db_value(self, value, expression, connection):  # type: ignore[no-untyped-def]
        return None if value is None else int(value)

    def get_prep_value(self, value):  # type: ignore[no-untyped-def]
        return None if value is None else str(value)


class CurrentTransaction(Func):
    """The number of the transaction we are in."""

    function = "pg_current_xact_id"
    output_field = TransactionId()


class Event(models.Model):
    """One act: who, what, when, where, about whom. Append-only; the payload holds no personal data.

    Read it through okno.base.events.after, in (xid, id) order: plain id order would let a reader
    step over an id whose transaction commits later (docs/decisions/0005).
    """

    xid = TransactionId(db_default=CurrentTransaction(), editable=False)
    at = models.DateTimeField()
    name = models.CharField(max_length=64)
    centre_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=64, blank=True)
    by = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["xid", "id"], name="event_reading_order"),
            models.Index(fields=["centre_id", "xid", "id"], name="event_reading_of_centre"),
            models.Index(fields=["centre_id", "at"], name="event_of_centre"),
        ]


class Clock(models.Model):
    """At `real_at` okno time was `okno_at`, and runs `speed` times as fast. At most one row."""

    real_at = models.DateTimeField()
    okno_at = models.DateTimeField()
    speed = models.FloatField()


class IdempotencyKey(models.Model):
    """An answer already given: the same key from the same asker gets it again."""

    scope = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="one_answer_per_key"),
        ]


class Look(models.Model):
    """Somebody looked at data about a person: who, whose, why, when."""

    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    why = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "by", "why", "at"], name="one_look_a_moment"
            ),
        ]


class Try(models.Model):
    """A wrong password, PIN or code was given, or done what one may do so often; `who` is a keyed hash (okno.base.tries)."""

    who = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["who", "at"], name="tries_of_somebody")]


class Asking(models.Model):
    """How many requests somebody made in a minute, the last in which they asked (okno.base.quota). Unlogged."""

    who = models.CharField(max_length=64, primary_key=True)
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField()
