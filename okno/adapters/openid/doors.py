"""Who may say who a visitor is: the providers of OKNO_OPENID, generic or with a preset."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.conf import settings

from okno.adapters.openid import errors

_HERE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Door:
    """A provider: `slug` stands in our addresses, `name` is what people call it.

    `server` is where its discovery document is found; `fixed` stands in its place where there is none. `known_by` names
    what /userinfo calls a person, where the id_token is not what one is known by. `signer` names the function
    whose signature stands in the place of a secret (PKCS#7, detached, DER).
    """

    slug: str
    name: str
    server: str
    client: str
    secret: str
    settings: Mapping[str, object] = field(default_factory=dict, hash=False)
    fixed: Mapping[str, str] = field(default_factory=dict, hash=False)
    known_by: str = ""
    signer: str = ""


def all_doors() -> list[Door]:
    """Every provider, in the order of the setting."""
    return [read(each) for each in settings.OPENID]


def door(slug: str) -> Door:
    """The provider of this name. Refuses one that is none (`unknown_door`)."""
    found = next((each for each in all_doors() if each.slug == slug), None)
    if found is None:
        raise errors.unknown_door()
    return found


def read(text: str) -> Door:
    """One entry of the setting, which okno.config.openid has looked at."""
    slug, _is, address = text.partition("=")
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    given = parse_qs(parts.query)
    return _PRESETS.get(parts.scheme, _generic)(
        parts,
        given,
        slug=slug,
        name=given.get("name", [host])[0],
        client=unquote(parts.username or ""),
        secret=unquote(parts.password or ""),
        server=_server(parts, host),
    )


def _server(parts: SplitResult, host: str) -> str:
    scheme = "http" if parts.hostname in _HERE and parts.scheme != "https" else "https"
    return f"{scheme}://{host}{parts.path.rstrip('/')}"


def _generic(parts: SplitResult, given: Mapping[str, list[str]], **same: Any) -> Door:
    return Door(**same)


def _mosru(parts: SplitResult, given: Mapping[str, list[str]], **same: Any) -> Door:
    """login.mos.ru: three addresses and the field `guid`, as sites that use it show; not tried against it."""
    server = same["server"]
    fixed = {
        "issuer": server,
        "authorization_endpoint": f"{server}/sps/oauth/ae",
        "token_endpoint": f"{server}/sps/oauth/te",
        "userinfo_endpoint": f"{server}/sps/oauth/me",
    }
    how = {"token_auth_method": "client_secret_basic"}
    return Door(**same, settings=how, fixed=fixed, known_by="guid")


def _esia(parts: SplitResult, given: Mapping[str, list[str]], **same: Any) -> Door:
    """ESIA: every request is signed; not tried against it."""
    server = same["server"]
    fixed = {
        "issuer": f"http://{parts.netloc.rpartition('@')[2]}/",
        "authorization_endpoint": f"{server}/aas/oauth2/ac",
        "token_endpoint": f"{server}/aas/oauth2/te",
    }
    how = {"token_auth_method": "client_secret_post"}
    return Door(**same, settings=how, fixed=fixed, signer=given["signer"][0])


_PRESETS: Mapping[str, Callable[..., Door]] = {"mosru": _mosru, "esia": _esia}
