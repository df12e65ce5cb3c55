"""Which centre the office shows: one's own, or the one chosen among those within one's scope."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from okno.base.errors import Step
from okno.network.models import Centre
from okno.people import errors
from okno.people import queries as people
from okno.people.models import Staff
from okno.ui import words

PAGES = ("appointments", "centre", "devices", "door", "people", "results")  # beside the hall
_CHOSEN = "office_centre"
_AGAIN = "show_again"


def centre_of(request: HttpRequest) -> Centre:
    """The centre of this request. Refuses whoever has none, and what comes from another centre's page
    (`other_centre_open`): a form says in `centre` which one it stands on (`centre_not_said`), and so does a link to
    somebody or something there; whatever a page asks by itself says it in a header.

    A form that was refused so may be sent again with the centre shown anew: then that one is chosen first.
    """
    if again := request.POST.get(_AGAIN, ""):
        choose(request, again)
        form = request.POST.copy()
        del form[_AGAIN]  # the form is the one that was refused
        request.POST = form  # type: ignore[assignment]
    found = shown_to(request)
    _hold_to(request, found)
    return found


def shown_to(request: HttpRequest) -> Centre:
    """The centre of a page that is not about one: of several the chosen one; before any is chosen that of
    the demo, or the first.
    """
    staff: Staff = request.user  # type: ignore[assignment]
    if staff.centre_id is not None:
        return Centre.objects.get(pk=staff.centre_id)
    within = people.centres_of(staff)
    found = (
        within.filter(slug=request.session.get(_CHOSEN, "")).first()
        or within.filter(staff__is_demo=True).order_by("pk").first()
        or within.first()
    )
    if found is None:
        raise errors.not_your_centre()
    return found


def _hold_to(request: HttpRequest, chosen: Centre) -> None:
    """Refuse what is said to be another centre's, and a form that says none where there is a choice."""
    staff: Staff = request.user  # type: ignore[assignment]
    said = [request.headers["Okno-Centre"]] if "Okno-Centre" in request.headers else []
    if "centre" in request.GET:
        said.append(request.GET["centre"])
    if request.method == "POST" and (staff.centre_id is None or "centre" in request.POST):
        said.append(request.POST.get("centre", ""))
    for slug in said:
        if not slug:
            raise errors.centre_not_said()
        if slug != chosen.slug:
            shown = people.centre_within(staff, slug)
            refusal = errors.other_centre_open(str(shown), str(chosen))
            refusal.step = _back_to(request, shown)
            raise refusal


def _back_to(request: HttpRequest, shown: Centre) -> Step:
    """Show that centre again: its page anew, or the form that was sent once more, with all that was typed."""
    names = {"centre": shown}
    if request.method != "POST":
        fields = [("centre", shown.slug), ("page", _page_of(request))]
        return Step(_("Show %(centre)s again") % names, reverse("office:choose"), fields)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    said = _("Show %(centre)s again and go on") % names
    return Step(said, request.path, [*fields, (_AGAIN, shown.slug)])


def _page_of(request: HttpRequest) -> str:
    """The page on which htmx asked, or that was asked for."""
    asked_on = request.headers.get("HX-Current-URL", request.path)
    try:
        return resolve(urlsplit(asked_on).path).url_name or ""
    except (Http404, ValueError):
        return ""


def choices(request: HttpRequest) -> list[Centre]:
    """The centres one may choose from, by their names as one reads them: those within one's scope, none where
    there is only one's own.
    """
    staff: Staff = request.user  # type: ignore[assignment]
    if staff.centre_id is not None:
        return []
    return sorted(people.centres_of(staff), key=lambda each: words.in_the_alphabet(str(each)))


def choose(request: HttpRequest, slug: str) -> None:
    """From now on this session's office is that centre. Refuses one beyond one's scope (`not_your_centre`)."""
    staff: Staff = request.user  # type: ignore[assignment]
    request.session[_CHOSEN] = people.centre_within(staff, slug).slug
