"""`okno staff`: from the command line a member of staff is added, gets a new password, or leaves."""

import argparse
import getpass
import sys
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.text import Text
from okno.config.env import Unusable
from okno.network.models import Centre, Okrug
from okno.people import actions as people
from okno.people import policy, queries
from okno.people.models import Role, Staff
from okno.queue import actions as queue

_BY = "system"


def main(rest: list[str]) -> int:
    """Add the person, with a password that is asked for; or `--password`: give a new one; or `--dismiss`;
    or `--forget-factor`, for whoever has lost app, passkeys and recovery codes: their sessions end.

    A new password and dismissal end the person's sessions at once and close the counter where they sit. Refuses an
    existing login (an unknown one with the others) and a weak password.
    """
    parser = _parser()
    asked = parser.parse_args(rest)
    at = clock.now()
    try:
        if asked.dismiss:
            _leave_the_counter(people.dismiss_staff(login=asked.login, at=at, by=_BY), at)
        elif asked.forget_factor:
            people.reset_second_factor(staff=queries.staff_by_login(asked.login), at=at, by=_BY)
        elif asked.password:
            known = people.set_password(login=asked.login, password=_password(), at=at, by=_BY)
            _leave_the_counter(known, at)
        elif asked.name and asked.role:
            _add(asked, at)
        else:
            parser.error(
                "to add somebody give --name and --role; or --password, --dismiss, --forget-factor"
            )
    except Refusal as refusal:
        raise Unusable(str(refusal)) from None
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m okno staff")
    parser.add_argument("login")
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--password", action="store_true", help="give a new password")
    act.add_argument(
        "--forget-factor", action="store_true", help="the second factor is lost: begin anew"
    )
    act.add_argument("--dismiss", action="store_true", help="this person works here no more")
    parser.add_argument("--name")
    parser.add_argument("--role", choices=Role.values)
    parser.add_argument("--centre", help="slug of their centre; none for the network editor")
    parser.add_argument("--okrug", help="slug; a manager of all its centres")
    parser.add_argument("--skills", default="general", help="comma-separated")
    parser.add_argument(
        "--languages", default="ru", help="comma-separated; with a level of the CEFR: ru,en:b1"
    )
    return parser


def _add(asked: argparse.Namespace, at: datetime) -> None:
    centre = Centre.objects.filter(slug=asked.centre).first() if asked.centre else None
    okrug = Okrug.objects.filter(slug=asked.okrug).first() if asked.okrug else None
    if centre is None and okrug is None and asked.role != Role.EDITOR:
        raise Unusable("name the centre with --centre SLUG, or a manager's okrug with --okrug SLUG")
    people.add_staff(
        login=asked.login,
        password=_password(),
        name=Text(ru=asked.name, en=asked.name),
        role=asked.role,
        centre=centre,
        okrug=okrug,
        skills=asked.skills.split(","),
        languages=_languages(asked.languages),
        at=at,
        by=_BY,
    )


def _languages(text: str) -> dict[str, str]:
    """ "ru,en:b1"; one without a level is one's own."""
    pairs = [each.strip().partition(":") for each in text.split(",")]
    return {code: level.lower() or policy.NATIVE for code, _colon, level in pairs}


def _password() -> str:
    password = getpass.getpass("Password: ")
    try:
        validate_password(password)
    except ValidationError as error:
        raise Unusable(" ".join(error.messages)) from None
    if len(password) > people.LONGEST_PASSWORD:
        raise Unusable(f"a password of at most {people.LONGEST_PASSWORD} letters, please")
    return password


def _leave_the_counter(staff: Staff, at: datetime) -> None:
    """As at a signing out; but whoever is out is out, even while somebody sits with them."""
    try:
        queue.stand_up(staff=staff.pk, at=at, by=_BY)
    except Refusal:
        sys.stderr.write(
            f"okno: {staff.login} is out, and a visitor is still at their counter:"
            " the manager sends them back to the line and closes it, in the office.\n"
        )
