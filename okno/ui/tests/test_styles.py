"""Rules that hold for every stylesheet and every template of the house."""

import re

import pytest

from okno.ui import fonts
from okno.ui.tests import OKNO, STATIC, UI

_SIDES = r"(?:left|right|top|bottom)"
_PHYSICAL = re.compile(
    rf"(?:^|[;{{\s])((?:margin|padding|border|scroll-margin|scroll-padding)-{_SIDES}[\w-]*|{_SIDES}"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(text-align|float|clear)\s*:\s*(?:left|right)\b"
)
SHEETS = sorted(OKNO.rglob("static/**/*.css"))
TEMPLATES = sorted((UI / "templates").rglob("*.html"))


def _name(path):
    return str(path.relative_to(OKNO))


def _rules(path):
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)


@pytest.mark.parametrize("path", SHEETS, ids=_name)
def test_a_stylesheet_knows_no_left_and_right(path):
    found = [match.group(0).strip() for match in _PHYSICAL.finditer(_rules(path))]
    assert not found, f"{_name(path)}: use logical properties instead of {found}"


@pytest.mark.parametrize(
    "rule", ["a { margin-left: 1px }", "a{left:0}", "a { text-align: right; }"]
)
def test_the_reading_of_stylesheets_sees_physical_sides(rule):
    assert _PHYSICAL.search(rule)


@pytest.mark.parametrize("path", SHEETS, ids=_name)
def test_a_token_that_is_used_is_declared(path):
    declared = {name for sheet in SHEETS for name in re.findall(r"(--[\w-]+)\s*:", _rules(sheet))}
    used = set(re.findall(r"var\((--[\w-]+)\)", _rules(path)))
    assert used <= declared, f"{_name(path)}: nobody declares {used - declared}"


def test_every_stylesheet_of_ui_is_in_the_order():
    imported = set(re.findall(r'url\("([^"]+)"\)', (STATIC / "okno.css").read_text("utf-8")))
    files = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.css")} - {"okno.css"}
    assert imported == files


def test_the_stylesheets_of_ui_stay_small():
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in STATIC.rglob("*.css"))
    assert lines < 3000
    assert len(list(STATIC.rglob("*.css"))) < 60


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_has_no_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son\w+=|hx-on|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


def test_the_script_of_the_page_loads_every_file():
    folder = STATIC / "js"
    wanted = set(re.findall(r'"\./([\w-]+\.js)"', (folder / "okno.js").read_text("utf-8")))
    helpers = {"okno.js", "clock.js", "seen.js"}
    assert wanted | helpers == {path.name for path in folder.glob("*.js")}


def test_no_script_asks_the_system_clock_for_okno_time():
    for path in OKNO.rglob("static/**/*.js"):
        text = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(encoding="utf-8"))
        asked = re.findall(r"Date\.now\(\)|new Date\(\)", text)
        # clock.js alone may fall back on it, on a page that was not given the time.
        assert len(asked) <= (path.name == "clock.js"), _name(path)


def test_the_font_is_where_the_stylesheet_looks():
    ((prefix, folder),) = fonts.font_dirs()
    asked = re.search(r'url\("\.\./([^"]+\.ttf)"\)', (STATIC / "tokens.css").read_text("utf-8"))
    assert asked[1] == fonts.FILE
    with open(f"{folder}/{fonts.FILE.removeprefix(prefix + '/')}", "rb") as file:
        assert file.read(4) == b"\x00\x01\x00\x00"
