"""What hangs on the wall: who is called where, and who is soon."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from okno.base import clock
from okno.base.context import follow
from okno.front.board import named
from okno.network import queries as network
from okno.network.models import Centre
from okno.queue import queries as hall
from okno.ui import languages

_ROWS = 4  # what fits at a size that is read across a hall
_SOON = 6
_SOON_BESIDE_THE_CODE = 3
_REMEMBERED = 40  # more than a hall can call between two looks of a board
_STILL_NEWS = timedelta(minutes=1)
_WORDS = {
    "calls": gettext_lazy("Please come to the counter"),
    "counter": gettext_lazy("counter"),
    "back": gettext_lazy("again"),
    "quiet": gettext_lazy("Nobody is being called right now."),
    "soon": gettext_lazy("Soon"),
    "nobody": gettext_lazy("Nobody is waiting"),
    "waiting": gettext_lazy("People waiting"),
    "serving": gettext_lazy("Counters open"),
    "wait": gettext_lazy("Wait now, about"),
    "presence": gettext_lazy("Joined from home? Show that you are here:"),
}


def board(request: HttpRequest) -> HttpResponse:
    """The whole screen."""
    centre = _centre(request)
    follow(request, f"hall:{centre.pk}")
    return _in_its_language(request, "board/board.html", centre)


def now(request: HttpRequest) -> HttpResponse:
    """The part that changes."""
    return _in_its_language(request, "board/board.html#now", _centre(request))


def _centre(request: HttpRequest) -> Centre:
    return Centre.objects.get(pk=request.device.centre_id)  # type: ignore[attr-defined]


def _in_its_language(request: HttpRequest, template: str, centre: Centre) -> HttpResponse:
    languages = _languages(request)
    with translation.override(languages[0]):
        return render(request, template, _shown(centre) | {"languages": languages})


def _languages(request: HttpRequest) -> list[str]:
    """The languages written on this board: its own setting `{"languages": ["ru", "en"]}`, else the
    one its browser asks for. The first is the page's; at most two fit.
    """
    asked = request.device.settings.get("languages")  # type: ignore[attr-defined]
    known = dict(settings.LANGUAGES)
    chosen = [code for code in asked if code in known] if isinstance(asked, list) else []
    return chosen[:2] or [translation.get_language() or settings.LANGUAGE_CODE]


def _shown(centre: Centre) -> dict[str, Any]:
    at, several = clock.now(), network.has_several_halls(centre)
    presence = _presence(centre, at)
    soon = _SOON_BESIDE_THE_CODE if presence else _SOON
    shown = hall.board_of(centre.pk, at, calls=_REMEMBERED, soon=soon, named_in=centre)
    # Who is expected at a counter stands above who has already sat down there.
    expected_first = sorted(shown.calls, key=lambda call: not _is_expected(call))
    names = named.names(shown.calls)
    return {
        "centre": centre,
        "topic": f"hall:{centre.pk}",
        "at": at,
        "board": shown,
        "calls": [(call, names.get(call.ticket)) for call in expected_first[:_ROWS]],
        "presence": presence,
        "heard": list(_heard(shown.calls, names, at, several)),
        "several_halls": several,
        "words": _WORDS | {"promise": _promise(centre.standard_minutes)},
    }


def _presence(centre: Centre, at: datetime) -> dict[str, str] | None:
    """How somebody who joined the line from home proves that they are here; None while nobody is on the way."""
    if not hall.is_anybody_on_the_way(centre.pk, at):
        return None
    code = hall.presence_code(centre.pk, at)
    address = settings.ORIGIN + reverse("portal:wall", args=[centre.slug, code])
    return {"code": code, "qr": segno.make(address, error="l").svg_data_uri(scale=4, border=2)}


def _is_expected(call: hall.Call) -> bool:
    return call.state == "called"


def _heard(
    calls: list[hall.Call], names: dict[int, named.Name], at: datetime, several: bool
) -> Iterator[dict[str, Any]]:
    """What the wall speaks: every call, also one that fits no row. Not who has sat down long ago, so
    that a board which was away does not call them once more.
    """
    fresh = at - _STILL_NEWS * clock.speed()
    for call in calls:
        if _is_expected(call) or call.called_at > fresh:
            yield {
                "key": f"{call.ticket}-{call.called_at.timestamp():.0f}-{call.recalls}",
                "since": call.called_at,
                **_said(call, names.get(call.ticket), several),
            }


def _said(call: hall.Call, name: named.Name | None, several: bool) -> dict[str, str]:
    """The sentence, in the visitor's language where we speak it; with the hall where there are several. A name is
    spoken in the place of the number, which is added where two have the same.
    """
    language = languages.read_by(call.language)
    with translation.override(language):
        sentence = (
            _("Ticket %(ticket)s, back to counter %(counter)s")
            if call.is_return
            else _("Ticket %(ticket)s, counter %(counter)s")
        )
        text = sentence % {
            "ticket": " ".join((call.label[0], call.label[1:])),
            "counter": call.counter,
        }
        if name and name.is_shared:
            text = f"{call.name.rstrip('.')}. {text}"
        elif name:
            text = _("%(name)s, counter %(counter)s") % {"name": call.name, "counter": call.counter}
        text = f"{text}, {call.hall}" if several else text
    return {"language": language, "text": text}


def _coffee(minutes: int) -> str:
    return ngettext(
        "If you wait more than %(minutes)s minute, the coffee is on us.",
        "If you wait more than %(minutes)s minutes, the coffee is on us.",
        minutes,
    ) % {"minutes": minutes}


_promise = lazy(_coffee, str)
