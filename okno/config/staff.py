"""`okno staff`: add a member of staff from the command line, the first one included."""

import argparse
import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.text import Text
from okno.config.env import Unusable
from okno.network.models import Centre
from okno.people import actions as people
from okno.people.models import Role


def main(rest: list[str]) -> int:
    """Ask for a password and add the person; refuses an existing login and a weak password."""
    parser = argparse.ArgumentParser(prog="okno staff")
    parser.add_argument("login")
    parser.add_argument("--name", required=True)
    parser.add_argument("--role", choices=Role.values, required=True)
    parser.add_argument("--centre", help="slug; none for the network editor")
    parser.add_argument("--skills", default="general", help="comma-separated")
    parser.add_argument("--languages", default="ru", help="comma-separated")
    asked = parser.parse_args(rest)
    centre = Centre.objects.filter(slug=asked.centre).first() if asked.centre else None
    if centre is None and asked.role != Role.EDITOR:
        raise Unusable("name the centre with --centre SLUG")
    password = getpass.getpass("Password: ")
    try:
        validate_password(password)
    except ValidationError as error:
        raise Unusable(" ".join(error.messages)) from None
    if len(password) > people.LONGEST_PASSWORD:
        raise Unusable(f"a password of at most {people.LONGEST_PASSWORD} letters, please")
    try:
        people.add_staff(
            login=asked.login,
            password=password,
            name=Text(ru=asked.name, en=asked.name),
            role=asked.role,
            centre=centre,
            skills=asked.skills.split(","),
            languages=asked.languages.split(","),
            at=clock.now(),
            by="system",
        )
    except Refusal as refusal:
        raise Unusable(str(refusal)) from None
    return 0
