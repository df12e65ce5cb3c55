"""Every address of the house with the rule declared on it."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from okno.base import access


def table() -> list[tuple[str, access.Rule | None]]:
    """(address, rule) of every routed view; the rule is None where none was declared."""
    return sorted((address, access.of(view)) for address, view in callbacks())


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
