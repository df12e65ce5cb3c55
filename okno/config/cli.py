"""The command line: `okno up` and the words for those who run the parts apart."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from okno.config import env, refusing
from okno.config.env import Unusable

_WORDS: dict[str, str] = {
    "up": "start everything: database, web, jobs, wire; with --demo a living day",
    "day": "play a day at a centre through the real acts",
    "bench": "measure: hall, wire",
    "migrate": "bring the database up to date and load the city and the catalogue",
    "web": "the web processes alone",
    "wire": "the wire alone",
    "jobs": "the jobs alone",
    "check": "read every setting, reach the database, see that it is up to date",
    "settings": "the settings and what they are",
    "access": "who may open which address",
    "strings": "collect and compile the strings; --check only looks",
    "staff": "add a member of staff; LOGIN --password: a new one; LOGIN --dismiss: no more",
    "device": "a centre's screens and programs: their links, tokens and settings",
    "hooks": "the city's own packages that are told what happens; --pass-over NAME: not what it fails at",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 2 when refused with a reason."""
    parser = argparse.ArgumentParser(
        prog="python -m okno",
        description="okno runs a network of public service centres.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {word:<10}{what}" for word, what in _WORDS.items()),
    )
    parser.add_argument("word", nargs="?", choices=_WORDS, metavar="command")
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    asked = parser.parse_args(arguments)
    if asked.word is None:
        parser.print_help()
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okno.config.settings")
    env.check()
    return refusing.done(lambda: _COMMANDS[asked.word](asked.rest))


def _django() -> None:
    import django

    django.setup()


def _up(rest: list[str]) -> int:
    from okno.config import up

    return up.main(rest)


def _web(rest: list[str]) -> int:
    from okno.config import up

    up.become_web(is_told="--told" in rest)
    return 0


def _wire(rest: list[str]) -> int:
    from okno.config import up

    up.become_wire(is_told="--told" in rest)
    return 0


def _jobs(rest: list[str]) -> int:
    _django()
    from okno.config import worker

    return worker.main()


def _migrate(rest: list[str]) -> int:
    _django()
    from okno.config import content

    content.bring_up_to_date()
    return 0


def _check(rest: list[str]) -> int:
    _django()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    call_command("check")
    with connection.cursor() as cursor:
        cursor.execute("select version()")
        sys.stdout.write(f"{cursor.fetchone()[0]}\n")
    migrations = MigrationExecutor(connection)
    if migrations.migration_plan(migrations.loader.graph.leaf_nodes()):
        raise Unusable(refusing.BEHIND)
    return 0


def _settings(rest: list[str]) -> int:
    if "--markdown" in rest:
        sys.stdout.write(env.markdown())
        return 0
    for setting in env.SETTINGS:
        value = "(secret)" if setting.secret else env.get(setting.name)
        sys.stdout.write(f"{setting.name}={value}\n    {setting.help}\n")
    return 0


def _access(rest: list[str]) -> int:
    _django()
    from okno.config import addresses

    for address, rule in addresses.table():
        sys.stdout.write(f"{rule!s:<40} {address}\n")
    return 0


def _strings(rest: list[str]) -> int:
    from okno.config import strings

    return strings.main(rest)


def _day(rest: list[str]) -> int:
    _django()
    from okno.planning import day

    return day.main(rest)


def _bench(rest: list[str]) -> int:
    from okno.config import bench

    return bench.main(rest)


def _staff(rest: list[str]) -> int:
    _django()
    from okno.config import staff

    return staff.main(rest)


def _device(rest: list[str]) -> int:
    _django()
    from okno.config import device

    return device.main(rest)


def _hooks(rest: list[str]) -> int:
    _django()
    from okno.config import hooks

    return hooks.main(rest)


_COMMANDS: dict[str, Callable[[list[str]], int | None]] = {
    "up": _up,
    "day": _day,
    "bench": _bench,
    "migrate": _migrate,
    "web": _web,
    "wire": _wire,
    "jobs": _jobs,
    "check": _check,
    "settings": _settings,
    "access": _access,
    "strings": _strings,
    "staff": _staff,
    "device": _device,
    "hooks": _hooks,
}
