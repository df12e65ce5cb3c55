"""A shared workstation: a badge and a PIN are set, taken away, and known again at the desk."""

from datetime import datetime

from django.db import IntegrityError, transaction

from okno.base import clock, db, events, tries
from okno.base.asker import network_of
from okno.network.models import Centre
from okno.people import errors, policy, queries
from okno.people.events import BadgeSet, BadgeTakenAway, StaffSignInFailed
from okno.people.models import Badge, Staff


@transaction.atomic
def set_badge(*, staff: Staff, code: str, pin: str, at: datetime, by: str) -> None:
    """From now on this badge and PIN change to this person at a shared workstation; an earlier badge ends.

    Refuses whoever does not serve people, or leads (`no_badge_for_you`), a code that is too short or long
    (`no_badge`), a PIN that is not of four to six digits or the first one guesses (`weak_pin`), and a
    badge that somebody else has (`badge_taken`).
    """
    read = policy.read_badge(code)
    if staff.role not in policy.MAY_SWITCH or staff.centre_id is None:
        raise errors.no_badge_for_you()
    if not policy.is_badge(read):
        raise errors.no_badge()
    if policy.is_weak_pin(pin):
        raise errors.weak_pin()
    kept = {"code_hash": queries.hash_badge(read), "pin_hash": queries.hash_pin(staff, pin)}
    try:
        with transaction.atomic():
            Badge.objects.update_or_create(staff=staff, defaults=kept | {"set_at": at})
    except IntegrityError:
        raise errors.badge_taken() from None
    tries.forgive(_key(kept["code_hash"]))
    _note(BadgeSet(), staff, at, by)


@transaction.atomic
def take_badge_away(*, staff: Staff, at: datetime, by: str) -> None:
    """The badge opens nothing more. Refuses whoever has none (`no_such_badge`)."""
    if not Badge.objects.filter(staff=staff).delete()[0]:
        raise errors.no_such_badge()
    _note(BadgeTakenAway(), staff, at, by)


def know_by_badge(*, code: str, pin: str, centre: Centre, address: str, at: datetime) -> Staff:
    """Whose badge and PIN these are, at a workstation of `centre`; whoever asks signs them in.

    Refuses a pair that does not fit, is of another centre, or of somebody who works here no more
    (`wrong_badge`), and any at all after five wrong ones with this badge, or thirty from this
    network, in a quarter of an hour (`too_many_pins`): then a full sign-in opens still.
    """
    badge = queries.hash_badge(policy.read_badge(code))
    staff = _known(badge, pin, centre, network_of(address), at)
    if staff is None:
        raise errors.wrong_badge()
    return staff


@transaction.atomic
def _known(code: str, pin: str, centre: Centre, network: str, at: datetime) -> Staff | None:
    """One try of a badge after another: many at once would all be looked at before the first had counted."""
    db.one_after_another(f"badge {code}")
    since = at - clock.of_a_person(policy.PIN_TRIES_COUNT)
    limits = ((_key(code), policy.PIN_TRIES), (_key(network), policy.PIN_TRIES_OF_A_NETWORK))
    for who, most in limits:
        if tries.are_over(who, most=most, since=since, at=at):
            raise errors.too_many_pins()
    found = Badge.objects.filter(code_hash=code).select_related("staff").first()
    if found and queries.fits_pin(found, pin) and queries.may_switch(found.staff, centre):
        tries.forgive(_key(code))
        return found.staff
    tries.note(*(who for who, _most in limits), at=at)
    if found:
        _note(StaffSignInFailed(), found.staff, at, "visitor")
    return None


def _key(*asked: str) -> str:
    return tries.key("badge", *asked)


def _note(fact: events.Fact, staff: Staff, at: datetime, by: str) -> None:
    events.record(fact, at=at, by=by, centre=staff.centre_id, subject=f"staff:{staff.pk}")
