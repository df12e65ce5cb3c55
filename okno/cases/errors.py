"""How the room refuses, with codes for machines and words for people."""

from django.utils.translation import gettext_lazy as _

from okno.base.errors import Refusal


def unknown_case() -> Refusal:
    """No such case, not in the asker's reach, or forgotten."""
    return Refusal(
        "unknown_case",
        _("There is no such application. Check the link, or the number on your receipt."),
        status=404,
    )


def nothing_filed() -> Refusal:
    """The person of this ticket is not here to file, or not any more."""
    return Refusal(
        "nothing_filed",
        _(
            "An application is accepted from whoever is being served now or was served today, and came to"
            " file one."
        ),
        status=409,
    )


def no_due_day() -> Refusal:
    """The day is none, is over, or is too far away to be promised."""
    return Refusal(
        "no_due_day",
        _("Choose the day by which the result comes: today or later, within 400 days."),
        field="due_on",
    )


def case_moved_on() -> Refusal:
    """What was asked for is not possible as the case is now."""
    return Refusal(
        "case_moved_on",
        _("The application is not where it was: somebody has moved it on. Look at it again."),
        status=409,
    )


def too_late_to_take_back() -> Refusal:
    """More than half a minute has passed, or there is nothing to take back."""
    return Refusal(
        "too_late_to_take_back",
        _("It is too late to take this back. Tell the manager what went wrong."),
        status=409,
    )
