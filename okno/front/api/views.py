"""The API's description for people, made from the OpenAPI document itself."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from ninja.responses import NinjaJSONEncoder

from okno.front.api import reading

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
    """Every operation: who may call it, what it takes and answers, and a call to copy."""
    from okno.front.api.urls import api

    document = api.get_openapi_schema()
    return render(
        request,
        "api/docs.html",
        {
            "operations": reading.readings(document, request.build_absolute_uri("/")[:-1]),
            "problem": reading.problem_rows(document),
            "version": document["openapi"],
        },
    )
