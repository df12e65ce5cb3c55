"""Pages of the ground floor: health, metrics, language, and the page for a form that went stale."""

from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django.views.defaults import page_not_found
from django.views.i18n import set_language
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from okno.base import refused
from okno.base.errors import Refusal
from okno.base.metrics import REGISTRY


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return JsonResponse({"status": "ok"})


@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """The process can work: the database answers and has its tables; else 503 through the middleware."""
    with connection.cursor() as cursor:
        cursor.execute("select from base_clock")
    return JsonResponse({"status": "ok"})


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; counts over all centres, nothing about a person."""
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, then go back to where one was (Django checks the address)."""
    return set_language(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form too big to be one of ours, or an address that is none."""
    if isinstance(exception, RequestDataTooBig):
        refusal = refused.too_big()
    else:
        refusal = refused.unreadable()
    return refused.page(request, refusal)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Under /api/ a problem like any other; elsewhere the plain page."""
    if request.path.startswith("/api/"):
        return refused.problem(request, Refusal("not_found", _("Nothing is here."), status=404))
    return page_not_found(request, exception)


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its CSRF token: most likely the page was open since yesterday."""
    refusal = Refusal(
        "stale_page", _("This page has been open too long. Open it again and repeat."), status=403
    )
    return refused.page(request, refusal)
