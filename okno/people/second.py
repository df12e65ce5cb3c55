"""The second step of signing in, and setting it up."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from okno.base import clock
from okno.base.errors import Refusal
from okno.people import actions, entering, errors, passkeys, queries, totp
from okno.people.models import Staff


def second(request: HttpRequest) -> HttpResponse:
    """A code of the app, a recovery code, or a passkey; a right one opens."""
    staff = entering.waiting(request)
    if staff is None:
        return redirect("people:login")
    if request.method != "POST":
        return _second(request, staff)
    at, after = clock.now(), entering.wanted(request)
    try:
        if "passkey" in request.POST:
            actions.show_passkey(staff=staff, **_answered(request), at=at)
        else:
            actions.show_code(
                staff=staff,
                code=request.POST.get("code", "")[:40],
                address=request.META.get("REMOTE_ADDR", ""),
                real_at=clock.real(),
                at=at,
            )
    except Refusal as refusal:
        return _second(request, staff, refusal)
    entering.begin(request, staff)
    return entering.go_on(staff, after)


def set_up(request: HttpRequest) -> HttpResponse:
    """Choose an app or a passkey: freshly signed in, or on the way in where one is needed."""
    if request.user.is_authenticated and not entering.is_fresh(request):
        return entering.once_more(request, request.get_full_path())
    staff = _who(request)
    if staff is None:
        return redirect("people:login")
    if request.method != "POST":
        return _set_up(request, staff)
    same: dict[str, Any] = {"staff": staff, "at": clock.now(), "by": f"staff:{staff.pk}"}
    try:
        if "passkey" in request.POST:
            name = request.POST.get("name", "").strip()
            codes = actions.add_passkey(**same, **_answered(request), name=name)
        else:
            codes = actions.set_up_app(
                **same,
                sealed=entering.new_app(request, staff),
                code=request.POST.get("code", "")[:40],
                real_at=clock.real(),
            )
    except Refusal as refusal:
        return _set_up(request, staff, refusal)
    return _is_set_up(request, staff, codes)


@require_POST
def recovery(request: HttpRequest) -> HttpResponse:
    """New recovery codes, on the page that answers and never again."""
    staff: Staff = request.user  # type: ignore[assignment]
    codes = actions.renew_recovery_codes(staff=staff, at=clock.now(), by=f"staff:{staff.pk}")
    return render(request, "people/recovery.html", {"codes": codes, "after": "/staff/me/"})


def _who(request: HttpRequest) -> Staff | None:
    """Whose door is being changed: whoever is signed in, or is about to be and has no factor yet."""
    if request.user.is_authenticated:
        return request.user  # type: ignore[return-value]
    staff = entering.waiting(request)
    # Whoever has a factor shows it: it is not set up anew on the way in.
    return None if staff is None or queries.has_second_factor(staff) else staff


def _is_set_up(request: HttpRequest, staff: Staff, codes: list[str]) -> HttpResponse:
    entering.forget_new_app(request)
    after = entering.ours(request.POST.get("next", ""), staff) or "/staff/me/"
    if not request.user.is_authenticated:
        after = entering.ours(entering.wanted(request), staff) or entering.place_of(staff)
        actions.complete_sign_in(staff=staff, at=clock.now())
        entering.begin(request, staff)
    if not codes:
        return entering.go_on(staff, after)
    return render(request, "people/recovery.html", {"codes": codes, "after": after})


def _answered(request: HttpRequest) -> dict[str, Any]:
    """The browser's answer and the question it is for, which is asked once."""
    state = request.session.pop(entering.QUESTION, None)
    if state is None:
        raise errors.wrong_passkey()
    return {
        "place": passkeys.place_of(request),
        "state": state,
        "answer": request.POST.get("passkey", ""),
    }


def _second(request: HttpRequest, staff: Staff, refusal: Refusal | None = None) -> HttpResponse:
    place, question = passkeys.place_of(request), ""
    if place and staff.passkeys.exists():
        question, request.session[entering.QUESTION] = passkeys.ask_to_show(place, staff)
    shown = {"refusal": refusal, "question": question}
    return render(request, "people/second.html", shown, status=refusal.status if refusal else 200)


def _set_up(request: HttpRequest, staff: Staff, refusal: Refusal | None = None) -> HttpResponse:
    place, question = passkeys.place_of(request), ""
    if place:
        question, request.session[entering.QUESTION] = passkeys.ask_to_make(place, staff)
    sealed = entering.new_app(request, staff) or totp.new_secret()
    entering.keep_new_app(request, staff, sealed)
    typed, address = totp.shown(sealed, staff.login)
    shown = {
        "refusal": refusal,
        "question": question,
        "qr": segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff"),
        "typed": typed,
        "next": entering.ours(request.GET.get("next", request.POST.get("next", "")), staff),
        "may_wait": request.user.is_authenticated,
    }
    return render(request, "people/set_up.html", shown, status=refusal.status if refusal else 200)
