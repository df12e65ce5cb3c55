"""Tickets, the sessions of counters, and the series numbers come from.

The acts of the hall write these tables with one statement each (okno.queue.sql); the constraints
here are what the database itself promises, whatever the code does.
"""

from datetime import timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from okno.booking.models import Appointment, Medium
from okno.catalog.models import Service
from okno.network.models import Centre, Counter, Hall
from okno.people.models import Account, Staff
from okno.queue import policy


class Priority(models.TextChoices):
    """Why somebody may go before those who came earlier (okno.queue.policy.Priority, in words)."""

    ORDINARY = policy.Priority.ORDINARY.value, _("ordinary")
    APPOINTMENT = policy.Priority.APPOINTMENT.value, _("appointment")
    VETERAN = policy.Priority.VETERAN.value, _("veteran")
    DISABLED = policy.Priority.DISABLED.value, _("person with a disability")
    PREGNANT = policy.Priority.PREGNANT.value, _("pregnant")
    SMALL_CHILD = policy.Priority.SMALL_CHILD.value, _("with a small child")
    RECALL = policy.Priority.RECALL.value, _("called again")


class State(models.TextChoices):
    """Where a ticket is (okno.queue.policy.State, in words)."""

    WAITING = policy.State.WAITING.value, _("waiting")
    CALLED = policy.State.CALLED.value, _("called")
    SERVING = policy.State.SERVING.value, _("being served")
    HELD = policy.State.HELD.value, _("on hold")
    FINISHED = policy.State.FINISHED.value, _("finished")
    NO_SHOW = policy.State.NO_SHOW.value, _("did not come")
    LEFT = policy.State.LEFT.value, _("left")
    CLOSED = policy.State.CLOSED.value, _("closed with the day")


class Outcome(models.TextChoices):
    """How serving ended."""

    DONE = "done", _("Done")
    ACCEPTED = "accepted", _("Documents accepted")
    ISSUED = "issued", _("Result handed out")
    ADVISED = "advised", _("Advice given")
    INCOMPLETE = "incomplete", _("Papers missing")


class PauseReason(models.TextChoices):
    """Why an open counter does not call."""

    BREAK = "break", _("Break")
    LUNCH = "lunch", _("Lunch")
    BACK_OFFICE = "back_office", _("Back-office work")
    TRAINING = "training", _("Training")
    TECHNICAL = "technical", _("Technical trouble")


class Series(models.Model):
    """The last number given at a centre on a day; locking this row makes numbers unique."""

    centre = models.ForeignKey(Centre, models.CASCADE)
    day = models.DateField()
    last = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "day"], name="one_series_a_day")]


class CounterSession(models.Model):
    """A member of staff sits at a counter: what they serve, in which languages, by which profile."""

    centre = models.ForeignKey(Centre, models.PROTECT)
    hall = models.ForeignKey(Hall, models.PROTECT)
    counter = models.ForeignKey(Counter, models.PROTECT, related_name="sessions")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="counter_sessions")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    services = ArrayField(models.BigIntegerField())
    languages = ArrayField(models.CharField(max_length=8))
    quick_only = models.BooleanField(default=False)
    ratio_booked = models.PositiveSmallIntegerField(default=0)
    ratio_walk_in = models.PositiveSmallIntegerField(default=0)
    auto_call = models.BooleanField(default=False)
    auto_rests = models.BooleanField(default=False, db_default=False)  # until a call by hand
    called = models.PositiveIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=16, choices=PauseReason, blank=True)
    help_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["counter"], condition=Q(closed_at=None), name="one_session_at_a_counter"
            ),
            models.UniqueConstraint(
                fields=["staff"], condition=Q(closed_at=None), name="one_session_of_a_person"
            ),
        ]
        indexes = [
            models.Index(fields=["centre"], condition=Q(closed_at=None), name="open_sessions"),
        ]

    # questions

    @property
    def is_open(self) -> bool:
        """Somebody sits there and may call."""
        return self.closed_at is None and self.paused_at is None


