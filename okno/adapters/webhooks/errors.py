"""How the cable to other programs refuses."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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
        _("There is no fact called “%(name)s”; the office lists them on its page of programs.")
        % {"name": name},
        field="names",
    )


def too_many_subscriptions(most: int) -> Refusal:
    """One program is told in as many places as one may."""
    message = ngettext(
        "A program has at most %(most)s subscription. Remove it first.",
        "A program has at most %(most)s subscriptions. Remove one first.",
        most,
    ) % {"most": most}
    return Refusal("too_many_subscriptions", message, status=409)


def unknown_cursor() -> Refusal:
    """A place in a list that is none of ours."""
    return Refusal(
        "unknown_cursor",
        _("“after” is the “next” of the page before; leave it out to read from the beginning."),
        field="after",
    )


def unknown_subscription() -> Refusal:
    """No subscription has this number."""
    return Refusal("unknown_subscription", _("There is no such subscription."), status=404)
