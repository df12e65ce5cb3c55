"""The city, its centres, their halls, counters and devices, and when they are open."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from okno.base import phones
from okno.base.text import Text, TextField


class City(models.Model):
    """A city with a network of centres; `closed_on` are the public holidays on which all are closed."""

    slug = models.SlugField(unique=True)
    name = TextField()
    zone = models.CharField(max_length=64)
    country = models.CharField(max_length=2, default="RU")
    closed_on = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.name)


class Okrug(models.Model):
    """A part of the city that groups districts."""

    city = models.ForeignKey(City, models.PROTECT, related_name="okrugs")
    slug = models.SlugField(unique=True)
    name = TextField()
    abbr = TextField()

    def __str__(self) -> str:
        return str(self.name)


class District(models.Model):
    """A district of the city."""

    okrug = models.ForeignKey(Okrug, models.PROTECT, related_name="districts")
    slug = models.SlugField(unique=True)
    name = TextField()
    population = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.name)


class Profile(models.Model):
    """Settings that several centres share; a centre may keep its own in place of any of them."""

    slug = models.SlugField(unique=True)
    name = TextField()
    standard_minutes = models.PositiveSmallIntegerField(default=15)
    recall_limit = models.PositiveSmallIntegerField(default=2)
    paper_roll = models.BooleanField(default=False)
    auto_call = models.BooleanField(default=False)
    calls_by_name = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return str(self.name)


class CentreManager(models.Manager["Centre"]):
    """Centres come with their profile: hardly anything can be said of a centre without it."""

    def get_queryset(self) -> models.QuerySet["Centre"]:
        """Every centre, and its profile in the same query."""
        return super().get_queryset().select_related("profile")

    def calling_by_name(self) -> models.QuerySet["Centre"]:
        """Those that call by name whoever wishes it."""
        inherits = Q(own_calls_by_name=None, profile__calls_by_name=True)
        return self.get_queryset().filter(Q(own_calls_by_name=True) | inherits)


class Centre(models.Model):
    """A public service centre. `own_…` is what it keeps in place of its profile's; None inherits. `phone` is where
    visitors ring it up (E.164), "" where they cannot.
    """

    class Kind(models.TextChoices):
        """District centre, flagship of an okrug, or the palace."""

        DISTRICT = "district", _("district centre")
        FLAGSHIP = "flagship", _("flagship")
        PALACE = "palace", _("palace")

    slug = models.SlugField(unique=True)
    name = TextField()
    kind = models.CharField(max_length=16, choices=Kind)
    district = models.ForeignKey(District, models.PROTECT, related_name="centres")
    address = TextField(default=Text, blank=True)
    phone = models.CharField(max_length=16, blank=True, default="", db_default="")
    lat = models.FloatField()
    lon = models.FloatField()
    zone = models.CharField(max_length=64)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="centres")
    own_standard_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    own_recall_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    own_paper_roll = models.BooleanField(null=True, blank=True)
    own_auto_call = models.BooleanField(null=True, blank=True)
    own_calls_by_name = models.BooleanField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    objects = CentreManager()

    class Meta:
        ordering = ("slug",)
        base_manager_name = "objects"

    def __str__(self) -> str:
        return str(self.name)

    @property
    def phone_words(self) -> str:
        """Its phone as people read and dial it; "" where it has none."""
        return phones.in_words(self.phone)

    # settings

    def _setting(self, name: str) -> Any:
        own = getattr(self, f"own_{name}")
        return getattr(self.profile, name) if own is None else own

    @property
    def standard_minutes(self) -> int:
        """The promise: called within so many minutes."""
        return int(self._setting("standard_minutes"))

    @property
    def recall_limit(self) -> int:
        """How often a person is called again before they count as a no-show."""
        return int(self._setting("recall_limit"))

    @property
    def paper_roll(self) -> bool:
        """Numbers come from a paper roll at the door."""
        return bool(self._setting("paper_roll"))

    @property
    def auto_call(self) -> bool:
        """A counter that opens calls by itself whenever it is free, unless its profile is changed."""
        return bool(self._setting("auto_call"))

    @property
    def calls_by_name(self) -> bool:
        """Whoever wishes it is called by a name here; everybody else by their number."""
        return bool(self._setting("calls_by_name"))


class Hall(models.Model):
    """A room with counters."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="halls")
    slug = models.SlugField()
    name = TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "slug"], name="one_hall_slug")]

    def __str__(self) -> str:
        return str(self.name)


class Counter(models.Model):
    """A place where a person is served; on screen "окно 7"."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="counters")
    hall = models.ForeignKey(Hall, models.CASCADE, related_name="counters")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["centre", "number"], name="one_counter_no")]

    def __str__(self) -> str:
        return str(self.number)


class Device(models.Model):
    """A screen, printer, robot or program of a centre; its token is kept only as a hash.

    So is the one-time code by which it enters, until `code_until`; `code_by` made it. A kiosk with a `hall` gives tickets of that hall alone; without one, of the whole centre.
    """

    class Kind(models.TextChoices):
        """What the device is."""

        KIOSK = "kiosk", _("kiosk")
        BOARD = "board", _("board")
        PLATE = "plate", _("counter plate")
        PRINTER = "printer", _("printer")
        ROBOT = "robot", _("robot")
        PROGRAM = "program", _("program")
        CALENDAR = "calendar", _("calendar")

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="devices")
    hall = models.ForeignKey(Hall, models.SET_NULL, null=True, blank=True)
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    code_by = models.CharField(max_length=64, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    settings = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return str(self.get_kind_display()) if self.name == self.kind else self.name


class WeeklyHours(models.Model):
    """Open from `opens` to `closes` on a weekday (0 is Monday), in the centre's zone."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="weekly_hours")
    service = models.SlugField(blank=True)
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="closes_after_opening"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_weekday"),
        ]


class Closure(models.Model):
    """Closed, or shortened to `opens`-`closes`, from one day to another, both included."""

    city = models.ForeignKey(City, models.CASCADE, related_name="closures")
    centre = models.ForeignKey(Centre, models.CASCADE, null=True, related_name="closures")
    service = models.SlugField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    reason = TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="closure_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], name="closures_to_come")]
