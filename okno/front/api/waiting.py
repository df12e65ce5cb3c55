"""The programs' door to the waiting list: a wish for a time, what is offered to it, taking it, waiting no longer."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from ninja import Header, Query, Router

from okno.base import access, clock
from okno.booking import actions as booking
from okno.booking import errors, queries
from okno.booking.models import Wish
from okno.catalog.models import Service
from okno.front.api import doors, versions
from okno.front.api.appointments import ACTS, BOOKERS, READS, own_centre, plain, shown
from okno.front.api.booking import services_called
from okno.front.api.booking_schemas import AppointmentPublic
from okno.front.api.waiting_schemas import WishIn, WishPage, WishPublic

router = Router(tags=["booking"])
_AFTER = Query("", max_length=48, description="the “next” of the page before")
_LIMIT = Query(100, ge=1, le=500, description="how many at most")
_IF_MATCH = Header(
    "*", alias="If-Match", max_length=64, description='the ETag that was read, as “"1-offered"”'
)


@router.post("/centres/{slug}/wishes", auth=BOOKERS, response={201: WishPublic, **ACTS})
def wish(request: HttpRequest, slug: str, asked: WishIn) -> Any:
    """Wait for a time to come free on days on which none is, for a person who agreed. The program's own centre only."""
    centre = own_centre(request, slug)

    def act() -> tuple[int, dict[str, Any]]:
        made = booking.wish(
            centre=centre,
            services=services_called(asked.services),
            **asked.dict(exclude={"services"}),
            at=clock.now(),
            by=access.actor(request),
        )
        return 201, _shown(made)

    return versions.with_tag(doors.once(request, asked.dict(), act), by="offers")


@router.get("/centres/{slug}/wishes", auth=BOOKERS, response={200: WishPage, **READS})
def wishes(request: HttpRequest, slug: str, after: str = _AFTER, limit: int = _LIMIT) -> Any:
    """Who waits at the program's own centre, in the order in which they began; nothing about the persons."""
    page, following = queries.page_of_wishes(own_centre(request, slug), after=after, limit=limit)
    both = zip(page, queries.services_of_each(page), strict=True)
    return {"items": [_listed(each, services) for each, services in both], "next": following}


@router.get("/wishes/{token}", response={200: WishPublic, **READS})
def read(request: HttpRequest, token: str) -> Any:
    """The holder's view: waiting, or a time that is kept for half an hour. Its ETag is what If-Match asks for."""
    return versions.read(request, _shown(queries.wish_by_token(token)), by="offers")


@router.post("/wishes/{token}/accept", response={200: AppointmentPublic, **ACTS})
def accept(request: HttpRequest, token: str, if_match: str = _IF_MATCH) -> Any:
    """Take the time that is offered. With If-Match only that which was read, should another be offered meanwhile."""
    found, seen = queries.wish_by_token(token), _seen(if_match)

    def act() -> tuple[int, dict[str, Any]]:
        return 200, shown(booking.accept(found, seen=seen, at=clock.now(), by="visitor"))

    return versions.with_tag(doors.once(request, token, act, of=f"wish:{found.pk}"))


@router.post("/wishes/{token}/withdraw", response={200: WishPublic, **ACTS})
def withdraw(request: HttpRequest, token: str) -> Any:
    """Wait no longer: what was offered goes to the next, and who waited is forgotten."""
    found = queries.wish_by_token(token)

    def act() -> tuple[int, dict[str, Any]]:
        booking.withdraw(found, at=clock.now(), by="visitor")
        return 200, _shown(queries.wish_by_token(token))

    answer = doors.once(request, token, act, of=f"wish:{found.pk}")
    return versions.with_tag(answer, by="offers")


# steps


def _seen(if_match: str) -> int | None:
    return versions.seen(if_match, Wish.State.values, errors.another_offer)


def _shown(found: Wish) -> dict[str, Any]:
    """What its holder sees."""
    taken = found.appointment if found.state == Wish.State.TAKEN else None
    kept = {"token": found.token, "appointment": taken and taken.token}
    return kept | _of_nobody(found, queries.services_of(found))


def _listed(found: Wish, services: Sequence[Service]) -> dict[str, Any]:
    """What a list of them says."""
    return {"id": found.pk} | _of_nobody(found, services)


def _of_nobody(found: Wish, services: Sequence[Service]) -> dict[str, Any]:
    offered = found.appointment if found.state == Wish.State.OFFERED else None
    return {
        "centre": found.centre.slug,
        "services": [each.slug for each in services],
        **plain(
            found, "state", "first_day", "last_day", "purpose", "language", "needs", "wished_at",
            "offers", "medium",
        ),
        **dict.fromkeys(("starts_at", "ends_at", "held_until")),
        **(plain(offered, "starts_at", "ends_at", "held_until") if offered else {}),
    }  # fmt: skip
