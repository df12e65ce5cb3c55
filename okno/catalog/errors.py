"""How the catalogue refuses."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from okno.base.errors import Refusal


def unknown_service() -> Refusal:
    """No service has this name."""
    return Refusal(
        "unknown_service",
        _("We do not know such a service. Choose one from the list or search again."),
        field="service",
        status=404,
    )


def not_offered_here() -> Refusal:
    """The service exists, this centre does not give it."""
    return Refusal(
        "not_offered_here",
        _("This centre does not give this service. Choose another centre."),
        field="service",
    )


def no_way_left() -> Refusal:
    """A service that is given is given in some way."""
    return Refusal(
        "no_way_left",
        _("One way to come has to stay. To give the service no more, switch it off as a whole."),
        field="ways",
    )


def unknown_way() -> Refusal:
    """Not one of the ways to come."""
    return Refusal("unknown_way", _("Choose one from the list."), field="ways", status=404)


def by_appointment_only() -> Refusal:
    """The centre gives this service to nobody who just comes."""
    return Refusal(
        "by_appointment_only",
        _(
            "Here this service is by appointment only: choose a time, or ask a colleague to book one"
            " for you."
        ),
        field="service",
    )


def not_online(*, walk_in: bool, phone: bool) -> Refusal:
    """Nobody books this by themselves, there or anywhere; told with what is left of the other ways."""
    message = {
        (True, True): _(
            "This is not booked online. Come without an appointment, or let us book a time for you:"
            " by phone or at a counter."
        ),
        (True, False): _("This is not booked online. Come without an appointment."),
        (False, True): _(
            "This is not booked online. We book a time for you: by phone or at a counter."
        ),
        (False, False): _(
            "These services are not booked online in one visit. Choose one of them, or another centre."
        ),
    }[walk_in, phone]
    return Refusal("not_online", message, field="service")


def not_by_phone(*, walk_in: bool, online: bool) -> Refusal:
    """No colleague books this at the centre for anybody; told with what is left of the other ways."""
    message = {
        (True, True): _(
            "Here we do not book this for a person. They come without an appointment, or book online."
        ),
        (True, False): _(
            "Here we do not book this for a person. They come without an appointment."
        ),
        (False, True): _("Here we do not book this for a person. They book online."),
        (False, False): _(
            "Here we do not book these services for a person in one visit. Choose one of them."
        ),
    }[walk_in, online]
    return Refusal("not_by_phone", message, field="service")


def service_paused() -> Refusal:
    """The service is paused or closed everywhere."""
    return Refusal(
        "service_paused",
        _("This service is not given at the moment. Ask the administrator."),
        field="service",
    )


def purpose_not_possible() -> Refusal:
    """One does not come about this service for this purpose."""
    return Refusal(
        "purpose_not_possible",
        _("You cannot come about this service for that. Choose another purpose of the visit."),
        field="purpose",
    )


def assured_in_future() -> Refusal:
    """A text cannot have been checked on a day that has not come."""
    return Refusal(
        "assured_in_future",
        _("The day of the check is still to come. Give today or an earlier day."),
        field="assured_on",
    )


def unknown_screen() -> Refusal:
    """This centre's kiosks have no such screen, or no more."""
    return Refusal(
        "unknown_screen",
        _("There is no such screen here any more. Look at the list again."),
        status=404,
    )


def no_weekday() -> Refusal:
    """A screen without a day is never shown."""
    return Refusal("no_weekday", _("Choose at least one day of the week."), field="weekdays")


def screen_ends_first() -> Refusal:
    """A screen ends after it begins, on the same day."""
    return Refusal(
        "screen_ends_first",
        _("The end has to be later than the beginning, on the same day."),
        field="closes",
    )


def screens_overlap(opens: time, closes: time) -> Refusal:
    """Another screen of the centre is shown at some of this time."""
    return Refusal(
        "screens_overlap",
        _(
            "On one of these days another screen is shown from %(opens)s to %(closes)s."
            " Choose other hours, or change that one."
        )
        % {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"},
        field="opens",
    )


def nothing_to_show() -> Refusal:
    """A screen with neither services nor a notice would be the usual one."""
    return Refusal(
        "nothing_to_show",
        _("Choose a service, or write a notice: otherwise the screen is as usual."),
        field="services",
    )


def too_many_on_screen(most: int) -> Refusal:
    """More services than the first screens hold."""
    return Refusal(
        "too_many_on_screen",
        _("At most %(most)d services stand on the first screens.") % {"most": most},
        field="services",
    )


def notice_lacks_language(language: str) -> Refusal:
    """A notice is written in both languages of the kiosk, or in none."""
    return Refusal(
        "notice_lacks_language",
        _("Write the notice in both languages: everybody reads it."),
        field=f"notice_{language}",
    )


def notice_too_long(language: str, most: int) -> Refusal:
    """A notice that nobody reads in passing."""
    return Refusal(
        "notice_too_long",
        _("Say it in at most %(most)d characters: people read it in passing.") % {"most": most},
        field=f"notice_{language}",
    )
