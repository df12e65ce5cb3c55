"""The first screens of a centre's kiosks as they are at some hour, for whoever sets them: to look at, not to touch."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from okno.base import clock
from okno.front.kiosk import chosen, views
from okno.people import queries as people
from okno.people.models import Staff


def look(request: HttpRequest, slug: str) -> HttpResponse:
    """Shown in a language (`ui`) what one may come for, without one the very first screen; `at` is a time in the
    centre's zone, else it is now, whether the centre is open then or not.
    Refuses a centre beyond one's scope (`not_your_centre`).
    """
    staff: Staff = request.user  # type: ignore[assignment]
    centre = people.centre_within(staff, slug)
    typed, language = request.GET.get("at", ""), request.GET.get("ui", "")
    asked = language if language in chosen.LANGUAGES else ""
    ui = asked or chosen.LANGUAGES[0]
    said = {
        "centre": centre,
        "chosen": chosen.Chosen(ui=ui, speak="", services=(), modes=frozenset()),
        "look": {"at": typed, "ui": asked, "languages": chosen.LANGUAGES},
    }
    with translation.override(ui):
        request.LANGUAGE_CODE = ui  # type: ignore[attr-defined]
        show = views.services_of if asked else views.start_of
        return show(request, said, _moment(typed, ZoneInfo(centre.zone)))


def _moment(typed: str, zone: ZoneInfo) -> datetime:
    try:
        found = datetime.fromisoformat(typed).replace(tzinfo=zone)
    except ValueError:
        return clock.now()
    return found if 2000 <= found.year <= 2100 else clock.now()
