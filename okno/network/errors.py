"""How the network refuses."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from okno.base.errors import Refusal
from okno.base.text import left_to_right


def unknown_centre() -> Refusal:
    """There is no such centre."""
    return Refusal("unknown_centre", _("There is no such centre."), status=404)


def unknown_hall(halls: str) -> Refusal:
    """No such hall in this centre; `halls` are the short names of those it has."""
    return Refusal(
        "unknown_hall", _("There is no such hall here. There are: %(halls)s.") % {"halls": halls}
    )


def upside_down(field: str = "ends_on") -> Refusal:
    """A closure that ends before it begins: its days, or its hours (`field` says which)."""
    return Refusal("upside_down", _("The end comes before the beginning."), field=field)


def no_day(field: str) -> Refusal:
    """What was given as a day is none; `field` says where."""
    return Refusal("no_day", _("Choose a day of the calendar."), field=field)


def no_time(field: str) -> Refusal:
    """What was given as a time of the day is none; `field` says where."""
    return Refusal("no_time", _("Give the time like this: 13:00."), field=field)


def half_hours(field: str) -> Refusal:
    """One time of the day without the other; `field` is the one that lacks."""
    return Refusal(
        "half_hours", _("Give both times, or neither: then it is closed all day."), field=field
    )


def already_past() -> Refusal:
    """Days that are all over: neither to be closed nor to be opened."""
    return Refusal(
        "already_past", _("These days are over. Choose today or a later day."), field="ends_on"
    )


def closure_too_long() -> Refusal:
    """More than a year: most likely a slip in the date."""
    return Refusal(
        "closure_too_long",
        _("This is longer than a year. Look at the dates again."),
        field="ends_on",
    )


def closed_already(days: str) -> Refusal:
    """The same place or service has a closure on some of these days already: on `days`, in words."""
    return Refusal(
        "closed_already",
        _("There is a closure on these days already: %(days)s. Cancel that one first.")
        % {"days": days},
        field="starts_on",
        status=409,
    )


def no_reason(field: str) -> Refusal:
    """A closure whose reason lacks in a language of the screens; `field` says in which."""
    return Refusal("no_reason", _("Say why, in this language too."), field=field)


def reason_too_long(field: str, most: int) -> Refusal:
    """More than a line on a screen holds."""
    return Refusal(
        "reason_too_long",
        _("The reason holds up to %(most)s characters. Say it shorter.") % {"most": most},
        field=field,
    )


def unknown_closure() -> Refusal:
    """No such closure, or none of this centre's; most often somebody else has just cancelled it."""
    return Refusal(
        "unknown_closure",
        _("There is no such closure any more. Look at the list again."),
        status=404,
    )


def unknown_kind() -> Refusal:
    """A kind of device that we have none of."""
    return Refusal("unknown_kind", _("Choose what it is."), field="kind")


def no_device_name(most: int) -> Refusal:
    """A device without a name, or with one that fits no list."""
    return Refusal(
        "no_device_name",
        _("Name it so that everybody knows which one it is, in up to %(most)s characters.")
        % {"most": most},
        field="name",
    )


def device_name_taken() -> Refusal:
    """Two devices of one kind in one centre cannot have one name."""
    return Refusal(
        "device_name_taken",
        _("There is one of this name here already. Choose another name."),
        field="name",
        status=409,
    )


def unknown_device_here() -> Refusal:
    """No such device in this centre; most often somebody else has just sent it away."""
    return Refusal(
        "unknown_device_here",
        _("There is no such device here any more. Look at the list again."),
        status=404,
    )


def quota_out_of_range(most: int) -> Refusal:
    """A program asks once a minute at least, and not more often than the house stands."""
    return Refusal(
        "quota_out_of_range",
        _("Give a number from 1 to %(most)s.") % {"most": most},
        field="quota",
    )


def no_phone() -> Refusal:
    """What was given as a centre's phone is no telephone number of any country."""
    return Refusal(
        "no_phone",
        _("This is not a phone number. Give it with its country, for example %(phone)s.")
        % {"phone": left_to_right("+7 495 777-77-77")},
        field="phone",
    )


def quota_spent(most: int) -> Refusal:
    """A program has asked as often in this minute as it may."""
    message = ngettext(
        "This program may ask %(most)s time a minute. Wait as many seconds as Retry-After says.",
        "This program may ask %(most)s times a minute. Wait as many seconds as Retry-After says.",
        most,
    ) % {"most": most}
    return Refusal("quota_spent", message, status=429)


def wrong_code() -> Refusal:
    """Nobody's code: never was, used, or over."""
    return Refusal(
        "wrong_code",
        _(
            "This code opens nothing: it may be used up or older than 15 minutes. Ask for a new one."
        ),
        field="code",
    )


def too_many_codes(minutes: int) -> Refusal:
    """Too many wrong codes from one network."""
    return Refusal(
        "too_many_codes",
        _("Too many wrong codes. Try again in %(minutes)s min.") % {"minutes": minutes},
        field="code",
        status=429,
    )


def no_screen() -> Refusal:
    """The code is of a device that is no screen: it is entered by the device itself."""
    return Refusal(
        "no_screen",
        _("This code is for a device without a page. Its own program sends it to /api/v1/devices."),
        field="code",
    )
