"""Staff sign in, and are added."""

import re
import threading
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from okno.base import db, events
from okno.base.text import Text
from okno.network.models import Centre
from okno.people import errors
from okno.people.events import (
    StaffAdded,
    StaffSignedIn,
    StaffSignInFailed,
)
from okno.people.models import SignInTry, Staff

TRIES = 5
LOCKED = timedelta(minutes=5)
# A check costs some tenths of a second of a core by intent; of a process's three threads one stays
# free for everybody else.
CHECKS = threading.BoundedSemaphore(2)
LONGEST_PASSWORD = 256  # to work one out costs more the longer it is


def sign_in(*, login: str, password: str, address: str, at: datetime) -> Staff:
    """The member of staff who gives this login and password, asking from this network address.

    Refuses a wrong pair (`wrong_login`); any pair with this login from this address for five minutes
    after five wrong ones (`too_many_tries`), so that a stranger elsewhere keeps nobody out; and
    whoever comes while others are being checked (`too_busy`), before any work is done. Says nothing
    about whether the login exists, in words or in time.
    """
    if not CHECKS.acquire(blocking=False):
        raise errors.too_busy()
    try:
        staff = _checked(login, password, address, at)
    finally:
        CHECKS.release()
    if staff is None:
        raise errors.wrong_login()
    return staff


@transaction.atomic
def _checked(login: str, password: str, address: str, at: datetime) -> Staff | None:
    """One try after another: many at once would all be checked before the first had counted."""
    asked = f"{login} {_network(address)}"
    who = salted_hmac("okno.people.sign_in", asked, algorithm="sha256").hexdigest()
    db.one_after_another(f"sign in {who}")
    if SignInTry.objects.filter(who=who, at__gt=at - LOCKED, at__lte=at).count() >= TRIES:
        raise errors.too_many_tries(int(LOCKED.total_seconds() // 60))
    staff = Staff.objects.filter(login=login, is_active=True).first()
    if staff is None:
        Staff().set_password(password)  # the same work as checking one
    elif staff.check_password(password):
        _signed_in(staff, at)
        return staff
    _note_a_wrong_try(who, staff, at)
    return None


def _network(address: str) -> str:
    """Whoever has one IPv6 address has the 2⁶⁴ beside it."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((found, 64), strict=False))
    return str(found)


def _note_a_wrong_try(who: str, staff: Staff | None, at: datetime) -> None:
    """The journal is told only of existing logins: a stranger must not be able to fill it."""
    SignInTry.objects.create(who=who, at=at)
    if staff is not None:
        events.record(
            StaffSignInFailed(),
            at=at,
            by="visitor",
            centre=staff.centre_id,
            subject=f"staff:{staff.pk}",
        )


def sign_in_as_demo(*, login: str, at: datetime) -> Staff:
    """Enter as a demo person without a password; only the demo mode's page calls this.

    Refuses anybody who is not a demo person (`wrong_login`).
    """
    staff = Staff.objects.filter(login=login, is_active=True, is_demo=True).first()
    if staff is None:
        raise errors.wrong_login()
    _signed_in(staff, at)
    return staff


def _signed_in(staff: Staff, at: datetime) -> None:
    events.record(
        StaffSignedIn(role=staff.role),
        at=at,
        by=f"staff:{staff.pk}",
        centre=staff.centre_id,
        subject=f"staff:{staff.pk}",
    )


@transaction.atomic
def add_staff(
    *,
    login: str,
    password: str,
    name: Text,
    role: str,
    centre: Centre | None,
    skills: list[str],
    languages: list[str],
    at: datetime,
    by: str,
) -> Staff:
    """Add a member of staff who signs in with this password.

    Refuses a login that is taken (`login_taken`), and one that is not of Latin letters, digits,
    hyphens and underscores, at most 40 (`unusable_login`).
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", login):
        raise errors.unusable_login()
    if Staff.objects.filter(login=login).exists():
        raise errors.login_taken()  # the usual case, without a statement that fails in the log
    staff = Staff(
        login=login, name=name, role=role, centre=centre, skills=skills, languages=languages
    )
    staff.set_password(password)
    try:
        with transaction.atomic():
            staff.save()
    except IntegrityError:
        raise errors.login_taken() from None
    events.record(
        StaffAdded(role=role),
        at=at,
        by=by,
        centre=staff.centre_id,
        subject=f"staff:{staff.pk}",
    )
    return staff