class Ticket(models.Model):
    """A person's place in a centre on a day: one number for the whole visit, however many services.

    By `medium` phone or video nobody stands in the hall: no board shows it, and a counter rings up or joins.
    """

    # No index of its own on any reference: every move of a ticket would have to write it anew.
    centre = models.ForeignKey(Centre, models.PROTECT, db_index=False)
    day = models.DateField()
    letter = models.CharField(max_length=2)
    number = models.IntegerField()
    token = models.CharField(max_length=32)
    medium = models.CharField(max_length=8, choices=Medium, default=Medium.HERE, db_default="here")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    rest = ArrayField(models.BigIntegerField(), default=list)
    purpose = models.CharField(max_length=16)
    language = models.CharField(max_length=8)
    priority = models.CharField(max_length=16, choices=Priority)
    typical_s = models.IntegerField()
    booked_at = models.DateTimeField(null=True)
    rank = models.FloatField()
    hall = models.ForeignKey(Hall, models.PROTECT, null=True, related_name="+", db_index=False)
    only_counter = models.ForeignKey(
        Counter, models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Sent elsewhere for one step: which counter they go back to, there for `rest[0]`, and what for.
    returns_to = models.ForeignKey(
        Counter, models.PROTECT, null=True, related_name="+", db_index=False
    )
    returns_for = models.CharField(max_length=16, null=True)  # noqa: DJ001 - as an act kept for an undo has it that knew no return
    holder = models.CharField(max_length=64, null=True)  # noqa: DJ001 - NULL keeps it out of the unique index

    state = models.CharField(max_length=16, choices=State)
    counter = models.ForeignKey(
        Counter, models.PROTECT, null=True, related_name="+", db_index=False
    )
    session = models.ForeignKey(
        CounterSession, models.PROTECT, null=True, related_name="tickets", db_index=False
    )
    issued_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    hold_until = models.DateTimeField(null=True)
    recalls = models.PositiveSmallIntegerField(default=0)
    steps_back = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_told = models.BooleanField(default=False, db_default=False)  # somebody left a Contact
    reason = models.JSONField(default=dict)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    promise_due_at = models.DateTimeField()
    promise_broken_at = models.DateTimeField(null=True)
    voucher = models.CharField(max_length=12, blank=True)
    voucher_used_at = models.DateTimeField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    before = models.JSONField(null=True)
    version = models.IntegerField(default=1)

    is_repeat = False  # no column: `issue` says so of a ticket given before under the same key
    calls_next: int | None = (
        None  # no column: the counter an act left free, when it calls by itself
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "day", "number"], name="one_number_a_day"),
            models.UniqueConstraint(fields=["token"], name="one_ticket_a_token"),
            models.UniqueConstraint(
                fields=["counter"],
                condition=Q(state__in=policy.AT_COUNTER),
                name="one_ticket_at_a_counter",
            ),
            models.UniqueConstraint(
                fields=["holder"],
                condition=Q(state__in=policy.LIVE),
                name="one_live_ticket_a_phone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=policy.AT_COUNTER) | Q(counter__isnull=False),
                name="called_means_a_counter",
            ),
            models.CheckConstraint(
                condition=Q(called_at=None) | Q(called_at__gte=F("issued_at")),
                name="called_after_issued",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)), name="rating_of_five"
            ),
        ]
        indexes = [
            models.Index(
                fields=["centre", "rank", "id"], condition=Q(state="waiting"), name="the_line"
            ),
            models.Index(
                fields=["promise_due_at"],
                condition=Q(state="waiting", promise_broken_at=None),
                name="promises_at_risk",
            ),
            models.Index(
                fields=["ended_at"],
                condition=Q(state__in=policy.UNDOABLE_ENDS, holder__isnull=False),
                name="phones_to_forget",
            ),
            models.Index(fields=["hold_until"], condition=Q(state="held"), name="on_hold"),
            models.Index(
                fields=["centre"], condition=Q(state__in=policy.LIVE), name="live_in_centre"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    # questions

    @property
    def label(self) -> str:
        """What the person reads on the board: "A17"."""
        return f"{self.letter}{self.number}"

    @property
    def is_remote(self) -> bool:
        """Its person is not in the hall: they are rung up, or met by video."""
        return self.medium in policy.REMOTE

    @property
    def is_live(self) -> bool:
        """Still in the building, as far as we know; or at the phone or the screen."""
        return self.state in policy.LIVE

    @property
    def typical(self) -> timedelta:
        """How long this service typically takes."""
        return timedelta(seconds=self.typical_s)

    @property
    def turn_words(self) -> str:
        """Why they go before others, as far as everybody may read it; the class itself is sensitive."""
        if policy.turn(self.priority) == policy.Turn.OUT_OF_TURN:
            return gettext("out of turn")
        return str(self.get_priority_display()) if self.priority == Priority.RECALL else ""

    @property
    def returning(self) -> dict[str, int] | None:
        """Of whoever waits after a step elsewhere: the numbers of the counters they come from (`since`) and go back `to`."""
        return self.reason.get("returning")  # type: ignore[no-any-return]

    @property
    def is_return(self) -> bool:
        """They were called back to the very counter that had sent them elsewhere for a step."""
        returned = self.reason.get("returned")
        return bool(returned and self.counter and returned["to"] == self.counter.number)

    def may(self, act: str) -> bool:
        """Whether the act is allowed from the present state."""
        return policy.allowed(act, self.state)

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Ticket":
        """A ticket from a row of okno.queue.sql."""
        return cls.from_db("default", _COLUMNS, [row[name] for name in _COLUMNS])


class PlaceAfar(models.Model):
    """A place in line taken from afar; it becomes a ticket when its person is here.

    `account` is whose it is, if they had signed in; until thirty days after.
    """

    class State(models.TextChoices):
        """Where its person is."""

        AWAY = "away", _("on the way")
        HERE = "here", _("here")
        LEFT = "left", _("given up")

    token = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=8, choices=State)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=16)
    language = models.CharField(max_length=8)
    holder = models.CharField(max_length=64, blank=True)
    asker = models.CharField(max_length=64, blank=True)
    joined_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    has_more_time = models.BooleanField(default=False)
    ticket = models.OneToOneField(Ticket, models.CASCADE, null=True, related_name="afar")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="places_afar")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder"], condition=Q(state="away"), name="one_place_afar_a_browser"
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "joined_at"], condition=Q(state="away"), name="away"),
            models.Index(fields=["asker", "joined_at"], condition=~Q(asker=""), name="afar_asker"),
        ]


