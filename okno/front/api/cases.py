"""The programs' door to applications: the city's own system says that a result has come."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from okno.base import access, clock
from okno.cases import actions, queries
from okno.cases.models import Case
from okno.front.api import doors
from okno.front.api.schemas import Problem

router = Router(tags=["cases"])
_PROGRAMS = doors.Device("program")
_PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 411, 413, 422, 429, 500, 503), Problem)


class CaseOut(Schema):
    """An application, without anything about the person."""

    id: int = Field(description="what the other addresses call case")
    number: str = Field(description="eight digits, on the receipt")
    state: str = Field(description="accepted, ready, issued or withdrawn")
    service: str = Field(description="slug of the service")
    centre: str = Field(description="slug of the centre")
    opened_at: datetime = Field(description="when the application was accepted")
    due_on: date = Field(description="the local day by which the result is promised")
    ready_at: datetime | None = Field(None, description="when the result came")


@router.get("/cases/{case}", auth=_PROGRAMS, response={200: CaseOut, **_PROBLEMS})
def one(request: HttpRequest, case: int) -> Any:
    """An application at the program's own centre."""
    return doors.answer(200, _shown(_own(request, case)))


@router.post("/cases/{case}/ready", auth=_PROGRAMS, response={200: CaseOut, **_PROBLEMS})
def ready(request: HttpRequest, case: int) -> Any:
    """The result has come to the program's own centre: whoever agreed is told. Send an Idempotency-Key."""
    found = _own(request, case)

    def act() -> tuple[int, dict[str, Any]]:
        done = actions.result_ready(found, at=clock.now(), by=access.actor(request))
        return 200, _shown(done)

    return doors.once(request, {}, act)


def _own(request: HttpRequest, case: int) -> Case:
    return queries.case_in(request.device.centre_id, case)  # type: ignore[attr-defined]


def _shown(found: Case) -> dict[str, Any]:
    return {
        "id": found.pk,
        "number": found.number,
        "state": found.state,
        "service": found.service.slug,
        "centre": found.centre.slug,
        "opened_at": found.opened_at.isoformat(),
        "due_on": found.due_on.isoformat(),
        "ready_at": found.ready_at and found.ready_at.isoformat(),
    }
