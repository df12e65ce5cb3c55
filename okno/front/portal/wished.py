"""What a visitor wishes to book: services, purpose, language, medium and as whom they come stand in the address; what they
need, and which browser it is, in a signed cookie of an hour, since an address ends in logs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.crypto import get_random_string

from okno.base.access import asker_of
from okno.base.errors import Refusal
from okno.booking import queries as booking
from okno.booking.models import Medium, Need
from okno.catalog import queries as catalog
from okno.catalog.models import Applicant, Purpose, Service
from okno.front.portal.secret import key_of
from okno.network.models import Centre

_COOKIE = "okno_book"
_HOUR = 3600


@dataclass(frozen=True)
class Wished:
    """Services of one visit, the main one first; what for, spoken in which language, and what is needed.

    `who`: as whom they come, where they have said it; it is carried along and kept nowhere.
    """

    services: tuple[Service, ...]
    purpose: str
    language: str
    needs: frozenset[str]
    who: str = ""
    medium: str = Medium.HERE

    @property
    def main(self) -> Service:
        """What the person mainly comes for."""
        return self.services[0]

    @property
    def more(self) -> tuple[Service, ...]:
        """What else is done in the same visit."""
        return self.services[1:]

    @property
    def query(self) -> str:
        """The same as the part of an address behind the question mark."""
        rest = [("with", each.slug) for each in self.more]
        rest += [("as", self.who)] if self.who else []
        rest += [("by", self.medium)] if self.is_remote else []
        return urlencode([("for", self.purpose), ("in", self.language), *rest])

    @property
    def is_remote(self) -> bool:
        """Nobody comes for it: by phone or by video."""
        return self.medium != Medium.HERE

    @property
    def how(self) -> str:
        """By which medium, in words."""
        return str(Medium(self.medium).label)

    @property
    def needed(self) -> str:
        """What the person needs, in words."""
        return ", ".join(str(Need(each).label) for each in sorted(self.needs))

    @property
    def why_not(self) -> str:
        """Why this is not for whoever comes so; "" when it is, or they have not said."""
        verdict = catalog.who_may_apply(self.main, self.who) if self.who else None
        return "" if verdict is None or verdict.may_apply else verdict.reason

    @property
    def asked(self) -> booking.Asked:
        """The same as the search takes it. Refuses more than five services."""
        return booking.asked(
            self.services,
            purpose=self.purpose,
            language=self.language,
            needs=self.needs,
            medium=self.medium,
        )


def wished(request: HttpRequest, service: str) -> Wished:
    """What the address and the cookie say; a word that is none counts as the usual one. Refuses an unknown service."""
    main = catalog.service_by_slug(service)
    purpose, language = request.GET.get("for", ""), request.GET.get("in", "")
    purpose = purpose if purpose in main.purposes else main.purposes[0]
    is_handed_over = purpose == Purpose.RECEIVE
    return Wished(
        services=(main, *more(main, request.GET.getlist("with"))),
        purpose=purpose,
        language=language if language in booking.LANGUAGES else str(translation.get_language()),
        needs=frozenset(_kept(request)[1]),
        who=who_says(request.GET),
        medium=Medium.HERE if is_handed_over else medium_says(request.GET),
    )


def medium_says(said: Mapping[str, str]) -> str:
    """How they wish to be received, as the address or a form says; at the centre when it says no other way."""
    medium = said.get("by", "")
    return medium if medium in Medium.values else Medium.HERE


def who_says(said: Mapping[str, str]) -> str:
    """As whom they come, as the address or a form says; "" when it does not, or says a word that is none."""
    who = said.get("as", "")
    return who if who in Applicant.values else ""


def not_booked(
    request: HttpRequest, wish: Wished, centre: Centre, refusal: Refusal
) -> HttpResponse:
    """Nobody books this at the centre by themselves: how one comes instead, and where else."""
    said = {"wish": wish, "centre": centre, "refusal": refusal}
    return render(request, "portal/not_booked.html", said, status=refusal.status)


def along(request: HttpRequest, address: str) -> str:
    """The next address, with as whom they come where this one says it."""
    who = who_says(request.GET)
    return f"{address}?{urlencode({'as': who})}" if who else address


def more(main: Service, slugs: Sequence[str]) -> list[Service]:
    """The other services of an address, each once, as many as a visit may have. Refuses an unknown service."""
    others = dict.fromkeys(slug for slug in slugs if slug != main.slug)
    return [catalog.service_by_slug(slug) for slug in list(others)[: booking.MOST_SERVICES - 1]]


def keep(request: HttpRequest, response: HttpResponse, needs: Sequence[str]) -> None:
    """Remember for an hour what this browser's person needs."""
    browser, _needs = _kept(request)
    _write(response, browser or get_random_string(22), needs)


def holder_and_asker(request: HttpRequest, response: HttpResponse) -> tuple[str, str]:
    """Keyed hashes of this browser, which gets a name with `response` if it has none, and of its network."""
    browser, needs = _kept(request)
    if not browser:
        browser = get_random_string(22)
        _write(response, browser, needs)
    return key_of("booking", browser), asker_of("booking", request)


def _kept(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        text = request.get_signed_cookie(_COOKIE, default="", max_age=_HOUR)
    except signing.BadSignature:
        text = ""
    browser, *needs = (text or "").split() or [""]
    return browser, [need for need in needs if need in Need.values]


def _write(response: HttpResponse, browser: str, needs: Sequence[str]) -> None:
    response.set_signed_cookie(
        _COOKIE,
        " ".join([browser, *needs]),
        max_age=_HOUR,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
