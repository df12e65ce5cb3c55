"""How one comes for a service: what holds at every centre that gives it, and what only at some."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from okno.catalog import queries as catalog
from okno.catalog.models import Way


def where(offered: Mapping[int, Sequence[str]], way: Way) -> set[int]:
    """Ids of the centres that give it in this way; `offered` are the ways by centre."""
    return {centre for centre, found in offered.items() if way in found}


def in_the_network(offered: Mapping[int, Sequence[str]]) -> str:
    """How one comes for it, in words: "" where nobody gives it."""
    somewhere = {way for found in offered.values() for way in found}
    how = catalog.how_to_come(somewhere)
    if all(set(found) == somewhere for found in offered.values()):
        return how
    return _("%(how)s; not at every centre, each says it on its page") % {"how": how}
