"""What a manager does is done once per key, at the centre that the page was about."""

import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from okno.base import access, clock, idempotency
from okno.front.office import where
from okno.network.models import Centre

_NOT_ASKED = ("csrfmiddlewaretoken", "key", "agreed")


class Unagreed(Exception):
    """The act touches people and nobody has agreed to that yet: it is undone, and `said` first."""

    def __init__(self, said: list[str]) -> None:
        super().__init__()
        self.said = said


def once(request: HttpRequest, verb: str, do: Callable[[Centre, dict[str, Any]], object]) -> bool:
    """Do an act once per key; `do` is given the centre, and `at` and `by` for the act.

    False when it had been done under this key before: then whatever `do` made now is undone.
    """
    place, at, by = where.centre_of(request), clock.now(), access.actor(request)
    asked = sorted(
        (name, values) for name, values in request.POST.lists() if name not in _NOT_ASKED
    )
    key = request.POST.get("key", "")
    mine = secrets.token_hex(8)
    claim = idempotency.claim(scope=by, key=key, asked=[verb, place.slug, asked])

    def act() -> idempotency.Answer:
        do(place, {"at": at, "by": by})
        return 200, {"done": mine}

    _status, body = idempotency.once(claim, at=at, act=act)
    return bool(body["done"] == mine)
