"""The centre's devices: which there are, when each asked last, the code for a new one, and sending one away."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import access, clock
from okno.base.errors import Refusal
from okno.front.office import where
from okno.network import actions as network
from okno.network import policy, queries
from okno.network.models import Device


def devices(request: HttpRequest) -> HttpResponse:
    """All of them, and the form for one more."""
    return _page(request)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Expect one more; its code is on the page that answers, and never again."""
    centre = where.centre_of(request)
    typed = {name: request.POST.get(name, "").strip() for name in ("kind", "name", "hall")}
    try:
        device, code = network.expect_device(
            centre=centre,
            kind=typed["kind"],
            name=typed["name"],
            hall=centre.halls.filter(slug=typed["hall"]).first(),
            at=clock.now(),
            by=access.actor(request),
        )
    except Refusal as refusal:
        wrong = {refusal.field or "name": str(refusal.message)}
        return _page(request, typed=typed, errors=wrong, status=refusal.status)
    return _page(request, made=device, code=policy.shown_code(code))


@require_POST
def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """A new code for one of them, or it is sent away."""
    device = queries.device_of(where.centre_of(request), number)
    same: dict[str, Any] = {"device": device, "at": clock.now(), "by": access.actor(request)}
    if verb == "code":
        code = network.make_code(**same)
        return _page(request, made=device, code=policy.shown_code(code))
    if verb == "quota":
        return _quota(request, device, same)
    if verb != "revoke":
        raise Http404
    network.revoke_device(**same)
    return redirect("office:devices")


def _quota(request: HttpRequest, device: Device, same: dict[str, Any]) -> HttpResponse:
    """How many requests a minute a program may make."""
    typed = request.POST.get("quota", "").strip()
    most = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    try:
        network.set_quota(most=most, **same)
    except Refusal as refusal:
        wrong = {"of": device.pk, "typed": typed, "said": str(refusal.message)}
        return _page(request, quota=wrong, status=refusal.status)
    return redirect("office:devices")


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    centre, at = where.centre_of(request), clock.now()
    shown = {
        "centre": centre,
        "centres": where.choices(request),
        "here": "devices",
        "devices": [
            (each, policy.quota_of(each.settings) if each.kind == Device.Kind.PROGRAM else None)
            for each in queries.devices_of(centre)
        ],
        "most_quota": policy.MOST_QUOTA,
        # A calendar has an address, which its own page gives, and no screen that could enter a code.
        "kinds": [each for each in Device.Kind.choices if each[0] != Device.Kind.CALENDAR],
        "halls": list(centre.halls.order_by("slug")),
        "at": at,
        "recent": at - clock.of_a_person(policy.SILENT),
        "screens": policy.SCREENS,
        "address": request.build_absolute_uri("/enter/"),
        "door": request.build_absolute_uri("/api/v1/devices"),
        "minutes": int(policy.LASTS.total_seconds() // 60),
        "typed": {},
        "errors": {},
        **more,
    }
    return render(request, "office/devices.html", shown, status=status)
