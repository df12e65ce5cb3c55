"""`okno hooks`: which packages are told what happens, how each fares, and passing over what one fails at."""

import argparse
import sys

from okno.adapters.hooks import actions, queries
from okno.base import clock
from okno.config.env import Unusable


def main(rest: list[str]) -> int:
    """List the hooks that are installed or were; with --pass-over NAME go on after the fact at which it fails.

    Refuses a hook that does not fail.
    """
    parser = argparse.ArgumentParser(prog="okno hooks")
    parser.add_argument("--pass-over", metavar="NAME", help="do not tell it the fact it fails at")
    asked = parser.parse_args(rest)
    if asked.pass_over and not actions.pass_over(hook=asked.pass_over, at=clock.now(), by="system"):
        raise Unusable(f"no hook of this name fails: {asked.pass_over}")
    for each in queries.hooks():
        sys.stdout.write(f"{each.name:<24}{each.said}\n")
    return 0
