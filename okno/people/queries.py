"""Questions about staff, and how people's phones and names are read."""

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Collection

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from okno.base import clock, phones
from okno.base.errors import Refusal
from okno.network.models import Centre
from okno.people import errors, policy
from okno.people.models import (
    Account,
    AccountSession,
    Badge,
    KeptVisit,
    OneTimeKey,
    Passkey,
    Staff,
    StaffPhoto,
    StaffSession,
    Visitor,
)

LONGEST_NAME = 80


def demo_people() -> QuerySet[Staff]:
    """The people of the demo, manager first, then as they sit."""
    return (
        Staff.objects.filter(is_demo=True, is_active=True).select_related("centre").order_by("pk")
    )


def operators_of(centre_id: int) -> QuerySet[Staff]:
    """The active operators of a centre."""
    return Staff.objects.filter(centre_id=centre_id, role="operator", is_active=True)


def centres_of(staff: Staff) -> QuerySet[Centre]:
    """The working centres within somebody's scope: their own, their okrug's, or all."""
    working = Centre.objects.filter(is_active=True).order_by("slug")
    if staff.scope == policy.CENTRE:
        return working.filter(pk=staff.centre_id or 0)
    if staff.scope == policy.OKRUG:
        return working.filter(district__okrug=staff.okrug_id)
    return working


def centre_within(staff: Staff, slug: str) -> Centre:
    """A centre within somebody's scope. Beyond it there is none (`not_your_centre`)."""
    found = centres_of(staff).filter(slug=slug).first()
    if found is None:
        raise errors.not_your_centre()
    return found


def staff_by_login(login: str) -> Staff:
    """Who works here under this login. Refuses one under which nobody does (`unknown_login`)."""
    found = Staff.objects.filter(login=login, is_active=True).first()
    if found is None:
        raise errors.unknown_login()
    return found


def colleagues_of(centre: Centre) -> QuerySet[Staff]:
    """Who works in a centre, with `open_sessions`, `has_factor`, `has_badge` and `has_photo`."""
    app = OneTimeKey.objects.filter(staff=OuterRef("pk"))
    passkey = Passkey.objects.filter(staff=OuterRef("pk"))
    live = Q(browsers__expire_date__gt=clock.real())
    return (
        Staff.objects.filter(centre=centre, is_active=True)
        .annotate(open_sessions=Count("browsers", filter=live))
        .annotate(has_factor=Exists(app) | Exists(passkey))
        .annotate(has_badge=Exists(Badge.objects.filter(staff=OuterRef("pk"))))
        .annotate(has_photo=Exists(StaffPhoto.objects.filter(staff=OuterRef("pk"))))
    )


def colleague_of(centre: Centre, number: int) -> Staff:
    """A member of staff of this very centre. Refuses anybody else (`unknown_colleague`)."""
    found = Staff.objects.filter(centre=centre, pk=number, is_active=True).first()
    if found is None:
        raise errors.unknown_colleague()
    return found


def has_second_factor(staff: Staff) -> bool:
    """Whether an app or a passkey of theirs is known."""
    return (
        OneTimeKey.objects.filter(staff=staff).exists()
        or Passkey.objects.filter(staff=staff).exists()
    )


def app_of(staff: Staff) -> OneTimeKey | None:
    """Their app, or None."""
    return OneTimeKey.objects.filter(staff=staff).first()


def must_show_second(staff: Staff) -> bool:
    """Whether a right password is not enough for them: they have a second factor, or must have one."""
    return policy.must_show(
        staff.role,
        has_factor=has_second_factor(staff),
        is_demo=staff.is_demo,
        required=settings.SECOND_FACTOR,
    )


def hash_recovery(staff: Staff, code: str) -> str:
    """What is kept of a recovery code."""
    text = f"{staff.pk} {code}"
    return salted_hmac("okno.people.recovery", text, algorithm="sha256").hexdigest()


def badge_of(staff: Staff) -> Badge | None:
    """Their badge, or None."""
    return Badge.objects.filter(staff=staff).first()


def has_photo(staff: Staff) -> bool:
    """Whether they put one here."""
    return StaffPhoto.objects.filter(staff=staff).exists()


def photo_of(staff: Staff) -> bytes:
    """Their photo, JPEG. Refuses when there is none (`no_such_photo`)."""
    found = StaffPhoto.objects.filter(staff=staff).values_list("picture", flat=True).first()
    if found is None:
        raise errors.no_such_photo()
    return bytes(found)


def has_badges(centre: Centre) -> bool:
    """Whether anybody of this centre has a badge."""
    return Badge.objects.filter(staff__centre=centre, staff__is_active=True).exists()


def hash_badge(code: str) -> str:
    """What is kept of a badge's code."""
    return salted_hmac("okno.people.badge", code, algorithm="sha256").hexdigest()


def hash_pin(staff: Staff, pin: str) -> str:
    """What is kept of a PIN: keyed, for there are too few PINs for any bare hash to hide one."""
    return salted_hmac("okno.people.pin", f"{staff.pk} {pin}", algorithm="sha256").hexdigest()


