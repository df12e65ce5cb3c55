"""Staff are added, get a new password, and leave."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from okno.base import events
from okno.base.text import Text
from okno.catalog.models import Skill
from okno.network.models import Centre, Okrug
from okno.people import errors, policy
from okno.people.actions.sessions import end_all
from okno.people.events import StaffAbilitiesSet, StaffAdded, StaffDismissed, StaffPasswordSet
from okno.people.models import Staff, StaffPhoto
from okno.ui import languages as known_languages


@transaction.atomic
def add_staff(
    *,
    login: str,
    password: str,
    name: Text,
    role: str,
    centre: Centre | None,
    okrug: Okrug | None = None,
    skills: list[str],
    languages: dict[str, str],
    at: datetime,
    by: str,
) -> Staff:
    """Add a member of staff who signs in with this password; `languages` as for `set_abilities`.

    Refuses a login that is taken (`login_taken`), and one that is not of Latin letters, digits,
    hyphens and underscores, at most 40 (`unusable_login`), and a role that does not go with the centre,
    the okrug or the lack of both (`no_such_post`), and unknown skills and languages as `set_abilities` does.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", login):
        raise errors.unusable_login()
    if Staff.objects.filter(login=login).exists():
        raise errors.login_taken()  # the usual case, without a statement that fails in the log
    _known(skills, languages)
    staff = Staff(
        login=login,
        name=name,
        role=role,
        centre=centre,
        okrug=okrug,
        skills=skills,
        languages=languages,
    )
    if (centre and okrug) or staff.scope not in policy.POSTS.get(role, ()):
        raise errors.no_such_post()
    staff.set_password(password)
    try:
        with transaction.atomic():
            staff.save()
    except IntegrityError:
        raise errors.login_taken() from None
    _note(StaffAdded(role=role), staff, at, by)
    return staff


@transaction.atomic
def set_password(*, login: str, password: str, at: datetime, by: str) -> Staff:
    """A new password; the old one and every session begun with it end at once.

    Refuses a login under which nobody works here (`unknown_login`).
    """
    staff = _who_works_here(login)
    staff.set_password(password)
    staff.save(update_fields=["password"])
    end_all(staff)
    _note(StaffPasswordSet(), staff, at, by)
    return staff


@transaction.atomic
def set_abilities(
    *, staff: Staff, skills: Collection[str], languages: Mapping[str, str], at: datetime, by: str
) -> Staff:
    """What somebody knows, and which languages they speak how well, by the levels of the CEFR (`policy.LEVELS`).

    It counts when they next sit down at a counter. Refuses a skill the catalogue does not know, a language
    okno has no name for, a level that is none (`unknown_ability`), and whoever works here no more (`unknown_login`).
    """
    _known(skills, languages)
    staff = _who_works_here(staff.login)
    staff.skills = [skill for skill in Skill.values if skill in skills]
    staff.languages = {code: languages[code] for code in known_languages.KNOWN if code in languages}
    staff.save(update_fields=["skills", "languages"])
    _note(StaffAbilitiesSet(), staff, at, by)
    return staff


def _known(skills: Collection[str], languages: Mapping[str, str]) -> None:
    if not set(skills) <= set(Skill.values):
        raise errors.unknown_ability("skills")
    known = set(languages) <= set(known_languages.KNOWN)
    if not known or not set(languages.values()) <= set(policy.LEVELS):
        raise errors.unknown_ability("languages")


@transaction.atomic
def dismiss_staff(*, login: str, at: datetime, by: str) -> Staff:
    """The person works here no more: no password opens, every session ends at once, their photo is
    gone; what they did stays.

    The login is given to nobody else. Refuses one under which nobody works here (`unknown_login`).
    """
    staff = _who_works_here(login)
    staff.is_active = False
    staff.set_unusable_password()
    staff.save(update_fields=["is_active", "password"])
    end_all(staff)
    StaffPhoto.objects.filter(staff=staff).delete()
    _note(StaffDismissed(), staff, at, by)
    return staff


def _who_works_here(login: str) -> Staff:
    staff = Staff.objects.select_for_update().filter(login=login, is_active=True).first()
    if staff is None:
        raise errors.unknown_login()
    return staff


def _note(fact: events.Fact, staff: Staff, at: datetime, by: str) -> None:
    events.record(fact, at=at, by=by, centre=staff.centre_id, subject=f"staff:{staff.pk}")
