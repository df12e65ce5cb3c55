"""Whose account is signed in in this browser: a cookie of its own, apart from the sessions of the staff."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from okno.people import actions as people
from okno.people import queries
from okno.people.models import Account

_COOKIE = "okno_account"
_LONGEST = 64
View = Callable[..., HttpResponse]


def token_of(request: HttpRequest) -> str:
    """What the browser holds, or ""."""
    return request.COOKIES.get(_COOKIE, "")[:_LONGEST]


def account_of(request: HttpRequest) -> Account | None:
    """The account that is signed in here, or None."""
    token = token_of(request)
    return queries.account_by_token(token) if token else None


def signed_in(view: View) -> View:
    """For whoever has signed in; others are shown the way in. The view gets the account as `account`."""

    @wraps(view)
    def guarded(request: HttpRequest, *found: str, **named: str) -> HttpResponse:
        account = account_of(request)
        if account is None:
            return redirect("portal:me")
        return view(request, *found, account=account, **named)

    return guarded


def keep(response: HttpResponse, token: str) -> None:
    """From now on this browser is signed in."""
    response.set_cookie(
        _COOKIE,
        token,
        max_age=people.SIGNED_IN,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def drop(response: HttpResponse) -> None:
    """This browser is signed in no more."""
    response.delete_cookie(_COOKIE, samesite="Lax")
