"""What every template knows of the wire."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

from okno.base import access
from okno.base import wire as okno_wire

_LAST_PORT = 65535


def wire_origin(request: HttpRequest) -> str:
    """Where this browser finds the wire: the configured address, or the port next to this one.

    Behind a proxy with TLS it is under the web's own name ("": docs/guides/behind-a-proxy.md), as it
    is for a port that has no next one.
    """
    if settings.WIRE_URL:
        return str(settings.WIRE_URL)
    if settings.HTTPS:
        return ""
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""  # Django has refused this request; its answer still gets its headers
    name, _, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    name, port = (name, port) if port.isdigit() else (host, "80")
    if len(port) > 5 or int(port) >= _LAST_PORT:
        return ""
    return f"{request.scheme}://{name}:{int(port) + 1}"


def wire(request: HttpRequest) -> dict[str, object]:
    """`wire_address` is called by the layout, after the page has said which topics it follows."""

    def address() -> str:
        topics = getattr(request, "okno_topics", None)
        if not topics:
            return ""
        rule = access.of(request.resolver_match.func) if request.resolver_match else None
        house = rule is not None and rule.kind in ("staff", "device")
        return okno_wire.address(topics, wire_origin(request), house=house)

    return {"wire_address": address}


def follow(request: HttpRequest, *topics: str) -> None:
    """This page follows these topics; the layout opens one stream for all of them."""
    request.okno_topics = [*getattr(request, "okno_topics", []), *topics]  # type: ignore[attr-defined]
