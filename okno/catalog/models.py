"""What people come for: life events, services and all they need, in the words of CPSV-AP 3.2."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from okno.base.text import Text, TextField
from okno.network.models import Centre


class Purpose(models.TextChoices):
    """Why a person comes about a service."""

    FILE = "file", _("file an application")
    ASK = "ask", _("ask a question")
    RECEIVE = "receive", _("receive a result")


class Applicant(models.TextChoices):
    """As whom a person asks for a service."""

    CITIZEN = "citizen", _("citizen of Russia")
    FOREIGN_PERMANENT = "foreign_permanent", _("foreign citizen with a residence permit")
    FOREIGN_TEMPORARY = (
        "foreign_temporary",
        _("foreign citizen with a temporary residence permit"),
    )
    FOREIGN_VISA = "foreign_visa", _("foreign citizen on a visa or a visa-free stay")
    STATELESS = "stateless", _("person without citizenship")
    REPRESENTATIVE = "representative", _("representative of another person")
    BUSINESS = "business", _("company or sole trader")


class Skill(models.TextChoices):
    """What an operator has to know to serve."""

    PASSPORTS = "passports", _("passports and registration of citizens")
    CIVIL_REGISTRY = "civil_registry", _("civil registry")
    PROPERTY = "property", _("property")
    SOCIAL = "social", _("pensions, benefits and social support")
    MIGRATION = "migration", _("migration registration")
    DRIVING = "driving", _("driving and vehicles")
    BUSINESS = "business", _("taxes and business")
    GENERAL = "general", _("general questions")


class LifeEvent(models.Model):
    """A situation in a life that brings people here; groups services (cv:LifeEvent)."""

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField()
    name = TextField()
    description = TextField(blank=True, default=Text)

    class Meta:
        ordering = ("order", "slug")

    def __str__(self) -> str:
        return str(self.name)


class Authority(models.Model):
    """The public body that decides on a service (cv:PublicOrganisation)."""

    code = models.SlugField(unique=True)
    name = TextField()

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return str(self.name)


class LegalResource(models.Model):
    """A law that a service rests on (eli:LegalResource); code is its number, Latin letters."""

    code = models.SlugField(unique=True)
    title = TextField()
    adopted_on = models.DateField()

    class Meta:
        ordering = ("adopted_on", "code")

    def __str__(self) -> str:
        return str(self.title)


class Service(models.Model):
    """A public service (cpsv:PublicService) as offered over the counter."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused for now")
        CLOSED = "closed", _("no longer given")

    slug = models.SlugField(unique=True)
    life_event = models.ForeignKey(LifeEvent, models.PROTECT, related_name="services")
    order = models.PositiveSmallIntegerField()
    name = TextField()
    short_name = TextField()
    description = TextField()
    keywords = models.JSONField(default=dict, blank=True)
    letter = models.CharField(max_length=1)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="services")
    legal_basis = models.ManyToManyField(LegalResource, related_name="services", blank=True)
    applicants = ArrayField(models.CharField(max_length=20, choices=Applicant))
    skills = ArrayField(models.CharField(max_length=32, choices=Skill))
    centre_kinds = ArrayField(models.CharField(max_length=16))
    file_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    ask_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    receive_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    processing_days = models.PositiveSmallIntegerField()
    in_working_days = models.BooleanField(default=True)
    is_quick = models.BooleanField(default=False)
    is_popular = models.BooleanField(default=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    assured_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("life_event__order", "order", "slug")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(letter__regex="^[ABEKMHOPCTX]$"),
                name="service_letter_reads_in_both_alphabets",
            ),
            models.CheckConstraint(
                condition=models.Q(file_minutes__gt=0, file_minutes__isnull=False)
                | models.Q(ask_minutes__gt=0, ask_minutes__isnull=False)
                | models.Q(receive_minutes__gt=0, receive_minutes__isnull=False),
                name="service_has_a_purpose",
            ),
        ]

    def __str__(self) -> str:
        return str(self.short_name)

    # questions

    @property
    def purposes(self) -> list[Purpose]:
        """Why one may come about this service, in the order a visitor meets them."""
        return [purpose for purpose in Purpose if self._minutes(purpose)]

    @property
    def is_checked(self) -> bool:
        """True when a centre has vouched for the text; otherwise it is sample content."""
        return self.assured_on is not None

    def typical(self, purpose: str) -> timedelta:
        """How long a visit for `purpose` usually takes at the counter.

        For a purpose this service does not have: as long as its shortest one, so that a visitor
        who was sent here by mistake is planned as a short question.
        """
        minutes = self._minutes(purpose) or min(self._minutes(each) for each in self.purposes)
        return timedelta(minutes=minutes)

    def may_be_asked_by(self, applicant: str) -> bool:
        """True when a person in this position may apply."""
        return applicant in self.applicants

    def _minutes(self, purpose: str) -> int:
        return {
            Purpose.FILE: self.file_minutes,
            Purpose.ASK: self.ask_minutes,
            Purpose.RECEIVE: self.receive_minutes,
        }[Purpose(purpose)] or 0

    # words

    @property
    def applicant_names(self) -> list[str]:
        """Who may apply, in words, in the order of Applicant."""
        return [str(each.label) for each in Applicant if each in self.applicants]


