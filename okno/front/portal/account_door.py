"""Signing in to one's account and out of it: sent to a provider, back from it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from okno.adapters.openid import api as openid
from okno.base import clock
from okno.base.errors import Refusal
from okno.front.portal.account import drop, keep, token_of
from okno.front.portal.secret import secret
from okno.people import actions as people

_PLACES = ("/me/", "/a/", "/c/", "/h/", "/w/", "/t/")


@require_POST
@secret
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """On to the provider, by a page of our own: our forms lead nowhere else (form-action)."""
    try:
        there = openid.begin(
            request, slug, back=_back(request, slug), after=_ours(request.POST.get("next", ""))
        )
    except Refusal as refusal:
        return door(request, refusal)
    name = next(each.name for each in openid.all_doors() if each.slug == slug)
    return render(request, "portal/me_go.html", {"there": there, "name": name})


@secret
def back(request: HttpRequest, slug: str) -> HttpResponse:
    """Back from the provider: signed in, or told why not."""
    try:
        identity, after = openid.finish(request, slug, back=_back(request, slug))
    except Refusal as refusal:
        return door(request, refusal)
    token = people.sign_in_account(
        issuer=identity.issuer,
        subject=identity.subject,
        language=str(translation.get_language()),
        instead_of=token_of(request),
        at=clock.now(),
    )
    answer = redirect(_ours(after) or "portal:me")
    keep(answer, token)
    return answer


@require_POST
@secret
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out here, or wherever the account is signed in."""
    people.sign_out_account(
        token=token_of(request),
        everywhere="everywhere" in request.POST,
        at=clock.now(),
        by="visitor",
    )
    answer = redirect("portal:me")
    drop(answer)
    answer["Clear-Site-Data"] = '"cache"'
    return answer


def door(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    """Who may say who one is, and that nobody has to; nothing where nobody may."""
    shown = {"doors": openid.all_doors(), "refusal": refusal}
    return render(request, "portal/me_door.html", shown, status=refusal.status if refusal else 200)


def _back(request: HttpRequest, slug: str) -> str:
    return request.build_absolute_uri(reverse("portal:me-back", args=[slug]))


def _ours(after: str) -> str:
    """An address to go to afterwards, if it is a page of somebody's visit or account; else ""."""
    fits = after.startswith(_PLACES) and url_has_allowed_host_and_scheme(after, None)
    return after if fits else ""
