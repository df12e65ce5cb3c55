"""Signing in elsewhere: to whom one is sent, and who came back. allauth is imported when somebody signs in."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedRedirect
from django.http import HttpRequest

from okno.adapters.openid import doors, errors
from okno.adapters.openid.doors import Door

if TYPE_CHECKING:
    from okno.adapters.openid.client import Identity

_log = logging.getLogger("okno.openid")
# A provider that answers drop by drop holds so many hands of a process, and no more.
_hands = threading.BoundedSemaphore(2)


def all_doors() -> list[Door]:
    """Where a visitor may sign in; none when the house was told of nobody."""
    return doors.all_doors()


def begin(request: HttpRequest, slug: str, *, back: str, after: str) -> str:
    """The provider's address for this browser, which shall come back to `back` and then wants `after`.

    Refuses an unknown provider (`unknown_door`) and one that does not answer as it should (`door_away`).
    """
    from okno.adapters.openid.client import Client

    door = doors.door(slug)
    with _talk(door):
        answer = Client(request, door, back).get_provider().redirect(request, "login", after)
        address = str(answer["Location"])
        if urlsplit(address).scheme not in ("https", urlsplit(door.server).scheme):
            raise ValueError("an address that is none")
        return address


def finish(request: HttpRequest, slug: str, *, back: str) -> tuple["Identity", str]:
    """Who came back from a provider, and what `begin` was told as `after`. Once only.

    Refuses whoever did not begin in this browser, lately and at this provider, or comes twice, or brings what
    is not for us (`door_over`); whoever changed their mind (`not_signed_in`); and as `begin` does.
    """
    from okno.adapters.openid.client import Client, Found, Return

    door = doors.door(slug)
    try:
        with _talk(door):
            Return.adapter_view(Client(request, door, back))(request)
    except Found as found:
        return found.identity, found.after
    raise errors.door_over(door.name)


@contextmanager
def _talk(door: Door) -> Iterator[None]:
    """What goes wrong at a provider is refused in words, and its kind alone is logged."""
    from allauth.socialaccount.providers.base import AuthError
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error
    from requests import RequestException

    from okno.adapters.openid.talking import Stopped

    if not _hands.acquire(blocking=False):
        raise errors.door_away(door.name)
    try:
        yield
    except Stopped as stopped:
        _log.warning("openid %s: %s", door.slug, type(stopped.reason).__name__)
        if stopped.error == AuthError.CANCELLED:
            raise errors.not_signed_in() from None
        if isinstance(stopped.reason, RequestException):
            raise errors.door_away(door.name) from None
        raise errors.door_over(door.name) from None
    except (
        OAuth2Error,
        RequestException,
        DisallowedRedirect,
        ImportError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:
        _log.warning("openid %s: %s", door.slug, type(error).__name__)
        raise errors.door_away(door.name) from None
    finally:
        _hands.release()