class Contact(models.Model):
    """Where the person of one visit is told how the line goes, by their own wish; gone when the visit is over.

    `ways` are [channel, address], the best first. `look_at`: when the line is looked at for them next.
    `road_minutes` is how long their way takes who joined from afar; `told_call` the call they were told of last.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, null=True, related_name="contact")
    afar = models.OneToOneField(PlaceAfar, models.CASCADE, null=True, related_name="contact")
    ways = models.JSONField()
    language = models.CharField(max_length=8)
    agreed_at = models.DateTimeField()
    look_at = models.DateTimeField()
    road_minutes = models.PositiveSmallIntegerField(default=0)
    is_told_soon = models.BooleanField(default=False)
    is_told_late = models.BooleanField(default=False)
    told_call = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket=None) ^ Q(afar=None), name="told_of_one_place"
            ),
        ]
        indexes = [
            models.Index(fields=["look_at"], name="lines_to_look_at"),
        ]

    @property
    def channels(self) -> list[str]:
        """How they are reached, without where."""
        return [str(channel) for channel, _to in self.ways]


class CallName(models.Model):
    """How the person of one visit wishes to be called in the hall, by their own consent; gone when the visit is over.

    Empty: the staff took it off (at `agreed_at`), and on this visit they are called by their number.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, null=True, related_name="call_name")
    afar = models.OneToOneField(PlaceAfar, models.CASCADE, null=True, related_name="call_name")
    appointment = models.OneToOneField(Appointment, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=policy.LONGEST_NAME, blank=True)
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket__isnull=False, afar=None, appointment=None)
                | Q(ticket=None, afar__isnull=False, appointment=None)
                | Q(ticket=None, afar=None, appointment__isnull=False),
                name="called_on_one_visit",
            ),
        ]


class UsedInvitation(models.Model):
    """A word for our bot that was used: both are hashes, and forgotten when its hour is over."""

    word = models.CharField(max_length=64, unique=True)
    chat = models.CharField(max_length=64)
    used_at = models.DateTimeField()


class CheckIn(models.Model):
    """The ticket that an appointment became at the door, or that its person got there instead that day; `earlier` are those it had before, each of them over for good."""

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="check_in")
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="check_in")
    earlier = ArrayField(models.BigIntegerField(), default=list)


_COLUMNS = [field.attname for field in Ticket._meta.concrete_fields]
