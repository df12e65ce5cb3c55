"""Every setting that comes from the environment, in one table, read strictly."""

import os
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from okno.config import carriers, openid


class Unusable(Exception):
    """A command can't be carried out; the message says why and what to do, and ends the command with 2."""


class WrongSetting(SystemExit):
    """A setting has a value okno cannot use; the message names the variable."""

    def __init__(self, name: str, value: str, why: str) -> None:
        super().__init__(f"okno: {name}={value!r}: {why}")


@dataclass(frozen=True)
class Setting:
    """One variable: its name, how its text is read, what it is when unset, and what it means."""

    name: str
    read: Callable[[str], object]
    default: str
    help: str
    secret: bool = False


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 65534:
        raise ValueError("a port is a whole number from 1 to 65534")
    return int(text)


def _home(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise ValueError("this is a file; okno needs a folder for its data")
    if not path.parent.is_dir():
        raise ValueError(f"the folder {path.parent} does not exist")
    return path


def _database(text: str) -> str:
    if text and not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("okno runs on PostgreSQL: postgresql://user:password@host:5432/name")
    return text


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError("one of " + ", ".join(allowed))
        return text

    return read


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 64:
        raise ValueError("a whole number from 1 to 64")
    return int(text)


def _number_of_proxies(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > 8:
        raise ValueError("a whole number from 0 to 8")
    return int(text)


def _origin(text: str) -> str:
    if text and not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+/?", text):
        raise ValueError("a scheme and a host without a path: https://wire.example.org")
    return text.rstrip("/")


def _room(text: str) -> str:
    """Where the rooms for video are. A room's name is a secret: it goes by https, or stays on this machine."""
    host = r"(https://[A-Za-z0-9.\-]+|http://(127\.0\.0\.1|localhost))(:\d+)?"
    part = r"[\w\-./~%?&=#+]*"
    if text and not re.fullmatch(rf"{host}/{part}\{{room\}}{part}", text, re.ASCII):
        raise ValueError("an address by https, with {room} once where the name of the room stands")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("a time zone of the IANA list, such as Europe/Moscow") from None
    return text


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _roles(text: str) -> frozenset[str]:
    known = ("operator", "administrator", "manager", "editor")
    roles = frozenset(_names(text))
    if roles - set(known):
        raise ValueError("roles, comma-separated: " + ", ".join(known))
    return roles


SETTINGS: tuple[Setting, ...] = (
    Setting("OKNO_PORT", _port, "8000", "The web port. The wire listens on the next one."),
    Setting("OKNO_HOST", str, "127.0.0.1", "The address web and wire listen on."),
    Setting("OKNO_HOME", _home, "okno-data", "The data folder: database, secret."),
    Setting(
        "OKNO_DATABASE",
        _database,
        "",
        "A PostgreSQL address. Unset: okno starts its own in the data folder.",
        secret=True,
    ),
    Setting(
        "OKNO_MODE",
        _choice("live", "demo", "dev"),
        "live",
        "live; demo (enter as any demo person); dev (with tracebacks).",
    ),
    Setting(
        "OKNO_HOSTS",
        _names,
        "127.0.0.1,localhost,[::1]",
        "Host names the web answers to; links in messages have the first.",
    ),
    Setting(
        "OKNO_HTTPS",
        _choice("on", "off"),
        "off",
        "on: a proxy with TLS stands in front; addresses, cookies and HSTS are those of https, and the wire"
        " is at `/live` of the same name.",
    ),
    Setting(
        "OKNO_PROXIES",
        _number_of_proxies,
        "0",
        "How many proxies stand in front. The first replaces X-Forwarded-For, the others append; with any"
        " other number of entries it is not believed. 0: never.",
    ),
    Setting(
        "OKNO_WIRE_URL",
        _origin,
        "",
        "Where browsers find the wire. Unset: on the next port; with OKNO_HTTPS=on under the web's own name.",
    ),
    Setting(
        "OKNO_WEBHOOK_PRIVATE",
        _choice("off", "on"),
        "off",
        "on: webhooks may go to private addresses and by http; for programs in the centres' own network.",
    ),
    Setting(
        "OKNO_NOTIFY_SMTP",
        carriers.smtp,
        "",
        "Mail servers in order of priority: `smtp://user:password@host:587?from=okno@example.org` (STARTTLS is"
        " demanded), `smtps://` (TLS from the start), `smtp+plain://` (this machine only).",
        secret=True,
    ),
    Setting(
        "OKNO_NOTIFY_SMS",
        carriers.sms,
        "",
        "SMS providers in order of priority: `https://key@host/path?from=NAME` (docs/guides/sms-provider.md).",
        secret=True,
    ),
    Setting("OKNO_NOTIFY_TELEGRAM", carriers.telegram, "", "A Telegram bot's token.", secret=True),
    Setting(
        "OKNO_NOTIFY_TELEGRAM_BOT",
        carriers.telegram_bot,
        "",
        "The bot's name. With it visitors may choose to be told in Telegram, and the jobs read what they write (docs/guides/telegram.md).",
    ),
    Setting(
        "OKNO_NOTIFY_TELEGRAM_URL",
        _origin,
        "https://api.telegram.org",
        "Where the Bot API is; a server of your own has its own address.",
    ),
    Setting(
        "OKNO_NOTIFY_PUSH",
        carriers.push,
        "",
        "The VAPID private key of web push: 32 bytes in base64url. Changing it ends every subscription.",
        secret=True,
    ),
    Setting(
        "OKNO_NOTIFY_PUSH_HOSTS",
        _names,
        "fcm.googleapis.com,push.services.mozilla.com,push.apple.com,notify.windows.com",
        "The browsers' push services (and names below them); nothing is sent to any other address.",
    ),
    Setting(
        "OKNO_NOTIFY_QUIET",
        carriers.quiet,
        "21:00-09:00",
        "Quiet hours in a centre's own time, for messages that can wait.",
    ),
    Setting("OKNO_NOTIFY_A_DAY", carriers.many, "50000", "Messages a provider carries in a day."),
    Setting(
        "OKNO_NOTIFY_AN_HOUR",
        carriers.many,
        "20",
        "Messages one address (a phone, an e-mail, a chat, a browser) gets in an hour about bookings; as many again on"
        " the way, and as many in line.",
    ),
    Setting(
        "OKNO_SECOND_FACTOR",
        _roles,
        "",
        "Roles that sign in only with a second factor, such as `manager,editor`; who has none sets it up at the"
        " next sign-in. Unset: managers and editors are asked to, and may put it off.",
    ),
    Setting(
        "OKNO_OPENID",
        openid.openid,
        "",
        "Where visitors who wish may sign in, `city=https://client:secret@login.example.org?name=City`; several with"
        " blanks between them (docs/guides/sign-in.md). Unset: no sign-in is shown.",
        secret=True,
    ),
    Setting(
        "OKNO_VIDEO",
        _room,
        "",
        "Where people and operators meet by video, with `{room}` for the name of a room:"
        " `https://meet.example.org/{room}` (docs/guides/video-and-phone.md). Unset: nobody is received by video.",
    ),
    Setting("OKNO_WORKERS", _count, "2", "Web processes."),
    Setting("OKNO_ZONE", _zone, "Europe/Moscow", "The zone for pages that belong to no centre."),
    Setting(
        "OKNO_SECRET", str, "", "The signing key. Unset: kept in the data folder.", secret=True
    ),
)
NOBODYS_ROOMS = "https://meet.example/{room}"  # of a demo: a name that nobody has (RFC 2606)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def get(name: str) -> object:
    """The value of a declared setting; `NAME_FILE` may name a file that holds it.

    Refuses a value it cannot read with a message that names the variable (WrongSetting).
    """
    setting = _BY_NAME[name]
    text = os.environ.get(name, "")
    path = os.environ.get(f"{name}_FILE", "")
    if not text and path:
        try:
            text = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise WrongSetting(f"{name}_FILE", path, error.strerror or "cannot be read") from None
    try:
        return setting.read(text or setting.default)
    except ValueError as error:
        raise WrongSetting(name, "…" if setting.secret else text, str(error)) from None


def home() -> Path:
    """The data folder, made when it was not there. Refuses one that cannot be made or written."""
    path: Path = get("OKNO_HOME")  # type: ignore[assignment]
    try:
        path.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        why = f"okno cannot write there ({error.strerror}); name another folder"
        raise WrongSetting("OKNO_HOME", str(path), why) from None
    return path


def check() -> None:
    """Read every setting once, so that a wrong one is refused before anything starts.

    A variable that begins with OKNO_ but is not in the table is most likely misspelt: said, not fatal.
    """
    known = _BY_NAME.keys() | {f"{name}_FILE" for name in _BY_NAME}
    for name in sorted(os.environ):
        if name.startswith("OKNO_") and name not in known | {"OKNO_FULL", "OKNO_SHOTS"}:
            sys.stderr.write(f"okno: {name} is not a setting of okno; is it misspelt?\n")
    for setting in SETTINGS:
        get(setting.name)


def markdown() -> str:
    """The table of settings for docs/settings.md."""
    rows = [f"| `{s.name}` | `{s.default or '—'}` | {s.help} |" for s in SETTINGS]
    head = "# Settings\n\nWritten by `python -m okno settings --markdown`. Each may also be given as `NAME_FILE`.\n"
    return "\n".join([head, "| variable | unset means | what it is |", "|---|---|---|", *rows, ""])
