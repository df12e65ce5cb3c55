"""The programs' door to being told: subscriptions to the journal of the program's own centre, and how each telling went."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from okno.adapters.webhooks import actions as webhooks
from okno.adapters.webhooks import queries
from okno.adapters.webhooks.models import Delivery, Subscription
from okno.base import access, clock
from okno.front.api import doors
from okno.front.api.schemas import Problem
from okno.front.api.subscription_schemas import (
    DeliveryPage,
    ReplayIn,
    ReplayOut,
    SubscriptionGiven,
    SubscriptionIn,
    SubscriptionOut,
    SubscriptionPage,
)

router = Router(tags=["events"])
_PROGRAM = doors.Device("program")
_READS = dict.fromkeys((400, 401, 403, 404, 422, 429, 500, 503), Problem)
_ACTS = dict.fromkeys((400, 401, 403, 404, 409, 411, 413, 422, 429, 500, 503), Problem)
_AFTER = Query("", max_length=48, description="the “next” of the page before")
_LIMIT = Query(100, ge=1, le=500, description="how many at most")


@router.post("/subscriptions", auth=_PROGRAM, response={201: SubscriptionGiven, **_ACTS})
def subscribe(request: HttpRequest, asked: SubscriptionIn) -> Any:
    """Be told the facts of the program's own centre from now on, as CloudEvents signed by Standard Webhooks.
    The secret is answered only here; when the program's token ends, so does the telling.
    """

    def act() -> tuple[int, dict[str, Any]]:
        made, secret = webhooks.subscribe(
            device=_device(request), url=asked.url, names=asked.names, at=clock.now(),
            by=access.actor(request),
        )  # fmt: skip
        return 201, {**_shown(made), "secret": secret}

    return doors.kept_secret(doors.once(request, asked.dict(), act))


@router.get("/subscriptions", auth=_PROGRAM, response={200: SubscriptionPage, **_READS})
def subscriptions(request: HttpRequest, after: str = _AFTER, limit: int = _LIMIT) -> Any:
    """The program's own subscriptions that are told, the oldest first."""
    page, following = queries.page_of_program(_device(request), after=after, limit=limit)
    return {"items": [_shown(each) for each in page], "next": following}


@router.get(
    "/subscriptions/{subscription}", auth=_PROGRAM, response={200: SubscriptionOut, **_READS}
)
def subscription(request: HttpRequest, subscription: int) -> Any:
    """One of the program's own."""
    return _shown(_own(request, subscription))


@router.post(
    "/subscriptions/{subscription}/remove", auth=_PROGRAM, response={200: SubscriptionOut, **_ACTS}
)
def remove(request: HttpRequest, subscription: int) -> Any:
    """Tell nothing more; what was not delivered yet is given up."""

    def act() -> tuple[int, dict[str, Any]]:
        found = _own(request, subscription)
        webhooks.unsubscribe(found, at=clock.now(), by=access.actor(request))
        return 200, _shown(found)

    return doors.once(request, {}, act)


@router.get(
    "/subscriptions/{subscription}/deliveries",
    auth=_PROGRAM,
    response={200: DeliveryPage, **_READS},
)
def deliveries(
    request: HttpRequest, subscription: int, after: str = _AFTER, limit: int = _LIMIT
) -> Any:
    """How each fact was told, the newest first; kept for a week."""
    found = _own(request, subscription)
    page, following = queries.page_of_deliveries(found, after=after, limit=limit)
    return {"items": [_told(each) for each in page], "next": following}


@router.post(
    "/subscriptions/{subscription}/replay", auth=_PROGRAM, response={200: ReplayOut, **_ACTS}
)
def replay(request: HttpRequest, subscription: int, asked: ReplayIn) -> Any:
    """Tell once more, under the same ids, what was made for it since a moment."""

    def act() -> tuple[int, dict[str, Any]]:
        found = _own(request, subscription)
        count = webhooks.replay(found, since=asked.since, at=clock.now(), by=access.actor(request))
        return 200, {"count": count}

    return doors.once(request, asked.dict(), act)


# steps


def _device(request: HttpRequest) -> Any:
    return request.device  # type: ignore[attr-defined]


def _own(request: HttpRequest, number: int) -> Subscription:
    return queries.of_program(_device(request), number)


def _shown(found: Subscription) -> dict[str, Any]:
    return {
        "id": found.pk,
        "url": found.url,
        "names": found.names,
        "added_at": found.added_at.isoformat(),
    }


def _told(found: Delivery) -> dict[str, Any]:
    return {
        "event": str(found.event),
        "name": found.name,
        "state": found.state,
        "attempts": found.attempts,
        "made_at": found.made_at,
        "next_at": found.tried_at if found.state == Delivery.State.DUE else None,
        "answered_at": found.answered_at,
        "status": found.status,
        "answer": found.answer,
    }
