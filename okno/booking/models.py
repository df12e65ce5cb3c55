"""Schedules, appointments, and who waits for a time to come free. Slots have no rows: they are computed."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from okno.base.text import TextField
from okno.booking import grid, policy
from okno.catalog.models import Service
from okno.network.models import Centre
from okno.people.models import Visitor


class State(models.TextChoices):
    """Where an appointment is (okno.booking.policy.State, in words)."""

    HELD = policy.State.HELD.value, _("kept for you")
    BOOKED = policy.State.BOOKED.value, _("booked")
    ARRIVED = policy.State.ARRIVED.value, _("arrived")
    FULFILLED = policy.State.FULFILLED.value, _("served")
    NO_SHOW = policy.State.NO_SHOW.value, _("did not come to the appointment")
    UNKEPT = policy.State.UNKEPT.value, _("not kept by the centre")
    CANCELLED = policy.State.CANCELLED.value, _("cancelled")
    EXPIRED = policy.State.EXPIRED.value, _("given back")


class Need(models.TextChoices):
    """What a person needs to be served well."""

    SIGN_LANGUAGE = "sign_language", _("sign-language interpreter by video")
    WHEELCHAIR = "wheelchair", _("place for a wheelchair")
    QUIET = "quiet", _("quiet hour")


class Medium(models.TextChoices):
    """How a person and an operator meet (okno.booking.policy.Medium, in words)."""

    HERE = policy.Medium.HERE.value, _("at the centre")
    PHONE = policy.Medium.PHONE.value, _("by phone")
    VIDEO = policy.Medium.VIDEO.value, _("by video")


class Via(models.TextChoices):
    """How an appointment was made."""

    PORTAL = "portal", _("on the portal")
    KIOSK = "kiosk", _("at the kiosk")
    DESK = "desk", _("at the counter")
    PHONE = "phone", _("by phone")
    API = "api", _("by a program")
    LIST = "list", _("from the waiting list")


class Schedule(models.Model):
    """Counters, or a room, of one centre whose time can be booked (FHIR Schedule).

    `services` are the ids it is for; none means all the centre gives. `share` is how much of its
    counters' time, in percent, may be booked; the rest is for those who just come. `reminders` is how long
    before its time an appointment is reminded of, the longest first; none means never. `medium` stays as it was made.
    """

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="schedules")
    slug = models.SlugField()
    name = TextField()
    services = ArrayField(models.BigIntegerField(), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=8))
    facilities = ArrayField(models.CharField(max_length=16, choices=Need), default=list, blank=True)
    share = models.PositiveSmallIntegerField(default=50)
    step = models.DurationField(default=timedelta(minutes=15))
    before = models.DurationField(default=timedelta(0))
    after = models.DurationField(default=timedelta(0))
    days_ahead = models.PositiveSmallIntegerField(default=30)
    cancel_until = models.DurationField(default=timedelta(0))
    early = models.DurationField(default=timedelta(minutes=30))
    late = models.DurationField(default=timedelta(hours=2))
    reminders = ArrayField(models.DurationField(), default=policy.a_day_before, blank=True)
    is_active = models.BooleanField(default=True)
    medium = models.CharField(max_length=8, choices=Medium, default=Medium.HERE, db_default="here")

    class Meta:
        ordering = ("centre", "slug")
        constraints = [
            models.UniqueConstraint(fields=["centre", "slug"], name="one_schedule_slug"),
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="share_in_percent"),
            models.CheckConstraint(
                condition=Q(step__gte=grid.CELL) & Q(step__lte=timedelta(hours=4)),
                name="a_step_of_some_minutes",
            ),
            models.CheckConstraint(
                condition=Q(before__range=(timedelta(0), grid.LONGEST_BUFFER))
                & Q(after__range=(timedelta(0), grid.LONGEST_BUFFER)),
                name="buffers_within_the_margin",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class WeekRow(models.Model):
    """So many counters of a schedule from `opens` to `closes` on a weekday (0 is Monday)."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="week")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    counters = models.PositiveSmallIntegerField()
    is_quiet = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="row_ends_after_start"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="row_of_a_weekday"),
            models.UniqueConstraint(
                fields=["schedule", "weekday", "opens"], name="one_row_per_opening"
            ),
        ]


