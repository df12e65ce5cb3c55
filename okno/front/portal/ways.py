"""How one comes for a service: what holds at every centre that gives it, and what only at some."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from okno.catalog import queries as catalog
from okno.catalog.models import Service, Way
from okno.network.models import Centre


def where(offered: Mapping[int, Sequence[str]], way: Way) -> set[int]:
    """Ids of the centres that give it in this way; `offered` are the ways by centre."""
    return {centre for centre, found in offered.items() if way in found}


def at_centre(centre: Centre, services: Sequence[Service]) -> dict[str, bool]:
    """How one comes to this centre for all of these: whether one may just come, book, or have it booked."""
    given = catalog.ways_to(services).values()
    return {
        name: all(way in found.get(centre.pk, ()) for found in given)
        for name, way in (
            ("may_come", Way.WALK_IN),
            ("may_book", Way.ONLINE),
            ("staff_book", Way.PHONE),
        )
    }


def in_the_network(offered: Mapping[int, Sequence[str]]) -> str:
    """How one comes for it, in words: "" where nobody gives it."""
    somewhere = {way for found in offered.values() for way in found}
    how = catalog.how_to_come(somewhere)
    if all(set(found) == somewhere for found in offered.values()):
        return how
    return _("%(how)s; not at every centre, each says it on its page") % {"how": how}
