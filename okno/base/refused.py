"""How a refusal looks: a page, a fragment for htmx, or problem+json (RFC 9457)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from okno.base.errors import Refusal


def away() -> Refusal:
    """The database does not answer."""
    return Refusal(
        "away",
        _("One moment: okno is coming back. Nothing you did is lost; try again shortly."),
        status=503,
    )


def unreadable() -> Refusal:
    """A text no database column can hold, such as one with a NUL in it."""
    return Refusal(
        "unreadable", _("Something in this request is not text. Type it again."), status=400
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
