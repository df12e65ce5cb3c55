"""Staff: who works here, in which role, with what skills and languages; and visitors we may reach."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from okno.base.text import TextField
from okno.network.models import Centre, Okrug
from okno.people import policy


class Role(models.TextChoices):
    """What a member of staff is here for."""

    OPERATOR = "operator", _("operator")
    ADMINISTRATOR = "administrator", _("administrator at the door")
    MANAGER = "manager", _("manager of the centre")
    EDITOR = "editor", _("network editor")


# Who may sit at a counter: the roles that the desk is open to.
MAY_SERVE = (Role.OPERATOR, Role.ADMINISTRATOR, Role.MANAGER)


class StaffManager(BaseUserManager["Staff"]):
    """Staff are found by login."""

    def get_by_natural_key(self, login: str | None) -> "Staff":
        return self.get(login=login)


class Staff(AbstractBaseUser):
    """A person who works in the network: in a centre, for all centres of an okrug, or for all there are."""

    login = models.SlugField(max_length=40, unique=True)
    name = TextField()
    role = models.CharField(max_length=16, choices=Role)
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, related_name="staff")
    okrug = models.ForeignKey(Okrug, models.PROTECT, null=True, blank=True, related_name="staff")
    skills = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    languages = models.JSONField(default=dict, blank=True)  # each with its level: {"ru": "c2"}
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)

    objects = StaffManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("login",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(centre__isnull=False, okrug=None)
                | models.Q(centre=None, okrug__isnull=False, role=Role.MANAGER)
                | models.Q(centre=None, okrug=None, role=Role.EDITOR),
                name="everybody_has_a_place",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def serves_in(self) -> list[str]:
        """The languages in which they may be given visitors: spoken well enough (`policy.SERVES_FROM`)."""
        return policy.serves_in(self.languages)

    @property
    def scope(self) -> str:
        """How far they reach: "centre", "okrug" or "network"."""
        return policy.scope_of(centre=self.centre_id, okrug=self.okrug_id)


class StaffSession(AbstractBaseSession):
    """A browser that okno knows; with `staff`, one in which somebody has signed in. Nothing says where it is."""

    staff = models.ForeignKey(Staff, models.CASCADE, null=True, related_name="browsers")
    browser = models.CharField(max_length=40, blank=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        """The one that writes these rows."""
        from okno.people.sessions import SessionStore

        return SessionStore

    @property
    def handle(self) -> str:
        """What a page calls it by: the key itself would open it."""
        return salted_hmac("okno.people.session", self.pk, algorithm="sha256").hexdigest()[:24]


class OneTimeKey(models.Model):
    """The secret of a person's app, sealed (okno.people.totp); `last_step` is when its last code was used."""

    staff = models.OneToOneField(Staff, models.CASCADE, related_name="one_time_key")
    sealed = models.CharField(max_length=200)
    last_step = models.BigIntegerField()
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Passkey(models.Model):
    """A passkey: `credential` is its id and public key as WebAuthn writes them, `uses` its own count."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=40, blank=True)
    credential = models.BinaryField()
    uses = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)


class RecoveryCode(models.Model):
    """A code on paper that opens once when app and passkeys are lost; kept only as a keyed hash."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)


class Badge(models.Model):
    """What changes to a person at a shared workstation; code and PIN are kept as keyed hashes."""

    staff = models.OneToOneField(Staff, models.CASCADE, related_name="badge")
    code_hash = models.CharField(max_length=64, unique=True)
    pin_hash = models.CharField(max_length=64)
    set_at = models.DateTimeField()


class StaffPhoto(models.Model):
    """A photo that a member of staff put here for whoever leads their centre: JPEG, as `okno.people.photos` makes it."""

    staff = models.OneToOneField(Staff, models.CASCADE, primary_key=True, related_name="photo")
    picture = models.BinaryField()
    set_at = models.DateTimeField()


class Account(models.Model):
    """A visitor who wished to sign in. `key` is a keyed hash of who they are at their provider.

    It is recognised again and never read back; no name, no address. No visit needs an account.
    """

    key = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=8)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class AccountSession(models.Model):
    """A browser in which an account is signed in: no session of Django's, so never one of the staff's."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="browsers")
    key = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="account_sessions_to_end")]


class Visitor(models.Model):
    """Whom we may reach about a visit: kept until `forget_after` and not longer; `account` if they have one.

    Theirs it is because they booked in it, or in the browser that they signed in with soon after. Of a name whatever
    was given: one letter or eighty, with or without a patronymic. Phone as E.164; `telegram` is the chat they chose,
    `language` the one they are told in: that of the page on which they left this.
    """

    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="visitors")

    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=16, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    telegram = models.CharField(max_length=20, blank=True, db_default="", default="")
    language = models.CharField(max_length=8)
    agreed_at = models.DateTimeField()
    forget_after = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(phone="", email=""), name="a_visitor_can_be_reached"
            ),
        ]
        indexes = [
            models.Index(fields=["forget_after"], name="visitors_to_forget"),
            models.Index(
                fields=["telegram"], condition=~models.Q(telegram=""), name="visitors_in_a_chat"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class KeptVisit(models.Model):
    """An account keeps a visit by the address of its page.

    Whoever has the address need not be who comes: it shows the visit, and nothing of the visitor.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="kept")
    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="kept_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "visitor"], name="kept_once_an_account"),
        ]