class ServiceRule(models.Model):
    """What a service asks for in place of what its schedule says: the buffers around it, the reminders of it.

    None asks for nothing of its own; an empty plan is never to remind.
    """

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="rules")
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    before = models.DurationField(null=True)
    after = models.DurationField(null=True)
    reminders = ArrayField(models.DurationField(), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "service"], name="one_rule_per_service"),
            models.CheckConstraint(
                condition=Q(before__range=(timedelta(0), grid.LONGEST_BUFFER))
                & Q(after__range=(timedelta(0), grid.LONGEST_BUFFER)),
                name="rule_within_the_margin",
            ),
        ]

    def __str__(self) -> str:
        return str(self.service)


class Blocked(models.Model):
    """A time in which a schedule has only `counters`: an exception to its week."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="blocked")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    counters = models.PositiveSmallIntegerField(default=0)
    reason = TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="blocked_ends_after_start"
            )
        ]


class Sheet(models.Model):
    """The day of a schedule with all that takes its time, drawn anew from the appointments by every act.

    What a search reads in place of the appointments; locking the row puts the acts of one day in order.
    """

    schedule = models.ForeignKey(Schedule, models.CASCADE)
    day = models.DateField()
    until_free = models.BinaryField(default=b"")
    from_ready = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "day"], name="one_sheet_a_day"),
        ]


class Appointment(models.Model):
    """A time kept for a person (FHIR Appointment); while it is only held, the person is not known.

    Whoever has it is recognised by its `keys`. `holder` is the browser, only while it holds; `asker` a keyed hash of
    its network address, until the appointment is to come no more.
    `displaced_at`: the centre has closed for its time. `edition` counts how often what is told of it was planned anew.
    """

    token = models.CharField(max_length=32, unique=True)
    code = models.CharField(max_length=6)
    state = models.CharField(max_length=16, choices=State)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="appointments")
    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="appointments")
    day = models.DateField()
    lane = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    during = DateTimeRangeField()
    until_free = DateTimeRangeField()
    from_ready = DateTimeRangeField()

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    rest = ArrayField(models.BigIntegerField(), default=list)
    purpose = models.CharField(max_length=16)
    language = models.CharField(max_length=8)
    needs = ArrayField(models.CharField(max_length=16, choices=Need), default=list, blank=True)
    companions = models.PositiveSmallIntegerField(default=0)
    via = models.CharField(max_length=8, choices=Via)
    visitor = models.ForeignKey(Visitor, models.SET_NULL, null=True, related_name="appointments")
    holder = models.CharField(max_length=64, null=True)  # noqa: DJ001 - NULL is out of the constraint
    asker = models.CharField(max_length=64, blank=True)

    held_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)
    booked_at = models.DateTimeField(null=True)
    confirm_by = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    displaced_at = models.DateTimeField(null=True)
    moves = models.PositiveSmallIntegerField(default=0)
    edition = models.PositiveSmallIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)

    by_phone_alone = False  # no column: a screen has found it so, and there may stand anybody

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="not_sold_twice_after",
                expressions=[
                    ("schedule", RangeOperators.EQUAL),
                    ("lane", RangeOperators.EQUAL),
                    ("until_free", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=policy.TAKES_TIME),
            ),
            ExclusionConstraint(
                name="not_sold_twice_before",
                expressions=[
                    ("schedule", RangeOperators.EQUAL),
                    ("lane", RangeOperators.EQUAL),
                    ("from_ready", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=policy.TAKES_TIME),
            ),
            models.UniqueConstraint(
                fields=["holder"], condition=Q(state="held"), name="one_hold_a_browser"
            ),
            models.UniqueConstraint(
                fields=["centre", "day", "code"], condition=Q(state="booked"), name="one_code_a_day"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_until__isnull=False), name="a_hold_has_an_end"
            ),
        ]
        indexes = [
            models.Index(fields=["schedule", "day"], name="appointments_of_a_day"),
            models.Index(fields=["centre", "starts_at"], name="appointments_of_a_centre"),
            models.Index(
                fields=["held_until"], condition=Q(state="held"), name="holds_running_out"
            ),
            models.Index(fields=["starts_at"], condition=Q(state="booked"), name="still_to_come"),
        ]

    def __str__(self) -> str:
        return self.code

    # questions

    @property
    def services(self) -> list[int]:
        """The ids of what the person comes for, in order."""
        return [self.service_id, *self.rest]

    @property
    def is_to_come(self) -> bool:
        """Booked and not over."""
        return self.state == State.BOOKED

    @property
    def medium(self) -> str:
        """How the two meet: what the schedule is for."""
        return self.schedule.medium

    @property
    def is_remote(self) -> bool:
        """Nobody comes for it: they are rung up, or met by video."""
        return self.medium in policy.REMOTE

    def may(self, act: str) -> bool:
        """Whether the act is allowed from the present state."""
        return policy.allowed(act, self.state)


class UnansweredCall(models.Model):
    """Somebody was rung up in vain, by the `key` of the phone; for a week, even if the visit is forgotten."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="booking_unanswered")]


