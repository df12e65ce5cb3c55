"""The second factor: set up, shown at the door, taken away, and the ways back for whoever has lost it."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from okno.base import clock, db, events, tries
from okno.base.asker import network_of
from okno.people import errors, passkeys, policy, queries, totp
from okno.people.actions.sessions import end_all
from okno.people.actions.signing_in import signed_in
from okno.people.events import (
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondFactorAdded,
    SecondFactorRemoved,
    SecondFactorReset,
    StaffSignInFailed,
)
from okno.people.models import OneTimeKey, Passkey, RecoveryCode, Staff


@transaction.atomic
def set_up_app(
    *, staff: Staff, sealed: str, code: str, real_at: datetime, at: datetime, by: str
) -> list[str]:
    """From now on an app shows this person's codes; `code` proves that it has the secret (okno.people.totp).

    It takes the place of an earlier app. Returns recovery codes when this is the first factor. Refuses
    a code that the secret does not give at the real time `real_at` (`wrong_second_code`).
    """
    step = totp.step_of(sealed, policy.digits(code), real_at)
    if step is None:
        raise errors.wrong_second_code()
    codes = _codes_of_the_first(staff, at, by)
    OneTimeKey.objects.update_or_create(
        staff=staff, defaults={"sealed": sealed, "last_step": step, "added_at": at}
    )
    _note(SecondFactorAdded(kind="app"), staff, at, by)
    return codes


@transaction.atomic
def add_passkey(
    *,
    staff: Staff,
    place: str,
    state: dict[str, Any],
    answer: str,
    name: str,
    at: datetime,
    by: str,
) -> list[str]:
    """One more passkey; returns recovery codes when this is the first factor.

    Refuses a browser's answer that is not to the question in `state` (`wrong_passkey`).
    """
    found = passkeys.made(place, state, answer)
    codes = _codes_of_the_first(staff, at, by)
    Passkey.objects.create(staff=staff, name=name[:40], credential=bytes(found), added_at=at)
    _note(SecondFactorAdded(kind="passkey"), staff, at, by)
    return codes


@transaction.atomic
def remove_factor(*, staff: Staff, passkey: int | None = None, at: datetime, by: str) -> None:
    """A passkey of theirs, or with none named the app, opens no more; without any the recovery codes end too.

    Refuses one that is not there (`unknown_factor`).
    """
    rows = OneTimeKey.objects if passkey is None else Passkey.objects.filter(pk=passkey)
    if not rows.filter(staff=staff).delete()[0]:
        raise errors.unknown_factor()
    if not queries.has_second_factor(staff):
        RecoveryCode.objects.filter(staff=staff).delete()
    _note(SecondFactorRemoved(kind="passkey" if passkey else "app"), staff, at, by)


@transaction.atomic
def renew_recovery_codes(*, staff: Staff, at: datetime, by: str) -> list[str]:
    """Ten new recovery codes; the old ones end. They are known only now. Refuses without a factor (`unknown_factor`)."""
    if not queries.has_second_factor(staff):
        raise errors.unknown_factor()
    return _new_codes(staff, at, by)


@transaction.atomic
def reset_second_factor(*, staff: Staff, at: datetime, by: str) -> None:
    """Somebody has lost theirs: all of it is forgotten, wrong tries too, and every session ends.

    They sign in with the password alone and set it up anew. Refuses whoever has none (`unknown_factor`).
    """
    if not queries.has_second_factor(staff):
        raise errors.unknown_factor()
    for model in (OneTimeKey, Passkey, RecoveryCode):
        model.objects.filter(staff=staff).delete()
    tries.forgive(_key(staff))
    end_all(staff)
    _note(SecondFactorReset(), staff, at, by)


def show_code(*, staff: Staff, code: str, address: str, real_at: datetime, at: datetime) -> None:
    """Signs in whoever has given the password and now a code of their app, or a recovery code, which is used up.

    Refuses a wrong code and one used before (`wrong_second_code`). After five wrong ones in a quarter of
    an hour no code of the app is looked at (`too_many_second_codes`): a recovery code, a passkey or the
    manager opens still. Recovery codes have a limit of their own for each network.
    """
    given, digits = policy.recovery_code(code), policy.digits(code)
    if len(digits) == policy.APP_DIGITS and digits == code.replace(" ", ""):
        done = _tried(_key(staff), staff, at, lambda: _app_shows(staff, digits, real_at, at))
    else:
        who = _key(staff, network_of(address))
        done = _tried(who, staff, at, lambda: _is_recovered(staff, given, at))
    if not done:
        raise errors.wrong_second_code()


@transaction.atomic
def show_passkey(
    *, staff: Staff, place: str, state: dict[str, Any], answer: str, at: datetime
) -> None:
    """Signs in whoever has given the password and now shows a passkey of theirs.

    Refuses an answer that is none to the question in `state`, and one of a copy: a count of uses that
    does not grow (`wrong_passkey`).
    """
    found, count = passkeys.shown(place, staff, state, answer)
    row = Passkey.objects.select_for_update().get(pk=found.pk)
    if (count or row.uses) and count <= row.uses:
        raise errors.wrong_passkey()
    Passkey.objects.filter(pk=row.pk).update(uses=count, used_at=at)
    tries.forgive(_key(staff))
    signed_in(staff, at)


def complete_sign_in(*, staff: Staff, at: datetime) -> None:
    """The password was right, and the second factor has just been set up: they are in."""
    signed_in(staff, at)


@transaction.atomic
def _tried(who: str, staff: Staff, at: datetime, look: Callable[[], bool]) -> bool:
    """One try after another: many at once would all be looked at before the first had counted."""
    db.one_after_another(f"second {who}")
    since = at - clock.of_a_person(policy.SECOND_TRIES_COUNT)
    if tries.are_over(who, most=policy.SECOND_TRIES, since=since, at=at):
        raise errors.too_many_second_codes()
    if not look():
        tries.note(who, at=at)
        _note(StaffSignInFailed(), staff, at, "visitor")
        return False
    tries.forgive(who)
    signed_in(staff, at)
    return True


def _app_shows(staff: Staff, code: str, real_at: datetime, at: datetime) -> bool:
    """A code opens once, and none before it opens any more (RFC 6238, 5.2)."""
    key = OneTimeKey.objects.filter(staff=staff).first()
    step = totp.step_of(key.sealed, code, real_at) if key else None
    if step is None:
        return False
    unused = OneTimeKey.objects.filter(staff=staff, last_step__lt=step)
    return bool(unused.update(last_step=step, used_at=at))


def _is_recovered(staff: Staff, code: str, at: datetime) -> bool:
    mine = RecoveryCode.objects.filter(staff=staff)
    if not mine.filter(code_hash=queries.hash_recovery(staff, code)).delete()[0]:
        return False
    _note(RecoveryCodeUsed(left=mine.count()), staff, at, f"staff:{staff.pk}")
    return True


def _codes_of_the_first(staff: Staff, at: datetime, by: str) -> list[str]:
    return [] if queries.has_second_factor(staff) else _new_codes(staff, at, by)


def _new_codes(staff: Staff, at: datetime, by: str) -> list[str]:
    RecoveryCode.objects.filter(staff=staff).delete()
    codes = [
        "".join(secrets.choice(policy.RECOVERY_SIGNS) for _ in range(policy.RECOVERY_LENGTH))
        for _ in range(policy.RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(staff=staff, code_hash=queries.hash_recovery(staff, code)) for code in codes
    )
    _note(RecoveryCodesMade(), staff, at, by)
    return [policy.shown_recovery(code) for code in codes]


def _key(staff: Staff, *more: str) -> str:
    return tries.key("second", str(staff.pk), *more)


def _note(fact: events.Fact, staff: Staff, at: datetime, by: str) -> None:
    events.record(fact, at=at, by=by, centre=staff.centre_id, subject=f"staff:{staff.pk}")
