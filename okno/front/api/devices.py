"""The programs' door for a device that is new here: a one-time code becomes its token."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from okno.base import clock
from okno.front.api import doors
from okno.front.api.schemas import Problem
from okno.network import actions as network

router = Router(tags=["devices"])
_PROBLEMS = dict.fromkeys((400, 411, 413, 415, 422, 429, 500, 503), Problem)


class CodeIn(Schema, extra="forbid"):
    """What a device is told by whoever sets it up."""

    code: str = Field(max_length=40, description="eight letters and digits, from the office")


class Entered(Schema):
    """What a device keeps."""

    token: str = Field(description="what Authorization: Bearer wants from now on")
    kind: str = Field(description="kiosk, board, plate, printer, robot or program")
    name: str = Field(description="what the office calls it")
    centre: str = Field(description="slug of the centre")


@router.post("/devices", response={201: Entered, **_PROBLEMS})
def enter(request: HttpRequest, asked: CodeIn) -> Any:
    """A device enters by its one-time code and gets its token, once; to be kept by the device alone."""
    device, token = network.enter_code(
        code=asked.code, address=request.META.get("REMOTE_ADDR", ""), at=clock.now()
    )
    centre = device.centre.slug
    return doors.answer(
        201, {"token": token, "kind": device.kind, "name": device.name, "centre": centre}
    )
