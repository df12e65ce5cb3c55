"""Who may open what: every address is declared public, visitor, account, staff or device, where it is routed.

`tests/house/test_access.py` walks all addresses and fails on one that is not declared.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from okno.base.asker import network_of
from okno.base.errors import Refusal

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Rule:
    """The declaration on a view: the kind of visitor it is for, the roles or device kinds, and staff's scopes."""

    kind: str
    names: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} {'/'.join(self.names)} {'/'.join(self.scopes)}".strip()


class Opening(Protocol):
    """A line of the table of what staff may open (okno.people.policy)."""

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles it opens to."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """And how far whoever has one of them must reach: a centre, an okrug, the network."""


class DeviceLike(Protocol):
    """What access needs to know of a device."""

    pk: int
    kind: str
    centre_id: int


_find_device: Callable[[str], DeviceLike | None] = lambda token: None  # noqa: E731


def find_devices_with(find: Callable[[str], DeviceLike | None]) -> None:
    """The room that owns devices says here how a token is turned into one."""
    global _find_device
    _find_device = find


def public(view: View) -> View:
    """Anybody, without a question."""
    return _declare(view, Rule("public"))


def visitor(view: View) -> View:
    """Whoever holds the unguessable token in the address; the view finds the row by it or answers 404."""
    return _declare(view, Rule("visitor"))


def account(view: View) -> View:
    """A visitor who has signed in; the view finds their account by the cookie, or shows the way in."""
    return _declare(view, Rule("account"))


def staff(opening: Opening) -> Callable[[View], View]:
    """Signed-in staff to whom this opens. A stranger is asked to sign in, another role or scope is refused."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = request.user
            if not user.is_authenticated:
                if request.headers.get("HX-Request"):
                    return HttpResponse(status=401, headers={"HX-Refresh": "true"})
                return redirect_to_login(request.get_full_path())
            if user.role not in opening.roles or user.scope not in opening.scopes:
                raise not_for_you()
            return view(request, *args, **kwargs)

        return _declare(guarded, Rule("staff", opening.roles, opening.scopes))

    return declare


def device(*kinds: str) -> Callable[[View], View]:
    """A device of the house of one of these kinds, known by its token; sets `request.device`."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            found = device_of(request, kinds)
            if found is None:
                raise unknown_device()
            if found.kind not in kinds:
                raise not_for_you()
            request.device = found  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return _declare(guarded, Rule("device", kinds))

    return declare


def device_cookie(kind: str) -> str:
    """The cookie that holds the token of a screen of this kind; one browser may play several."""
    return f"okno_{kind}"


def device_of(request: HttpRequest, kinds: tuple[str, ...]) -> DeviceLike | None:
    """The device that asks, by bearer token (programs) or cookie (screens), or None."""
    bearer, _space, token = request.headers.get("Authorization", "").partition(" ")
    if bearer.lower() == "bearer" and token:
        return _find_device(token)
    for kind in kinds:
        token = request.COOKIES.get(device_cookie(kind), "")
        found = _find_device(token) if token else None
        if found is not None:
            return found
    return None


def device_by(token: str) -> DeviceLike | None:
    """The active device that holds this token, or None."""
    return _find_device(token)


def actor(request: HttpRequest) -> str:
    """Who acts, as the journal writes it."""
    found = getattr(request, "device", None)
    if found is not None:
        return f"device:{found.pk}"
    user = getattr(request, "user", None)
    return f"staff:{user.pk}" if user is not None and user.is_authenticated else "visitor"


def asker_of(kind: str, request: HttpRequest) -> str:
    """The network a request comes from, as a keyed hash: recognised again, never read back, and other for each kind
    of thing.
    """
    network = network_of(request.META["REMOTE_ADDR"])
    return salted_hmac(f"okno.portal {kind} network", network, algorithm="sha256").hexdigest()


def of(view: Any) -> Rule | None:
    """The rule declared on a view, or None."""
    return getattr(view, "access", None)


def not_for_you() -> Refusal:
    """The asker is known and may not do this."""
    return Refusal("not_for_you", _("Your role does not open this page."), status=403)


def unknown_device() -> Refusal:
    """The screen or program has no valid token."""
    return Refusal(
        "unknown_device",
        _("This device is not known here. Ask the centre's manager for a new link."),
        status=401,
    )


def _declare(view: View, rule: Rule) -> View:
    view.access = rule  # type: ignore[attr-defined]
    return view
