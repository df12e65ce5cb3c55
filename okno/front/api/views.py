"""The API's description for people, made from the OpenAPI document itself."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from ninja.responses import NinjaJSONEncoder

NOTHING_HERE = _("Nothing is here. What there is, is described at /api/v1/docs.")


def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return HttpResponse(
        _description(),
        content_type="application/json",
        headers={"Cache-Control": "public, max-age=300"},
    )


@cache
def _description() -> bytes:
    from okno.front.api.urls import api

    return json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder).encode()


def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with its summary, parameters and answers."""
    from okno.front.api.urls import api

    schema = api.get_openapi_schema()
    operations = [
        {"method": method.upper(), "path": address, **operation}
        for address, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(
        request, "api/docs.html", {"operations": operations, "version": schema["openapi"]}
    )
