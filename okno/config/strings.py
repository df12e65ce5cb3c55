"""`okno strings`: collect msgids into each room's own .po, say what lacks, compile .mo.

Babel reads and writes the files, so no gettext tools need to be installed.
"""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HOUSE = Path(__file__).resolve().parent.parent
LANGUAGE = "ru"
_PLURALS = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20)"
    " ? 1 : 2);"
)
_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def main(rest: list[str]) -> int:
    """Write the .po files anew and compile them; with --check write nothing and list what lacks."""
    lacking = 0
    for room in rooms():
        catalog = collect(room)
        for message in missing(catalog):
            lacking += 1
            sys.stdout.write(f"{room.relative_to(HOUSE)}: {message!r} has no Russian\n")
        if "--check" not in rest:
            save(room, catalog)
    if "--check" not in rest:
        compile_all()
    return 1 if lacking else 0


def rooms() -> list[Path]:
    """Every Django app of the house."""
    return sorted(path.parent for path in HOUSE.rglob("apps.py"))


def po_of(room: Path) -> Path:
    """The room's own file of Russian."""
    return room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def collect(room: Path) -> Catalog:
    """The room's messages as the code has them now, with the translations there are."""
    catalog = Catalog(locale=LANGUAGE, project="okno", charset="utf-8", fuzzy=False)
    for path in _sources(room):
        where = path.relative_to(HOUSE).as_posix()
        for _line, function, message, _comments in _messages(path):
            context, texts = _split(function, message)
            if texts and texts[0]:
                id_ = (
                    tuple(texts[:2])
                    if "ngettext" in function or "npgettext" in function
                    else texts[0]
                )
                catalog.add(id_, locations=[(where, None)], context=context)  # type: ignore[list-item]
    known = existing(room)
    for message in catalog:
        if message.id and (old := known.get(_key(message.id), message.context)) is not None:
            message.string = old.string
    return catalog


def existing(room: Path) -> Catalog:
    """The room's .po as it lies there; empty when there is none."""
    path = po_of(room)
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def _key(id_: str | list[str] | tuple[str, ...]) -> str:
    return id_ if isinstance(id_, str) else id_[0]


def _sources(room: Path) -> Iterator[Path]:
    for path in sorted([*room.rglob("*.py"), *room.rglob("*.html"), *room.rglob("*.txt")]):
        inner = path.relative_to(room).parts
        nested = any(
            (parent / "apps.py").exists()
            for parent in path.parents
            if parent != room and room in parent.parents
        )
        if not nested and not {"tests", "migrations", "locale", "static"} & set(inner):
            yield path


def _messages(path: Path) -> Iterator[tuple[Any, ...]]:
    if path.suffix == ".py":
        source = path.read_bytes()
    else:
        from django.utils.translation import template

        # What it makes is nearly Python; the indentation of HTML would be read as blocks.
        code = template.templatize(path.read_text(encoding="utf-8"))
        source = "\n".join(line.strip() for line in code.splitlines()).encode()
    yield from extract_python(io.BytesIO(source), _KEYWORDS, [], {"encoding": "utf-8"})


def _split(function: str, message: object) -> tuple[str | None, list[str]]:
    parts = list(message) if isinstance(message, tuple | list) else [message]
    texts = [part for part in parts if isinstance(part, str)]
    if "pgettext" in function:
        return (texts[0], texts[1:]) if texts else (None, [])
    return None, texts


def missing(catalog: Catalog) -> list[str]:
    """The messages without a whole translation."""
    return [
        _key(message.id)
        for message in catalog
        if message.id and (message.fuzzy or not _whole(message.string))
    ]


def _whole(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(string) and all(string or "")


def save(room: Path, catalog: Catalog) -> None:
    """Write the room's .po; a room without messages has none."""
    path = po_of(room)
    if not len(catalog):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, omit_header=True, sort_output=True, include_lineno=False)
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Language: {LANGUAGE}\\n"\n"Plural-Forms: {_PLURALS}\\n"\n\n'
    )
    path.write_text(head + buffer.getvalue().decode("utf-8").lstrip("\n"), encoding="utf-8")


def compile_all() -> None:
    """Compile every .po that is newer than its .mo."""
    for path in HOUSE.rglob(f"locale/{LANGUAGE}/LC_MESSAGES/django.po"):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as file:
            catalog = read_po(file, locale=LANGUAGE)
        # Written aside and moved: a process that reads at this moment finds the old or the new, whole.
        aside = compiled.with_suffix(f".{os.getpid()}")
        with aside.open("wb") as file:
            write_mo(file, catalog)
        aside.replace(compiled)
