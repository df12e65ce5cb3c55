"""The demo's people come and go."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from okno.base import events
from okno.base.text import Text
from okno.network.models import Centre
from okno.people import policy
from okno.people.events import DemoStaffLoaded, DemoStaffSentHome
from okno.people.models import Role, Staff, StaffSession

_DEMO = Path(__file__).parent.parent / "data" / "demo_staff.json"


@transaction.atomic
def load_demo_staff(*, centre: Centre, counters: int, at: datetime) -> list[Staff]:
    """Demo people for one centre: a manager, an administrator, as many operators as `counters`,
    and one network editor for all. Safe to repeat. Their passwords are unusable: in demo mode one
    enters by name, in any other mode not at all.
    """
    people = json.loads(_DEMO.read_text(encoding="utf-8"))
    made = [_editor(people["editor"])]
    made.append(_member(centre, "manager", Role.MANAGER, people["manager"]))
    made.append(_member(centre, "administrator", Role.ADMINISTRATOR, people["administrator"]))
    for number in range(counters):
        person = _operator(people["operators"], number)
        made.append(_member(centre, f"operator-{number + 1}", Role.OPERATOR, person))
    events.record(
        DemoStaffLoaded(count=len(made)), at=at, by="system", centre=centre.pk, subject=""
    )
    return made


@transaction.atomic
def send_demo_staff_home(*, at: datetime, by: str) -> int:
    """The demo is over: its people can't act any more, by an old session either. Returns how many."""
    sent = Staff.objects.filter(is_demo=True, is_active=True).update(is_active=False)
    if sent:
        StaffSession.objects.filter(staff__is_demo=True).delete()
        events.record(DemoStaffSentHome(count=sent), at=at, by=by)
    return sent


def _operator(cast: dict[str, Any], number: int) -> dict[str, Any]:
    """The names' lists have no common divisor: 460 people of one centre have a name each."""
    given, surnames, posts = cast["given"], cast["surnames"], cast["posts"]
    first, last = given[number % len(given)], surnames[number % len(surnames)]
    name = {language: f"{first[language]} {last[language]}" for language in first}
    return {"name": name, **posts[number % len(posts)]}


def _editor(person: dict[str, Any]) -> Staff:
    return _keep("editor", Role.EDITOR, None, person)


def _member(centre: Centre, post: str, role: Role, person: dict[str, Any]) -> Staff:
    return _keep(f"{centre.slug}-{post}", role, centre, person)


def _keep(login: str, role: Role, centre: Centre | None, person: dict[str, Any]) -> Staff:
    staff, _new = Staff.objects.update_or_create(
        login=login[:40],
        defaults={
            "name": Text(person["name"]),
            "role": role,
            "centre": centre,
            "skills": person.get("skills", []),
            "languages": person.get("languages", {"ru": policy.NATIVE}),
            "is_active": True,
            "is_demo": True,
            "password": "!",
        },
    )
    return staff
