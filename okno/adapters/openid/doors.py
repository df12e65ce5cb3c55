"""Who may say who a visitor is: the providers of OKNO_OPENID."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from okno.adapters.openid import errors


@dataclass(frozen=True)
class Door:
    """A provider: `slug` stands in our addresses, `name` is what people call it.

    `server` is where its discovery document is found.
    """

    slug: str
    name: str
    server: str
    client: str
    secret: str
    scope: tuple[str, ...] = ("openid",)
    settings: dict[str, object] = field(default_factory=dict, hash=False)


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
    return Door(
        slug=slug,
        name=parse_qs(parts.query).get("name", [host])[0],
        server=f"{parts.scheme}://{host}{parts.path.rstrip('/')}",
        client=unquote(parts.username or ""),
        secret=unquote(parts.password or ""),
    )
