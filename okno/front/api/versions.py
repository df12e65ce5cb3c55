"""What changes has a tag of its version, by which whoever read an older one is kept from changing it unseen."""

import json
from collections.abc import Callable, Collection
from typing import Any

from django.http import HttpRequest, HttpResponse

from okno.base.errors import Refusal
from okno.booking import errors
from okno.front.api import doors


def tag(number: int, state: str) -> str:
    """Another whenever the answer is: somebody comes, or a hold is booked, without a new number."""
    return f'"{number}-{state}"'


def seen(
    if_match: str,
    states: Collection[str],
    stale: Callable[[], Refusal] = errors.changed_meanwhile,
) -> int | None:
    """The version that whoever asks has before their eyes. Refuses (`stale`) one that cannot be ours."""
    said = if_match.strip()
    if said == "*":
        return None
    number, _dash, state = said.strip('"').partition("-")
    known = said == f'"{number}-{state}"' and state in states
    if not known or not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise stale()
    return int(number)


def read(request: HttpRequest, shown: dict[str, Any], *, by: str = "sequence") -> HttpResponse:
    """What is shown with its tag, or that nothing has changed since the tag that If-None-Match names."""
    now = tag(shown[by], shown["state"])
    if request.headers.get("If-None-Match") == now:
        return _versioned(HttpResponse(status=304), now)
    return _versioned(doors.answer(200, shown), now)


def with_tag(answer: HttpResponse, *, by: str = "sequence") -> HttpResponse:
    """An answer with the tag of what it shows; one that is given again under its key has it too."""
    if answer.status_code >= 400:
        return _versioned(answer, "")
    said = json.loads(answer.content)
    return _versioned(answer, tag(said[by], said["state"]))


def _versioned(answer: HttpResponse, found: str) -> HttpResponse:
    if found:
        answer["ETag"] = found
    answer["Cache-Control"] = "no-store"
    return answer
