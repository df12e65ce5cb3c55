"""How the cable to other programs refuses."""

from django.utils.translation import gettext_lazy as _

from okno.base.errors import Refusal


def bad_address() -> Refusal:
    """Not an address that is called: no https, a user name in it, or none of the world's."""
    return Refusal(
        "bad_address",
        _("Give an address that begins with https:// and can be reached from the internet."),
        field="url",
    )


def unknown_fact(name: str) -> Refusal:
    """No room records a fact of this name."""
    return Refusal(
        "unknown_fact",
        _("There is no fact called “%(name)s”; the list is at the foot of the page.")
        % {"name": name},
        field="names",
    )


def unknown_subscription() -> Refusal:
    """No subscription has this number."""
    return Refusal("unknown_subscription", _("There is no such subscription."), status=404)