class Part(models.Model):
    """Something that belongs to one service and is known there by its code."""

    code = models.SlugField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ("order", "code")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("service", "code"), name="one_%(class)s_per_code"),
        ]

    @property
    def identifier(self) -> str:
        """Unique in the catalogue: the service's slug, what it is, its code."""
        return f"{self.service.slug}/{self._meta.model_name}/{self.code}"  # type: ignore[attr-defined]


class Requirement(Part):
    """A condition a person has to meet (cv:Requirement)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="requirements")
    name = TextField()

    def __str__(self) -> str:
        return str(self.name)


class Evidence(Part):
    """A paper to bring (cv:Evidence): for whom and for which purpose; empty `applicants` is everybody."""

    class Form(models.TextChoices):
        ORIGINAL = "original", _("original")
        COPY = "copy", _("copy or number")

    service = models.ForeignKey(Service, models.CASCADE, related_name="evidence")
    name = TextField()
    note = TextField(blank=True, default=Text)
    form = models.CharField(max_length=8, choices=Form)
    applicants = ArrayField(models.CharField(max_length=20, choices=Applicant), blank=True)
    purposes = ArrayField(models.CharField(max_length=8, choices=Purpose))

    def __str__(self) -> str:
        return str(self.name)


class Cost(Part):
    """What a person pays and for what (cv:Cost). 0 is free; empty means the centre names the sum."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="costs")
    roubles = models.PositiveIntegerField(null=True, blank=True)
    paid_for = TextField()

    def __str__(self) -> str:
        return f"{self.sum_in_words}: {self.paid_for}"

    @property
    def sum_in_words(self) -> str:
        """«350 ₽», «free», or that the centre names it."""
        if self.roubles is None:
            return str(_("the centre names the sum"))
        return f"{self.roubles:,} ₽".replace(",", "\u00a0") if self.roubles else str(_("free"))


class Output(Part):
    """What a person leaves with in the end (cv:Output)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="outputs")
    name = TextField()

    def __str__(self) -> str:
        return str(self.name)


class Channel(Part):
    """A way to get a service (cv:Channel); the code repeats the kind."""

    class Kind(models.TextChoices):
        COUNTER = "counter", _("at a counter")
        ONLINE = "online", _("online")
        MOBILE = "mobile", _("a specialist comes to you")

    service = models.ForeignKey(Service, models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=8, choices=Kind)

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Way(models.TextChoices):
    """How a person comes to a service at a centre: in what way they get to its counter.

    `walk_in` is a ticket without an appointment, also of whoever joins the line from afar; `online` is booking by oneself:
    on the portal, at a kiosk, by a program, and the waiting list; `phone` is asking the staff to book, at a counter
    or by phone.
    """

    WALK_IN = "walk_in", _("without an appointment")
    ONLINE = "online", _("booking online")
    PHONE = "phone", _("booking by phone")


class GivenNow(models.Manager["Offer"]):
    """The offers that stand: not withdrawn, of services that are active."""

    def get_queryset(self) -> models.QuerySet["Offer"]:
        return (
            super().get_queryset().filter(withdrawn_at=None, service__status=Service.Status.ACTIVE)
        )


class Offer(models.Model):
    """One service at one centre. `objects` are the offers that stand; a withdrawn one stays as a
    row, seen through `ever`, so that loading does not bring it back, and remembers in what `ways` it was given.
    """

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="offers")
    service = models.ForeignKey(Service, models.CASCADE, related_name="offers")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    ways = ArrayField(
        models.CharField(max_length=8, choices=Way),
        db_default=list(Way.values),  # until a centre says otherwise
    )

    objects = GivenNow()
    ever = models.Manager["Offer"]()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("centre", "service"), name="one_offer_per_centre"),
            models.CheckConstraint(
                condition=models.Q(ways__len__gt=0, ways__contained_by=Way.values),
                name="an_offer_is_given_in_some_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} · {self.centre}"


MOST_ON_SCREEN = 10  # services: two first pages of five
LONGEST_NOTICE = 120  # characters, in each language


class KioskScreen(models.Model):
    """What the first screens of a centre's kiosks show at certain hours, in its zone, on some weekdays (0 is Monday).

    `services` are ids, in the order in which they stand before the usual ones; a `notice` is in both languages, or
    empty. At any moment a centre has one at most: the acts see to that.
    """

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="kiosk_screens")
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    opens = models.TimeField()
    closes = models.TimeField()
    services = ArrayField(models.BigIntegerField(), default=list, blank=True)
    notice = TextField(default=Text, blank=True)

    class Meta:
        ordering = ("weekdays", "opens")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="screen_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(weekdays__len__gt=0, weekdays__contained_by=list(range(7))),
                name="screen_of_some_weekdays",
            ),
            models.CheckConstraint(
                condition=models.Q(services__len__lte=MOST_ON_SCREEN), name="screen_of_ten_services"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Edition(models.Model):
    """One change of the catalogue. The newest row's id tells readers when to read anew; ids are
    never used twice, even when a transaction is undone. `content` is the digest of the files.
    """

    at = models.DateTimeField()
    content = models.CharField(max_length=64)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return str(self.pk)
