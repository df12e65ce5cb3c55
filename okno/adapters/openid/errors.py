"""How a sign-in is refused. No visit needs one, and every refusal says so or says what to do."""

from django.utils.translation import gettext_lazy as _

from okno.base.errors import Refusal


def unknown_door() -> Refusal:
    """Nobody of this name says who a visitor is."""
    return Refusal("unknown_door", _("There is no such way to sign in."), status=404)


def door_away(name: str) -> Refusal:
    """The provider does not answer, or not in a way one can trust."""
    return Refusal(
        "door_away",
        _(
            "“%(name)s” does not answer just now. Try again in a few minutes."
            " Everything else works without signing in: booking, the line, the page of your visit."
        )
        % {"name": name},
        status=503,
    )


def door_over(name: str) -> Refusal:
    """Begun long ago or in another browser, used already, or not what was asked for."""
    return Refusal(
        "door_over",
        _("This sign-in is not valid any more. Press “%(name)s” once more.") % {"name": name},
        status=400,
    )


def not_signed_in() -> Refusal:
    """The person changed their mind at the provider."""
    return Refusal(
        "not_signed_in", _("You have not signed in. No visit needs it: go on without."), status=400
    )
