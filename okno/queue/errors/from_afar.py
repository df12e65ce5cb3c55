"""How a place in line from afar is refused, and being here is not proven."""

from django.utils.translation import gettext_lazy as _

from okno.base.errors import Refusal


def not_here() -> Refusal:
    """Neither the code nor the place proves that the person is in the centre."""
    return Refusal(
        "not_here",
        _("This is not the code on the screen now. Read it again: it changes every five minutes."),
        field="code",
    )


def too_many_codes() -> Refusal:
    """Wrong codes were typed one after another: it may be guessed."""
    return Refusal(
        "too_many_guesses",
        _(
            "Many codes were tried. Try again in some minutes, or ask at the kiosk or the administrator."
        ),
        field="code",
        status=429,
    )


def not_near() -> Refusal:
    """The phone says that it is elsewhere."""
    return Refusal(
        "not_here",
        _(
            "Your phone does not say that it is at the centre. Check in at the kiosk, or type the code if the board shows one."
        ),
        field="code",
    )


def place_not_enough() -> Refusal:
    """Several came from one network by their phones' places within an hour: a place can be typed by anybody."""
    return Refusal(
        "place_not_enough",
        _(
            "Several people have just come from your network by their phone’s place. "
            "Check in at the kiosk or with the administrator, or type the code if the board shows one."
        ),
        field="code",
        status=429,
    )


def place_given_up() -> Refusal:
    """A place taken from afar was given up, or kept in vain."""
    return Refusal(
        "place_given_up",
        _("This place was given up. Take a new one, or a ticket at the door."),
        status=409,
    )


def no_more_time() -> Refusal:
    """More time is given once."""
    return Refusal(
        "no_more_time",
        _("You have asked for more time already. When the place is given up, take a new one."),
        status=409,
    )


def too_many_places() -> Refusal:
    """One network address takes place after place."""
    return Refusal(
        "too_many_places",
        _("Too many places were taken from here within an hour. Try later, or come to the centre."),
        status=429,
    )


def unknown_place() -> Refusal:
    """No place from afar has this token."""
    return Refusal("unknown_place", _("There is no such place in line."), status=404)


def unknown_kept_place() -> Refusal:
    """No place from afar with this number is in the account."""
    return Refusal(
        "unknown_kept_place",
        _("We keep nothing of this any more. Look at the page again."),
        status=404,
    )
