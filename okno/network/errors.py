"""How the network refuses."""

from django.utils.translation import gettext_lazy as _

from okno.base.errors import Refusal


def unknown_centre() -> Refusal:
    """There is no such centre."""
    return Refusal("unknown_centre", _("There is no such centre."), status=404)


def upside_down() -> Refusal:
    """A closure that ends before it begins."""
    return Refusal("upside_down", _("The end comes before the beginning."), field="ends_on")
