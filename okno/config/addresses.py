"""Every address of the house with the rule declared on it."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from okno.base import access

# What a key is called in an address: of a page or of a calendar, and the code that a wall shows.
_KEY = re.compile(r"<(?:str:)?(?:token|code)>")


def table() -> list[tuple[str, access.Rule | None]]:
    """(address, rule) of every routed view; the rule is None where none was declared."""
    return sorted((address, access.of(view)) for address, view in callbacks())


def with_a_key() -> list[str]:
    """The beginnings of the addresses in which a key stands, up to it ("/t/"): whoever reads one opens what it opens.

    A proxy leaves them out of its log (docs/guides/behind-a-proxy.md).
    """
    found = (_KEY.split(address, maxsplit=1) for address, _rule in table())
    begins = {parts[0] for parts in found if len(parts) > 1}
    return sorted("/".join(each.split("<")[0].split("/")[:-1]) + "/" for each in begins)


def keys_in(address: str) -> list[str]:
    """The parts of an address that are keys ("<str:token>")."""
    return _KEY.findall(address)


def callbacks() -> Iterator[tuple[str, Any]]:
    """(address, view) of every routed view."""
    yield from _walk(get_resolver(), "/")


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback
