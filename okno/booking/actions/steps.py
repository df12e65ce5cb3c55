"""Steps that the acts on an appointment share."""

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from okno.base import audit, db, events
from okno.base.errors import Refusal
from okno.booking import errors, policy
from okno.booking.models import Appointment, PersonKey, State
from okno.people import queries as people


def keys_of(*ways: str) -> list[str]:
    """By what a person is known here: each way to reach them (E.164, e-mail); no empty one."""
    return sorted(people.person_key(each, "booking") for each in ways if each)


def keys_of_owner(account: int | None) -> list[str]:
    """By what an account is known that has a visit, whoever comes: one key, or none without an account."""
    return keys_of(f"account {account}") if account else []


def keys_in(found: Appointment) -> list[str]:
    """By what whoever has this appointment was known when they booked it."""
    return sorted(found.keys.values_list("key", flat=True))


def of_person(keys: Collection[str]) -> QuerySet[Appointment]:
    """The appointments of whoever is known by any of these."""
    theirs = PersonKey.objects.filter(key__in=keys)
    return Appointment.objects.filter(pk__in=theirs.values("appointment"))


def one_act_of(keys: Iterable[str]) -> None:
    """The acts of one person come one after another, whatever they are known by: two could wait for each other's
    times. Always sorted, so that nobody waits in a circle.
    """
    for key in sorted(set(keys)):
        db.one_after_another(f"book {key}")


def locked_row(number: int) -> Appointment:
    """The row, locked until the act is over."""
    return (
        Appointment.objects.select_related(
            "centre__district__okrug", "schedule", "visitor", "service"
        )
        .select_for_update(of=("self",))
        .get(pk=number)
    )


def save(
    found: Appointment,
    keys: Collection[str] = (),
    owner: Collection[str] = (),
    *,
    at: datetime,
    by: str,
) -> None:
    """Write the row, and by what its person and its account are known when that is new; the database refuses a
    person who is elsewhere by any of their ways, and a place that is taken.
    """
    now = {"during": found.during, "is_to_come": found.is_to_come}
    try:
        with transaction.atomic():
            found.save()
            found.keys.filter(is_to_come=True).update(**now)
            new = [PersonKey(appointment=found, key=key, **now) for key in keys]
            PersonKey.objects.bulk_create([*new, *(key_of_owner(found, key) for key in owner)])
    except IntegrityError as error:
        if "nobody_in_two_places" in str(error):
            seen = _elsewhere(found, keys or keys_in(found))
            raise said_to(by, errors.overlapping(), seen, at=at) from None
        raise errors.slot_taken() from None


def key_of_owner(found: Appointment, key: str) -> PersonKey:
    """The row by which the account of an appointment is known: it stands in the way of none of its visits."""
    return PersonKey(appointment=found, key=key, during=found.during, is_to_come=False)


def _elsewhere(found: Appointment, keys: Collection[str]) -> list[str]:
    """What its person has at that time by any of these keys."""
    theirs = PersonKey.objects.filter(
        key__in=keys, is_to_come=True, during__overlap=found.during
    ).exclude(appointment=found)
    return subjects(theirs.values_list("appointment", flat=True).distinct())


def subjects(appointments: Iterable[int]) -> list[str]:
    """These appointments as it is written down that somebody looked at them."""
    return [f"appointment:{number}" for number in appointments]


def said_to(by: str, why: Refusal, seen: Iterable[str], *, at: datetime) -> Refusal:
    """Why this person gets no time: to a colleague, who sees whom they serve; that they learnt of what is `seen` is
    written down. Anybody else may have typed the contact of somebody to learn when they come; they hear one answer
    to all of it.
    """
    if not is_colleague(by):
        return errors.contact_not_taken()
    for subject in seen:
        looked = partial(audit.looked, by=by, subject=subject, why="booking", at=at)
        why.leaves.append(looked)
    return why


def is_colleague(by: str) -> bool:
    """Whether it is one of the staff who acts."""
    return by.startswith("staff:")


def confirm_by(found: Appointment, keys: Collection[str], at: datetime) -> datetime | None:
    """Until when the person says that they come: the day before, if they did not come twice lately."""
    missed = (
        of_person(keys).filter(state=State.NO_SHOW, starts_at__gt=at - policy.REMEMBERED).count()
    )
    by_then = found.starts_at - policy.CONFIRM_BEFORE
    return by_then if policy.asks_for_a_word(missed) and by_then > at else None


def code_for(found: Appointment) -> str:
    """Six digits that nobody else has in this centre on this day."""
    taken = set(
        Appointment.objects.filter(centre=found.centre_id, day=found.day)
        .exclude(pk=found.pk)
        .values_list("code", flat=True)
    )
    if found.code and found.code not in taken:
        return found.code
    while True:
        code = f"{secrets.randbelow(1_000_000):06}"
        if code not in taken:
            return code


def record(found: Appointment, fact: events.Fact, *, at: datetime, by: str) -> None:
    """Append a fact about an appointment, and nudge the screens of its centre."""
    events.record(
        fact,
        at=at,
        by=by,
        centre=found.centre_id,
        subject=f"appointment:{found.pk}",
        topics=(f"booking:{found.centre_id}",),
    )
