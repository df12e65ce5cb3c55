"""The colours in tokens.css are measured, by day and by night, and in high contrast."""

import math
import re

import pytest

from okno.ui.tests import STATIC

_TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
_BLOCK = re.compile(r"(?P<selector>[^{}]+)\{(?P<body>[^{}]*)\}")
_TOKEN = re.compile(r"--(?P<name>[\w-]+):\s*(?P<value>[^;]+);")
_OKLCH = re.compile(r"oklch\((?P<l>[\d.]+)% (?P<c>[\d.]+) (?P<h>[\d.]+)(?: / (?P<a>[\d.]+))?\)")

TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2: 1.4.3 and 1.4.11
PAGES = ("paper", "surface", "sunk")
TINTS = ("pane", "soon", "done", "danger")
PAIRS = [
    *((ink, page, TEXT) for ink in ("ink", "ink-soft", "pane-ink", "danger-ink") for page in PAGES),
    *((f"{tone}-ink", page, TEXT) for tone in ("soon", "done") for page in ("paper", "surface")),
    *((ink, f"{tone}-tint", TEXT) for tone in TINTS for ink in ("ink", "ink-soft", f"{tone}-ink")),
    *((f"on-{tone}", tone, TEXT) for tone in TINTS),
    ("on-pane", "pane-deep", TEXT),
    *((line, page, SHAPE) for line in ("line-strong", "pane", "danger") for page in PAGES),
    *((shape, page, SHAPE) for shape in ("done",) for page in ("paper", "surface")),
]


def _tokens(selector: str) -> dict[str, str]:
    found: dict[str, str] = {}
    plain = re.sub(r"/\*.*?\*/", "", _TOKENS, flags=re.S)
    for block in _BLOCK.finditer(plain):
        if block["selector"].strip().endswith(selector):
            found |= {m["name"]: m["value"].strip() for m in _TOKEN.finditer(block["body"])}
            if selector == ":root":
                return found
    return found


def _luminance(colour: str) -> float:
    """WCAG relative luminance of an oklch() colour (CSS Color 4, section 9: OKLab to linear sRGB)."""
    part = _OKLCH.fullmatch(colour)
    assert part, f"not a plain oklch colour: {colour}"
    light, chroma, hue = float(part["l"]) / 100, float(part["c"]), math.radians(float(part["h"]))
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two oklch() colours."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _mode(value: str, night: bool) -> str:
    pair = re.fullmatch(r"light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)", value)
    return pair[2 if night else 1] if pair else value


def test_black_on_white_is_twenty_one_to_one():
    assert contrast("oklch(0% 0 0)", "oklch(100% 0 0)") == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("mode", ["day", "night", "high contrast"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_a_pair_of_colours_can_be_read(front, back, least, mode):
    tokens = _tokens(":root")
    if mode == "high contrast":
        tokens |= _tokens('[data-contrast="high"]')
    night = mode != "day"
    ratio = contrast(_mode(tokens[front], night), _mode(tokens[back], night))
    assert ratio >= least, f"--{front} on --{back} by {mode}: {ratio:.2f}, needs {least}"
