"""How OKNO_OPENID is written: who may say who a visitor is."""

import re
from urllib.parse import parse_qs, urlsplit

_EXAMPLE = "city=https://client:secret@login.example.org/realm?name=City"


def openid(text: str) -> list[str]:
    """Entries with blanks between them, `slug=address`. http only on this machine; `mosru://` and `esia://` are
    presets, the latter with a signer in place of a secret. Refuses a slug given twice.
    """
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
        whole = bool(parts.hostname and parts.username and parts.port != 0)
    except ValueError:
        return False
    here = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme == "esia":
        signer = parse_qs(parts.query).get("signer", [""])[0]
        return whole and not parts.password and bool(re.fullmatch(r"\w+(\.\w+)+", signer, re.ASCII))
    known = parts.scheme in ("https", "mosru") or (parts.scheme == "http" and here)
    return whole and bool(parts.password) and known
