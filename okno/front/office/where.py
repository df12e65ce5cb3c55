"""Which centre the office shows: one's own, or the one chosen among those within one's scope."""

from django.http import HttpRequest

from okno.network.models import Centre
from okno.people import queries as people
from okno.people.errors import not_your_centre
from okno.people.models import Staff

_CHOSEN = "office_centre"


def centre_of(request: HttpRequest) -> Centre:
    """The centre of this request. Refuses whoever has none, and what comes from another centre's page: a form
    says in `centre` which one it stands on, whatever a page asks by itself in a header.
    """
    found = _centre_of(request)
    for said in (request.POST.get("centre", ""), request.headers.get("Okno-Centre", "")):
        if said not in ("", found.slug):
            raise not_your_centre()  # another one was chosen in the next tab
    return found


def _centre_of(request: HttpRequest) -> Centre:
    """Of several the chosen one; before any is chosen that of the demo, or the first."""
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
        raise not_your_centre()
    return found


def choices(request: HttpRequest) -> list[Centre]:
    """The centres one may choose from: those within one's scope, none where there is only one's own."""
    staff: Staff = request.user  # type: ignore[assignment]
    return [] if staff.centre_id is not None else list(people.centres_of(staff))


def choose(request: HttpRequest, slug: str) -> None:
    """From now on this session's office is that centre. Refuses one beyond one's scope (`not_your_centre`)."""
    staff: Staff = request.user  # type: ignore[assignment]
    request.session[_CHOSEN] = people.centre_within(staff, slug).slug
