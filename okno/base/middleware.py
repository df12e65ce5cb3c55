"""Around every page: safe headers, refusals in words, and a plain answer while the database is away."""

import logging
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import is_valid_path
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxMiddleware

from okno.base import refused
from okno.base.context import wire_origin
from okno.base.errors import Refusal
from okno.base.gate import TURNED_AWAY

_log = logging.getLogger("okno.web")
Answer = Callable[[HttpRequest], HttpResponse]


def envelope(get_response: Answer) -> Answer:
    """Headers that hold for every answer; a program's has no page to guard (OWASP ASVS 5.0, chapter 3.4)."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        headers = response.headers
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin")
        if settings.SECURE_HSTS_SECONDS:
            headers["Strict-Transport-Security"] = (
                f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
            )
        if request.path_info.startswith("/api/"):
            headers.setdefault("Cache-Control", "no-store")
            return response
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(self), microphone=(), payment=()"
        )
        if response.get("Content-Type", "").startswith("text/html"):
            headers.setdefault("Cache-Control", "no-store")
            headers.setdefault("Content-Security-Policy", _policy(request))
        return response

    return answer


def _policy(request: HttpRequest) -> str:
    wire = f"'self' {wire_origin(request)}".strip()
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"font-src 'self'; connect-src {wire}; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )


def language(get_response: Answer) -> Answer:
    """The visitor's language: `?lang=` on device screens, else cookie, else browser, else Russian.

    Django's own middleware also looks for a language in the path at every request; okno has none there.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang") if request.method == "GET" else None
        is_said = asked in dict(settings.LANGUAGES)
        spoken = str(asked) if is_said else translation.get_language_from_request(request)
        with translation.override(spoken):
            request.LANGUAGE_CODE = spoken  # type: ignore[attr-defined]
            response = get_response(request)
        response.headers.setdefault("Content-Language", spoken)
        if not is_said:
            patch_vary_headers(response, ("Accept-Language",))
        return response

    return answer


def words(get_response: Answer) -> Answer:
    """What the gate turned away is told why, in the asker's language and form."""

    def answer(request: HttpRequest) -> HttpResponse:
        why = request.META.get(TURNED_AWAY)
        return (
            get_response(request)
            if why is None
            else refused.page(request, refused.turned_away(why))
        )

    return answer


def forms(get_response: Answer) -> Answer:
    """An address that takes only forms leads whoever comes by a link (back, reload, "try again") to the page above."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method != "GET":
            return response
        path = request.path_info.rstrip("/")
        while path := path.rpartition("/")[0]:
            if is_valid_path(f"{path}/"):
                return HttpResponseRedirect(f"{path}/")
        return response

    return answer


class Pages:
    """What only pages need and programs (/api/) pass by: they have no session, form or message.

    One layer for Django, which puts its net around each: for a program seven of them were a tenth of an act.
    """

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response
        inner: Any = get_response
        for kind in (HtmxMiddleware, forms, MessageMiddleware, AuthenticationMiddleware):
            inner = kind(inner)
        self._csrf = CsrfViewMiddleware(inner)
        self._inner = SessionMiddleware(self._csrf)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            return self._get_response(request)
        return cast(HttpResponse, self._inner(request))

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if request.path_info.startswith("/api/"):
            return None
        return self._csrf.process_view(request, *view)


class Refusals:
    """Turns a Refusal into its page, and a missing database into "one moment"."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal):
            return refused.page(request, error)
        refusal = refused.of_database(error)
        if refusal is not None:
            if missing := refused.missing(error):
                _log.error("database: %s", missing)
            else:
                _log.warning("database: %s", error.__class__.__name__)
            return refused.page(request, refusal)
        return None
