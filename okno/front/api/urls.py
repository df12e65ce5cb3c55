"""The programs' door: /api/v1, described at /api/v1/openapi.json."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from okno.base import access, refused
from okno.base.errors import Refusal
from okno.front.api import (
    afar,
    appointments,
    booking,
    cases,
    city,
    devices,
    doors,
    hall,
    reports,
    schedules,
    subscriptions,
    views,
    waiting,
)

_ROUTERS = (
    hall.router,
    city.router,
    booking.router,
    appointments.router,
    waiting.router,
    afar.router,
    cases.router,
    devices.router,
    subscriptions.router,
    schedules.router,
    reports.router,
)
api = doors.Api(
    title="okno",
    version="1",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    parser=doors.Texts(),
    description="A network of public service centres. Errors are RFC 9457 problem+json.",
)
doors.install(api)
for router in _ROUTERS:
    for view in router.path_operations.values():
        for operation in view.operations:
            doors.refuse_unknown_parameters(operation)
    api.add_router("", router)


_OPERATIONS = {
    address.strip("/"): view.operations
    for router in _ROUTERS
    for address, view in router.path_operations.items()
}


def _declared(entry: Any) -> Any:
    """Write each operation's guard into the policy table, where every other address is."""
    if isinstance(entry, URLPattern):
        address = str(entry.pattern).replace("<", "{").replace(">", "}")
        operations = _OPERATIONS.get(address, [])
        entry.callback = doors.speaking(entry.callback)
        entry.callback.access = doors.rule_of(operations)  # type: ignore[attr-defined]
    return entry


def _nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    return refused.problem(request, Refusal("not_found", views.NOTHING_HERE, status=404))


app_name = "api"
_patterns, _app, _namespace = api.urls
urlpatterns = [
    path("", access.public(_nothing), name="root"),
    *(_declared(entry) for entry in _patterns),
    path("openapi.json", access.public(views.description), name="openapi-json"),
    path("docs", access.public(views.docs), name="docs"),
    path("<path:rest>", access.public(_nothing), name="nothing"),
]
