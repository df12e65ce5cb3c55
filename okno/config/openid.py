"""How OKNO_OPENID is written: who may say who a visitor is."""

import re
from urllib.parse import urlsplit

_EXAMPLE = "city=https://client:secret@login.example.org/realm?name=City"


def openid(text: str) -> list[str]:
    """Entries with blanks between them, `slug=address`. http only on this machine. Refuses a slug given twice."""
    slugs = set()
    for each in text.split():
        slug, _is, address = each.partition("=")
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", slug) or slug in slugs or not _fits(address):
            raise ValueError(f"a provider is written as {_EXAMPLE}, each under a name of its own")
        slugs.add(slug)
    return text.split()


def _fits(address: str) -> bool:
    try:
        parts = urlsplit(address)
        whole = bool(parts.hostname and parts.username and parts.password and parts.port != 0)
    except ValueError:
        return False
    here = parts.hostname in ("127.0.0.1", "localhost", "::1")
    return whole and (parts.scheme == "https" or (parts.scheme == "http" and here))
