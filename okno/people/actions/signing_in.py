"""Staff sign in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction

from okno.base import db, events, tries
from okno.base.asker import network_of
from okno.people import errors, queries
from okno.people.events import StaffSignedIn, StaffSignInFailed
from okno.people.models import Staff

TRIES = 5  # with one login from one network
TRIES_OF_A_NETWORK = 30  # with whatever logins: a centre's whole staff may sit behind one address
LOCKED = timedelta(minutes=5)
LONGEST_PASSWORD = 256  # to work one out costs more the longer it is
# A check costs some tenths of a second of a core by intent; of a process's three threads one stays
# free for everybody else.
_CHECKS = 2

_checking: set[str] = set()  # the networks whose passwords this process is working on
_at_the_slots = threading.Lock()


def sign_in(*, login: str, password: str, address: str, at: datetime) -> Staff:
    """The member of staff who gives this login and password, asking from this network address.

    They are signed in by it unless they must show a second factor too (`queries.must_show_second`).
    Refuses a wrong pair (`wrong_login`); for five minutes (`too_many_tries`) any pair with this login
    from this network after five wrong ones, and any pair at all from it after thirty, so that a stranger
    elsewhere keeps nobody out; and whoever comes while another of this network, or others, are being
    checked (`too_busy`). All but the first before any work is done. Says nothing about whether the
    login exists, in words or in time.
    """
    network = network_of(address)
    _refuse_when_locked(login, network, at)
    with slot(network):
        staff = _checked(login, password, network, at)
    if staff is None:
        raise errors.wrong_login()
    return staff


@contextmanager
def slot(network: str) -> Iterator[None]:
    """One of the places of this process to work out a password; a network has one at most (`too_busy`)."""
    with _at_the_slots:
        if network in _checking or len(_checking) >= _CHECKS:
            raise errors.too_busy()
        _checking.add(network)
    try:
        yield
    finally:
        _checking.discard(network)


@transaction.atomic
def _checked(login: str, password: str, network: str, at: datetime) -> Staff | None:
    """One try of a network after another: many at once would all be checked before the first had counted."""
    db.one_after_another(f"sign in {network}")
    _refuse_when_locked(login, network, at)
    staff = Staff.objects.filter(login=login, is_active=True).first()
    if staff is None:
        Staff().set_password(password)  # the same work as checking one
    elif staff.check_password(password):
        if not queries.must_show_second(staff):
            signed_in(staff, at)
        return staff
    _note_a_wrong_try(login, network, staff, at)
    return None


def _refuse_when_locked(login: str, network: str, at: datetime) -> None:
    for who, most in ((_key(network), TRIES_OF_A_NETWORK), (_key(network, login), TRIES)):
        if tries.are_over(who, most=most, since=at - LOCKED, at=at):
            raise errors.too_many_tries(int(LOCKED.total_seconds() // 60))


def _key(*asked: str) -> str:
    return tries.key("sign in", *asked)


def _note_a_wrong_try(login: str, network: str, staff: Staff | None, at: datetime) -> None:
    """The journal is told only of existing logins: a stranger must not be able to fill it."""
    tries.note(_key(network), _key(network, login), at=at)
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
    signed_in(staff, at)
    return staff


def signed_in(staff: Staff, at: datetime) -> None:
    """The journal says that they are in."""
    events.record(
        StaffSignedIn(role=staff.role),
        at=at,
        by=f"staff:{staff.pk}",
        centre=staff.centre_id,
        subject=f"staff:{staff.pk}",
    )