def fits_pin(badge: Badge, pin: str) -> bool:
    """Whether this is the badge's PIN."""
    return constant_time_compare(badge.pin_hash, hash_pin(badge.staff, pin))


def may_switch(staff: Staff, centre: Centre) -> bool:
    """Whether they may come by badge at a workstation of this centre."""
    is_ours = staff.centre_id == centre.pk and staff.is_active
    return is_ours and staff.role in policy.MAY_SWITCH


def sessions_of(staff: Staff) -> QuerySet[StaffSession]:
    """The open sessions of a member of staff, the one used last first."""
    found = StaffSession.objects.filter(staff=staff, expire_date__gt=clock.real())
    return found.order_by("-seen_at", "pk")


def phone_of(text: str, country: str) -> str:
    """A phone as E.164, read as `phones.e164` reads it, "" when nothing was given. Refuses what it refuses (`no_phone`)."""
    try:
        return phones.e164(text, country)
    except ValueError:
        raise errors.no_phone() from None


def email_of(text: str) -> str:
    """An e-mail address with its domain in small letters, "" when nothing was given. Refuses no address."""
    given = text.strip()
    if not given:
        return ""
    try:
        validate_email(given)
    except ValidationError:
        raise errors.no_email() from None
    local, _at, domain = given.rpartition("@")
    return f"{local}@{domain.lower()}"


def name_of(text: str) -> str:
    """A name as it was given, with single spaces. Refuses one without a letter, or of over 80 characters."""
    name = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    if len(name) > LONGEST_NAME or not any(unicodedata.category(c)[0] == "L" for c in name):
        raise errors.no_name()
    return name


def phone_ending(phone: str) -> str:
    """The last two digits of a phone that we have: whoever left it knows it by them, and nobody else learns it."""
    return phone[-2:]


def refusals_of(
    *, name: str, phone: str, email: str, country: str, agreed: bool, must_ring: bool = False
) -> list[Refusal]:
    """Everything for which `meet_visitor` would refuse these, in the order of a form; none when it would not."""
    found = [
        *_refusal(name_of, name),
        *_refusal(phone_of, phone, country),
        *_refusal(email_of, email),
    ]
    if must_ring and not phone.strip():
        found.append(errors.no_phone_to_ring())
    elif not phone.strip() and not email.strip():
        found.append(errors.no_way_to_reach())
    return found if agreed else [*found, errors.no_consent()]


def _refusal(read: Callable[..., str], *given: str) -> list[Refusal]:
    try:
        read(*given)
    except Refusal as refusal:
        return [refusal]
    return []


def person_key(contact: str, purpose: str) -> str:
    """A phone (E.164) or e-mail address as a keyed hash: recognised again, never read back.

    Keys of different purposes cannot be compared.
    """
    text = f"{purpose} {contact.lower()}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def account_by_token(token: str) -> Account | None:
    """Whose browser holds this token, while the sign-in lasts; else None."""
    found = (
        AccountSession.objects.filter(key=hash_account_token(token), ends_at__gt=clock.real())
        .select_related("account")
        .first()
    )
    return found.account if found else None


def hash_account_token(token: str) -> str:
    """What is kept of the token of a browser."""
    return salted_hmac("okno.people.account_session", token, algorithm="sha256").hexdigest()


def account_key(issuer: str, subject: str) -> str:
    """What is kept of who somebody is at a provider; two providers never share a key."""
    text = f"{len(issuer)} {issuer} {subject}"
    return salted_hmac("okno.people.account", text, algorithm="sha256").hexdigest()


def lock_account(account: Account) -> list[Visitor]:
    """Until the transaction ends nobody is added to this account; whoever is in it."""
    Account.objects.select_for_update().filter(pk=account.pk).first()
    return list(Visitor.objects.filter(account=account).order_by("pk"))


def account_still(account: Account) -> Account | None:
    """The account, kept from being deleted until the transaction ends; None when it is gone by now."""
    return Account.objects.select_for_update(no_key=True).filter(pk=account.pk).first()


def visitors_of(account: Account) -> list[Visitor]:
    """Who has booked in this account, the one met last first; nobody whose visit it only keeps."""
    return list(Visitor.objects.filter(account=account).order_by("-agreed_at", "-pk"))


def is_kept(account: Account, visitor: Visitor) -> bool:
    """Whether the account has this visit: as its person's, or by the address of its page."""
    kept = KeptVisit.objects.filter(account=account, visitor=visitor)
    return visitor.account_id == account.pk or kept.exists()


def visitor_in(account: Account, number: int) -> Visitor:
    """Somebody in this very account. Refuses anybody else (`unknown_consent`)."""
    found = Visitor.objects.filter(account=account, pk=number).first()
    if found is None:
        raise errors.unknown_consent()
    return found


def posts_of(actors: Collection[str]) -> dict[str, tuple[str, str]]:
    """By actor ("staff:7") in which role and at which centre they work; never who they are. "" for the head office."""
    numbers = [each.removeprefix("staff:") for each in actors if each.startswith("staff:")]
    known = Staff.objects.filter(pk__in=numbers).select_related("centre")
    return {
        f"staff:{each.pk}": (str(each.get_role_display()), str(each.centre or "")) for each in known
    }
