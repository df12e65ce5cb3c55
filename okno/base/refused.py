"""How a refusal looks: a page, a fragment for htmx, or problem+json (RFC 9457)."""

from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from psycopg.errors import UndefinedColumn, UndefinedTable

from okno.base.errors import Refusal


def away() -> Refusal:
    """The database does not answer."""
    return Refusal(
        "away",
        _("One moment: okno is coming back. Nothing you did is lost; try again shortly."),
        status=503,
    )


def of_database(error: Exception) -> Refusal | None:
    """The refusal an error of the database stands for; None for any other error, which is a bug."""
    if isinstance(error, OperationalError | InterfaceError):
        return away()
    if missing(
        error
    ):  # a first start, or the first of a new version: the tables are just being made
        return away()
    return unreadable() if isinstance(error, DataError) else None


def missing(error: Exception) -> str:
    """Which table or column the database has not, in its own words; "" for any other error.

    When it goes on being missing it is a bug, which nothing but the log says.
    """
    cause = error.__cause__
    if isinstance(cause, UndefinedTable | UndefinedColumn):
        return cause.diag.message_primary or ""
    return ""


def unreadable() -> Refusal:
    """A text no database column can hold, such as one with a NUL in it."""
    return Refusal(
        "unreadable", _("Something in this request is not text. Type it again."), status=400
    )


def turned_away(why: str) -> Refusal:
    """The gate (okno.base.gate) has not read this request; `why` is one of its words."""
    return {
        "too_big": too_big,
        "no_files": no_files,
        "no_length": no_length,
        "no_address": no_address,
    }.get(why, unreadable)()


def too_big() -> Refusal:
    """More than any page or program of ours has to say."""
    return Refusal("too_big", _("This is too much at once. Send less."), status=413)


def no_files() -> Refusal:
    """No page of ours takes files."""
    return Refusal("no_files", _("Files are not taken here. Send the form alone."), status=415)


def no_length() -> Refusal:
    """A body whose length is not said beforehand could go on for ever."""
    return Refusal("no_length", _("Say with Content-Length how much you send."), status=411)


def no_address() -> Refusal:
    """The Host header names no place that could be."""
    return Refusal(
        "no_address", _("This address is none of ours. Type it again by hand."), status=400
    )


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal in the form the asker understands."""
    if request.path.startswith("/api/"):
        return problem(request, refusal)
    template = "base/refusal.html"
    if request.headers.get("HX-Request"):
        template = "base/refusal_notice.html"
    response = render(request, template, {"refusal": refusal}, status=refusal.status)
    if request.headers.get("HX-Request"):
        response["HX-Retarget"] = "#notice"
        response["HX-Reswap"] = "innerHTML"
        response["Okno-Refused"] = refusal.code
    if refusal.status == 503:
        response["Retry-After"] = "2"
    return response


def problem(request: HttpRequest, refusal: Refusal) -> JsonResponse:
    """RFC 9457 problem details; `code` and `field` are ours."""
    body: dict[str, object] = {
        "type": f"urn:okno:refusal:{refusal.code}",
        "title": str(refusal.message),
        "status": refusal.status,
        "code": refusal.code,
    }
    if refusal.field:
        body["field"] = refusal.field
    response = JsonResponse(body, status=refusal.status, content_type="application/problem+json")
    if refusal.status == 503:
        response["Retry-After"] = "2"
    return response
