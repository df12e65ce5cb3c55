"""Every word on a screen is there in Russian and English, whole."""

import ast
import re

import pytest
from babel.messages.pofile import read_po

from okno.config import strings
from tests.house import tree

_PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
_CYRILLIC = re.compile(r"[а-яё]", re.I)
_WORD = re.compile(r"[a-z]{3,}", re.I)
_GETTEXT = {name for name in strings._KEYWORDS if name != "_"}
# The same in both languages, with the reason.
_SAME = {"PDF", "QR", "okno", "API", "OpenAPI", "Idempotency-Key"}

ROOMS = [pytest.param(room, id=tree.room_of(room / "apps.py")) for room in tree.rooms()]


def _known(room):
    path = strings.po_of(room)
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale="ru")


def _forms(string) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def _collected(room):
    return [message for message in strings.collect(room) if message.id]


def test_the_house_has_words():
    assert sum(len(_collected(room)) for room in tree.rooms()) > 300


@pytest.mark.parametrize("room", ROOMS)
def test_every_message_has_its_russian(room):
    known = _known(room)
    lacking = []
    for message in _collected(room):
        first = _forms(message.id)[0]
        there = known.get(first, message.context) if known is not None else None
        if there is None or there.fuzzy or not all(_forms(there.string)):
            lacking.append(first)
        elif not isinstance(message.id, str) and len(_forms(there.string)) != 3:
            lacking.append(f"{first} (three plural forms)")
    assert lacking == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_translation_is_left_over(room):
    known = _known(room)
    if known is None:
        return  # the test above names every message that lacks
    asked = {(_forms(message.id)[0], message.context) for message in _collected(room)}
    there = {(_forms(message.id)[0], message.context) for message in known if message.id}
    assert there - asked == set()
    assert list(known.obsolete) == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_translation_has_the_places_of_its_message(room):
    for message in _known(room) or ():
        if not message.id:
            continue
        ids, forms = _forms(message.id), _forms(message.string)
        wanted = {place for id_ in ids for place in _PLACE.findall(id_)}
        for form in forms:
            found = set(_PLACE.findall(form))
            # A plural may leave the number out ("one minute"), it may not bring a new place.
            assert found <= wanted, form
            assert found == wanted or len(ids) > 1, form


@pytest.mark.parametrize("room", ROOMS)
def test_messages_are_english_and_translations_russian(room):
    for message in _known(room) or ():
        if not message.id:
            continue
        for id_ in _forms(message.id):
            assert not _CYRILLIC.search(id_), id_
        for form in _forms(message.string):
            bare = _PLACE.sub("", form)
            if _WORD.search(_PLACE.sub("", _forms(message.id)[0])) and form not in _SAME:
                assert _CYRILLIC.search(bare), form


@pytest.mark.parametrize("room", ROOMS)
def test_plurals_are_counted_as_russian_counts(room):
    path = strings.po_of(room)
    if path.exists():
        assert "nplurals=3" in tree.text(path)


def test_no_message_hides_under_another_name():
    """The collector knows gettext's own names and `_`; any other alias would never be collected."""
    hidden = []
    for path in tree.modules():
        for name, full in tree.imported(path).items():
            module, _dot, function = full.rpartition(".")
            is_gettext = module == "django.utils.translation" and function in _GETTEXT
            if is_gettext and name not in (function, "_"):
                hidden.append(f"{tree.said(path)}: {function} as {name}")
    assert hidden == []


def test_every_message_in_code_is_a_plain_string():
    """`_(f"…")` or `_(name)` compiles and is never translated."""
    lost = []
    for path in tree.modules():
        # The collector itself; and a filter for sentences that are listed, and collected, elsewhere.
        if tree.said(path) in ("okno/config/strings.py", "okno/front/api/templatetags/api.py"):
            continue
        for line, name, node in tree.calls(path):
            if name.rpartition(".")[2] in _GETTEXT and name.startswith("django.utils.translation."):
                texts = [each for each in node.args[:2] if not isinstance(each, ast.Starred)]
                if texts and not isinstance(texts[0], ast.Constant):
                    lost.append(f"{tree.said(path)}:{line}")
    assert lost == []


def test_no_russian_stands_in_the_code():
    """Words for people come through gettext or the content files; a few names of languages are facts."""
    facts = {
        "okno/front/kiosk/keyboard.py": "the letters of the keyboard",
        "okno/ui/languages.py": "languages in their own names",
        "okno/catalog/words.py": "the letters of the keyboard",
        "okno/ui/templatetags/ui.py": "the letters a ticket may begin with",
        "okno/catalog/jsonld.py": "the name of the country",
        "okno/base/signs.py": "letters that read alike in both alphabets",
        "okno/queue/policy.py": "how patronymics end",
        "okno/people/policy.py": "the keys of a Russian keyboard under those of a Latin one",
        "okno/network/actions/cities.py": "the names of the city and its first hall",
        "okno/config/settings.py": "languages in their own names",
    }
    found = set()
    for path in tree.modules():
        documented = {
            id(node.body[0].value)
            for node in ast.walk(tree.syntax(path))
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree.syntax(path)):
            said = node.value if isinstance(node, ast.Constant) else None
            russian = isinstance(said, str) and re.search(r"[а-яё]{3,}", said, re.I)
            if russian and id(node) not in documented:
                found.add(tree.said(path))
    assert found - facts.keys() == set()


def test_one_word_has_one_meaning():
    """The rooms' files are one catalogue when a page is drawn: of two Russian words for one English the last
    room's would stand everywhere.
    """
    said: dict[tuple[str | None, str], dict[tuple[str, ...], str]] = {}
    for room in tree.rooms():
        for message in _known(room) or ():
            if message.id and message.string:
                word = message.id if isinstance(message.id, str) else message.id[0]
                known = said.setdefault((message.context, word), {})
                known[_forms(message.string)] = tree.room_of(room / "apps.py")
    assert {word: rooms for word, rooms in said.items() if len(rooms) > 1} == {}
