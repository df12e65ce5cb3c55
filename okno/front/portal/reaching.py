"""The part of a form that says who comes: name, phone, e-mail, consent, and everything wrong with them at once."""

from typing import Any

from django.http import HttpRequest

from okno.base.errors import Refusal
from okno.booking.models import Medium
from okno.network.models import Centre
from okno.people import queries as people

_FIELDS = ("name", "phone", "email")


def given(request: HttpRequest) -> dict[str, Any]:
    """What the form says, as the acts of booking take it."""
    said = {name: request.POST.get(name, "") for name in _FIELDS}
    return {**said, "agreed": "consent" in request.POST}


def wrong(
    request: HttpRequest, centre: Centre, refusal: Refusal | None, medium: str
) -> dict[str, str]:
    """By field what is wrong: why the act was refused, and whatever else it would have been refused for."""
    if refusal is None:
        return {}
    country = centre.district.okrug.city.country
    must_ring = medium == Medium.PHONE
    every = [*people.refusals_of(**given(request), country=country, must_ring=must_ring), refusal]
    return {each.field: str(each.message) for each in every if each.field}
