"""The door for who carries messages: what became of one, under the key that we call the provider with."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja.security import HttpBearer

from okno.base import clock
from okno.front.api.schemas import Problem
from okno.notify import actions as notify
from okno.notify import errors, queries

router = Router(tags=["messages"])
_PROBLEMS = dict.fromkeys((400, 401, 404, 409, 411, 413, 415, 422, 500, 503), Problem)


class Provider(HttpBearer):
    """The key of a provider of ours in the Authorization header."""

    def __call__(self, request: HttpRequest) -> Any:
        word, _space, key = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if word.lower() != self.openapi_scheme:
            raise errors.unknown_provider()
        return self.authenticate(request, key)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return queries.reporting(token)


class ReportIn(Schema, extra="forbid"):
    """What became of one message."""

    id: str = Field(max_length=40, description="okno's number of the message")
    state: Literal["delivered", "failed"] = Field(description="it arrived, or never will")
    reason: str = Field("", max_length=64, description="why it failed; without personal data")


@router.post("/message-reports", auth=Provider(), response={204: None, **_PROBLEMS})
def report(request: HttpRequest, asked: ReportIn) -> Any:
    """A provider says that a message has arrived, or never will; said twice it is one report.

    What has failed goes to the next channel that the person wished, while it is of use. 409 while okno
    still hears the provider's answer to the message: the report is said again.
    """
    notify.report(
        providers=request.auth,  # type: ignore[attr-defined]
        number=asked.id,
        arrived=asked.state == "delivered",
        reason=asked.reason,
        at=clock.now(),
        by="provider",
    )
    return HttpResponse(status=204)