class PersonKey(models.Model):
    """One way by which whoever has an appointment is known: their phone or e-mail, or the account that it is in, as a
    keyed hash.

    The same person is recognised by any of them, nothing can be read back. They go when the appointment is
    cancelled or kept, of whom the centre let down the night after, of a no-show after half a year. `during` and
    `is_to_come` say what the appointment says, for the constraint: nobody is in two places at once by any way to
    reach them. An account has visits of several people and comes to none: of it `is_to_come` is never true.
    """

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=64)
    during = DateTimeRangeField()
    is_to_come = models.BooleanField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="nobody_in_two_places",
                expressions=[("key", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_to_come=True),
            ),
            models.UniqueConstraint(fields=["appointment", "key"], name="one_key_once"),
        ]
        indexes = [models.Index(fields=["key"], name="appointments_of_a_person")]


class Wish(models.Model):
    """A person waits for a time to come free (FHIR: an appointment of status waitlist).

    `asker`, a keyed hash of the network it was made from, goes when the wait is over.
    """

    class State(models.TextChoices):
        """Where the wish is."""

        WAITING = "waiting", _("waiting")
        OFFERED = "offered", _("offered a time")
        TAKEN = "taken", _("has a time")
        OVER = "over", _("over")

    token = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=8, choices=State)
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="wishes")
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    rest = ArrayField(models.BigIntegerField(), default=list)
    purpose = models.CharField(max_length=16)
    language = models.CharField(max_length=8)
    needs = ArrayField(models.CharField(max_length=16, choices=Need), default=list, blank=True)
    medium = models.CharField(max_length=8, choices=Medium, default=Medium.HERE, db_default="here")
    first_day = models.DateField()
    last_day = models.DateField()
    visitor = models.ForeignKey(Visitor, models.SET_NULL, null=True, related_name="wishes")
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="wishes")
    asker = models.CharField(max_length=64, blank=True, default="")
    wished_at = models.DateTimeField()
    offers = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("wished_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="wish_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(
                fields=["centre", "wished_at"], condition=Q(state="waiting"), name="wishes_waiting"
            ),
            models.Index(fields=["wished_at"], condition=Q(state="offered"), name="wishes_offered"),
        ]


class WishKey(models.Model):
    """One way to reach whoever waits, as a keyed hash like that of `PersonKey`; gone when the wait is over.

    `centre` and `service` say what the wish says, for the constraint: one place on a list by any of their ways.
    """

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=64)
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "centre", "service"], name="one_wish_a_person")
        ]
