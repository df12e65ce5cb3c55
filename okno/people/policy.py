"""What is decided about those who sign in. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from okno.base.signs import as_latin

# ── Who may open what ───────────────────────────────────────────────────────────────────────────

CENTRE, OKRUG, NETWORK = "centre", "okrug", "network"
_ALL = (CENTRE, OKRUG, NETWORK)
# How far a role may reach: one's own centre, all centres of an okrug, or all there are.
POSTS = {
    "operator": (CENTRE,),
    "administrator": (CENTRE,),
    "manager": (CENTRE, OKRUG),
    "editor": (NETWORK,),
}


@dataclass(frozen=True)
class Opening:
    """To which roles, reaching how far, a part of the house opens."""

    roles: tuple[str, ...]
    scopes: tuple[str, ...] = _ALL


# The one table. Within their scope one sees one centre at a time; beyond it nothing is there (404).
OPENINGS = {
    "own": Opening(("operator", "administrator", "manager", "editor")),
    "desk": Opening(("operator", "administrator", "manager"), (CENTRE,)),
    "door": Opening(("administrator", "manager", "editor")),
    "office": Opening(("manager", "editor")),
    "choice": Opening(("manager", "editor"), (OKRUG, NETWORK)),
    "network": Opening(("editor",), (NETWORK,)),
}


def scope_of(*, centre: int | None, okrug: int | None) -> str:
    """How far somebody of this centre, or of this okrug, or of neither reaches."""
    return CENTRE if centre is not None else OKRUG if okrug is not None else NETWORK


# ── Languages ───────────────────────────────────────────────────────────────────────────────────

# How well somebody speaks: the six levels of the Common European Framework of Reference for Languages.
LEVELS = ("a1", "a2", "b1", "b2", "c1", "c2")
NATIVE = "c2"
SERVES_FROM = "b1"  # copes on their own; below it one greets, and calls a colleague


def serves_in(spoken: Mapping[str, str]) -> list[str]:
    """The languages in which somebody may be given visitors, of all they speak and how well."""
    return sorted(code for code, level in spoken.items() if level >= SERVES_FROM)


# ── Browsers ────────────────────────────────────────────────────────────────────────────────────

SEEN_EVERY = timedelta(minutes=1)
# The first that fits: a browser names its ancestors too.
_BROWSERS = (
    ("YaBrowser", "Yandex"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrom", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def kind_of_browser(agent: str) -> str:
    """ "Firefox, Linux": as much of a User-Agent as tells one's own browsers apart; "" for an unknown one."""
    found = (_first(_BROWSERS, agent), _first(_SYSTEMS, agent))
    return ", ".join(each for each in found if each)


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in known if mark in agent), "")


# ── The second factor ───────────────────────────────────────────────────────────────────────────

ASKED = ("manager", "editor")  # whoever leads others is asked to set one up
APP_DIGITS = 6
SECOND_TRIES = 5
SECOND_TRIES_COUNT = timedelta(minutes=15)
SECOND_LASTS = timedelta(minutes=5)  # from the right password to the second step
FRESH = timedelta(minutes=15)  # so long after signing in one's own door may be changed
RECOVERY_CODES = 10
RECOVERY_LENGTH = 12
RECOVERY_SIGNS = "ACEHKMPTX2345679"  # alike in both alphabets, none taken for another: 48 bits


def digits(typed: str) -> str:
    """A code of an app, however it was spaced."""
    return "".join(sign for sign in typed if sign.isascii() and sign.isdigit())[: APP_DIGITS + 1]


def recovery_code(typed: str) -> str:
    """A recovery code as it was meant: in either alphabet, small or large, with spaces and hyphens."""
    return "".join(sign for sign in as_latin(typed) if sign.isalnum())[: RECOVERY_LENGTH + 1]


def shown_recovery(code: str) -> str:
    """As it is written down: in fours."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def must_show(role: str, *, has_factor: bool, is_demo: bool, required: frozenset[str]) -> bool:
    """Whether a right password is not enough: they have a factor, or their role needs one."""
    return has_factor or (role in required and not is_demo)


# ── A shared workstation ────────────────────────────────────────────────────────────────────────

MAY_SWITCH = ("operator", "administrator")  # whoever leads signs in fully
PIN_TRIES = 5  # with one badge
PIN_TRIES_OF_A_NETWORK = 30
PIN_TRIES_COUNT = timedelta(minutes=15)
_SHORTEST_BADGE, _LONGEST_BADGE = 6, 64
# A scanner is a keyboard: where Russian is switched on, its Latin letters come as those on the same keys.
_SAME_KEYS = str.maketrans("йцукенгшщзфывапролдячсмить", "qwertyuiopasdfghjklzxcvbnm")


def read_badge(typed: str) -> str:
    """The code of a badge as its scanner meant it, whatever language the keyboard was switched to."""
    return "".join(typed.lower().split()).translate(_SAME_KEYS)


def is_badge(code: str) -> bool:
    """Whether a code is long enough not to be met by chance, and no longer than badges have."""
    return _SHORTEST_BADGE <= len(code) <= _LONGEST_BADGE


def is_weak_pin(pin: str) -> bool:
    """Whether it is no PIN of four to six digits, or one of those that are guessed first: 1111, 1234, 9876."""
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 6):
        return True
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return steps in ({0}, {1}, {-1})
