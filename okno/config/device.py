"""`okno device`: a centre's screens and programs: their links, tokens, one-time codes and settings."""

import argparse
import json
import sys
from typing import Any

from okno.base import clock
from okno.base.errors import Refusal
from okno.config.env import Unusable
from okno.network import actions as network
from okno.network import policy, queries
from okno.network.models import Centre, Device

_BY = "system"
_PAGES = (Device.Kind.KIOSK, Device.Kind.BOARD)


def main(rest: list[str]) -> int:
    """Without a kind, list the centre's devices. With kind and name, make the device or renew its key.

    The key is printed once and kept only as a hash; an old one ends. With --code a one-time code is
    printed instead, by which the device enters at /enter/ within fifteen minutes; with --revoke it is
    sent away. With --settings the key stays
    and the settings are replaced. Refuses an unknown centre, an unknown hall, and settings that are
    no JSON object.
    """
    asked = _parser().parse_args(rest)
    centre = Centre.objects.filter(slug=asked.centre).first()
    if centre is None:
        raise Unusable(f"no such centre: {asked.centre}")
    if asked.kind is None:
        for each in queries.devices_of(centre):
            sys.stdout.write(f"{each.kind:<10}{each.name:<24}{json.dumps(each.settings)}\n")
        return 0
    try:
        sys.stdout.write(_done(centre, asked))
    except Refusal as refusal:
        raise Unusable(str(refusal)) from None
    return 0


def _done(centre: Centre, asked: argparse.Namespace) -> str:
    """Do what was asked; what is to be printed."""
    name, at = asked.name or asked.kind, clock.now()
    found = queries.devices_of(centre).filter(kind=asked.kind, name=name).first()
    if asked.code and found is not None:
        return f"{policy.shown_code(network.make_code(device=found, at=at, by=_BY))}\n"
    if asked.code:
        wish = {"centre": centre, "kind": asked.kind, "name": name}
        return f"{policy.shown_code(network.expect_device(**wish, at=at, by=_BY)[1])}\n"
    if asked.settings is None and not asked.revoke:
        return f"{_key(centre, found, asked)}\n"
    if found is None:
        raise Unusable(f"{centre.slug} has no {asked.kind} of this name")
    if asked.revoke:
        network.revoke_device(device=found, at=at, by=_BY)
    else:
        network.set_up_device(device=found, settings=asked.settings, at=at, by=_BY)
    return ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m okno device")
    parser.add_argument("centre", help="slug, as tverskoy")
    parser.add_argument("kind", nargs="?", choices=Device.Kind.values)
    parser.add_argument("name", nargs="?", help="the kind's own name unless given")
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--code", action="store_true", help="a one-time code instead of the key")
    act.add_argument("--revoke", action="store_true", help="send the device away")
    act.add_argument("--settings", type=_settings, metavar="JSON", help="replace the settings")
    return parser


def _settings(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise argparse.ArgumentTypeError("settings are a JSON object")
    return found


def _key(centre: Centre, found: Device | None, asked: argparse.Namespace) -> str:
    """A screen's link, to be opened once in its browser; a program's token as it is."""
    at = clock.now()
    if found is not None:
        token = network.renew_token(device=found, at=at, by=_BY)
    else:
        name = asked.name or asked.kind
        token = network.enrol_device(centre=centre, kind=asked.kind, name=name, at=at, by=_BY)[1]
    return f"/enter/{token}" if asked.kind in _PAGES else token
