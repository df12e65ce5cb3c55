"""How what a manager sets of a schedule is refused."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from okno.base.errors import Refusal


def out_of_range(field: str) -> Refusal:
    """A setting of a schedule that is less or more than may be set."""
    return Refusal(
        "out_of_range",
        _("This is less or more than may be set. The limits stand beside the field."),
        field=field,
    )


def no_whole_number(field: str) -> Refusal:
    """What was typed for a setting is no whole number."""
    return Refusal(
        "no_whole_number",
        _("Write a whole number. The limits stand beside the field."),
        field=field,
    )


def no_lead_times() -> Refusal:
    """What was typed for a plan of reminders are no numbers of hours."""
    return Refusal(
        "no_lead_times",
        _("Write how many hours before, as whole numbers with commas: 24, 2."),
        field="reminders",
    )


def no_week() -> Refusal:
    """A schedule without any hours."""
    return Refusal(
        "no_week",
        _("Give the hours of one day at least. To book nothing at all, close the booking instead."),
        field="week",
    )


def no_schedule_name(field: str, most: int) -> Refusal:
    """A schedule whose name lacks in a language of the screens, or fits no line; `field` says in which."""
    message = ngettext(
        "Name it in this language too, in at most %(most)s character.",
        "Name it in this language too, in at most %(most)s characters.",
        most,
    )
    return Refusal("no_schedule_name", message % {"most": most}, field=field)


def hours_overlap(field: str) -> Refusal:
    """Two stretches of one weekday have a time in common; `field` says which day."""
    return Refusal(
        "hours_overlap",
        _("Two of these stretches overlap. Let one end before the next begins."),
        field=field,
    )


def no_language() -> Refusal:
    """A schedule in which nobody speaks any language."""
    return Refusal("no_language", _("Choose one language at least."), field="languages")


def too_many_reminders(most: int) -> Refusal:
    """A plan has so many reminders at most."""
    message = ngettext(
        "At most %(most)s reminder. Leave the rest out.",
        "At most %(most)s reminders. Leave the rest out.",
        most,
    ) % {"most": most}
    return Refusal("too_many_reminders", message, field="reminders")


def reminded_twice() -> Refusal:
    """The plan names the same lead time twice."""
    return Refusal(
        "reminded_twice",
        _("The same time stands here twice. Leave one of them."),
        field="reminders",
    )


def no_rooms() -> Refusal:
    """Nobody has said where one meets by video (OKNO_VIDEO)."""
    return Refusal(
        "no_rooms",
        _(
            "There are no rooms for video yet. Whoever runs okno sets where they are; until then choose the centre or"
            " the phone."
        ),
        field="medium",
    )
