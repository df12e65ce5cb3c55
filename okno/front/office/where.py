"""Which centre the office shows: one's own, or for the network editor the chosen one."""

from django.http import HttpRequest

from okno.network import queries as network
from okno.network.models import Centre
from okno.people.errors import not_your_centre
from okno.people.models import Staff

_CHOSEN = "office_centre"


def centre_of(request: HttpRequest) -> Centre:
    """The centre of this request. Refuses staff without one, and a form of another centre's page."""
    found = _centre_of(request)
    if request.method == "POST" and request.POST.get("centre", found.slug) != found.slug:
        raise not_your_centre()  # an editor has chosen another one in the next tab
    return found


def _centre_of(request: HttpRequest) -> Centre:
    staff: Staff = request.user  # type: ignore[assignment]
    if staff.centre_id is not None:
        return Centre.objects.get(pk=staff.centre_id)
    slug = request.session.get(_CHOSEN)
    if slug:
        return network.centre_by_slug(slug)
    first = Centre.objects.filter(staff__is_demo=True).order_by("pk").first()
    found = first or Centre.objects.filter(is_active=True).order_by("slug").first()
    if found is None:
        raise not_your_centre()
    return found


def choices(request: HttpRequest) -> list[Centre]:
    """The centres one may choose from: every working one for the network editor, none for others."""
    if request.user.role != "editor":  # type: ignore[union-attr]
        return []
    return list(Centre.objects.filter(is_active=True).order_by("slug"))


def choose(request: HttpRequest, slug: str) -> None:
    """From now on this session's office is that centre."""
    request.session[_CHOSEN] = network.centre_by_slug(slug).slug
