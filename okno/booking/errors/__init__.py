"""How booking refuses, with codes for machines and words for people."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from okno.base.errors import Refusal
from okno.booking.errors.of_schedules import hours_overlap as hours_overlap
from okno.booking.errors.of_schedules import no_language as no_language
from okno.booking.errors.of_schedules import no_lead_times as no_lead_times
from okno.booking.errors.of_schedules import no_rooms as no_rooms
from okno.booking.errors.of_schedules import no_schedule_name as no_schedule_name
from okno.booking.errors.of_schedules import no_week as no_week
from okno.booking.errors.of_schedules import no_whole_number as no_whole_number
from okno.booking.errors.of_schedules import out_of_range as out_of_range
from okno.booking.errors.of_schedules import reminded_twice as reminded_twice
from okno.booking.errors.of_schedules import too_many_reminders as too_many_reminders


def unknown_appointment() -> Refusal:
    """No appointment has this token, code or number."""
    return Refusal("unknown_appointment", _("There is no such appointment."), status=404)


def not_found_today() -> Refusal:
    """Nobody has an appointment here today by the code or phone that was given at a screen."""
    return Refusal(
        "unknown_appointment",
        _(
            "We found no appointment here for today by this number. Check it. If it is for another day or another"
            " centre, show the page of the appointment to the camera."
        ),
        field="number",
        status=404,
    )


def code_needed(how: str, time: str) -> Refusal:
    """A phone alone was given at a screen for a visit to which nobody comes."""
    return Refusal(
        "code_needed",
        _(
            "This visit is at %(time)s, %(how)s. To be received here all the same, type the code from the page of the"
            " appointment, or ask an administrator."
        )
        % {"time": time, "how": how},
        field="number",
        status=409,
    )


def code_needed_to_give_up() -> Refusal:
    """A phone alone was given at a screen, and a ticket would cost its person the appointment."""
    return Refusal(
        "code_needed",
        _(
            "To take a ticket without the appointment, type its code from our message or from the page of the"
            " appointment, or ask a colleague."
        ),
        field="number",
        status=409,
    )


def found_too_long_ago() -> Refusal:
    """What a screen has found is not its to carry on with any more, or never was."""
    return Refusal(
        "unknown_appointment",
        _("This appointment was found a while ago. Find it once more."),
        status=404,
    )


def too_few_digits() -> Refusal:
    """What was given is shorter than a code."""
    return Refusal(
        "too_few_digits",
        _("The code of an appointment has six digits. A phone number has more: type it whole."),
        field="number",
    )


def too_many_guesses() -> Refusal:
    """A screen was given many codes or phones that have no appointment."""
    return Refusal(
        "too_many_guesses",
        _(
            "Many numbers were tried here, so for some minutes this screen looks for none. "
            "Show the code of your appointment, or take a ticket."
        ),
        status=429,
    )


def too_many_contacts() -> Refusal:
    """At a screen many phones were given with which nothing can be booked."""
    return Refusal(
        "too_many_guesses",
        _(
            "Many phones were tried here, so for some minutes this screen books nothing. "
            "Try later, or call a person."
        ),
        status=429,
    )


def contact_tried_often() -> Refusal:
    """A program was refused with this phone or address many times; others may book by it."""
    return Refusal(
        "too_many_guesses",
        _(
            "This phone or address was tried many times just now, so for some minutes nothing is booked with it here. "
            "Try later, call the centre, or come without an appointment."
        ),
        field="phone",
        status=429,
    )


def unknown_schedule() -> Refusal:
    """No schedule has this name here."""
    return Refusal("unknown_schedule", _("There is no such schedule here."), status=404)


def unknown_choice(field: str) -> Refusal:
    """A value that is not in the list."""
    return Refusal("unknown_choice", _("Choose one from the list."), field=field)


def slot_taken() -> Refusal:
    """Somebody was quicker, or the time was never free."""
    return Refusal(
        "slot_taken",
        _("This time has just been taken. Choose another one."),
        field="starts_at",
        status=409,
    )


def no_code_or_contact() -> Refusal:
    """What an appointment is looked for by is none of the three by which one is found."""
    return Refusal(
        "no_code_or_contact",
        _("Give the code of the appointment, a phone number or an e-mail address."),
    )


def slot_past() -> Refusal:
    """The time is over."""
    return Refusal("slot_past", _("This time is over. Choose a later one."), field="starts_at")


def slot_too_far(days: int) -> Refusal:
    """Further ahead than this schedule is open for."""
    message = ngettext(
        "You can book %(days)s day ahead.", "You can book %(days)s days ahead.", days
    ) % {"days": days}
    return Refusal("slot_too_far", message, field="starts_at")


def not_bookable() -> Refusal:
    """No schedule of this centre is for these services, this language and these needs."""
    return Refusal(
        "not_bookable",
        _(
            "This cannot be booked here. You can come without an appointment, or choose another centre."
        ),
        field="service",
    )


def hold_over() -> Refusal:
    """The ten minutes are over, and the time is free again."""
    return Refusal(
        "hold_over",
        _(
            "The ten minutes are over and the time was given back. Choose it again, if it is still free."
        ),
        status=409,
    )


def overlapping() -> Refusal:
    """The person has another appointment at that time, somewhere in the network."""
    return Refusal(
        "overlapping",
        _(
            "You have another appointment at this time. Choose another time, or cancel that one first."
        ),
        field="phone",
        status=409,
    )


def too_many_appointments(most: int) -> Refusal:
    """One person has as many appointments to come as one may."""
    message = ngettext(
        "You have %(most)s appointment to come already. Cancel it first, or come without one.",
        "You have %(most)s appointments to come already. Cancel one first, or come without one.",
        most,
    ) % {"most": most}
    return Refusal("too_many_appointments", message, field="phone", status=409)


def too_many_holds() -> Refusal:
    """One network address or browser asks for times again and again."""
    return Refusal(
        "too_many_holds",
        _("Many times were chosen from your network lately. Try later, or call the centre."),
        status=429,
    )


def too_many_bookings() -> Refusal:
    """One network address or browser has booked as often as one may, also what was cancelled since."""
    return Refusal(
        "too_many_bookings",
        _(
            "Many appointments were made from your network lately, so we take no more from it for now. "
            "Try later, call the centre, or come without an appointment."
        ),
        status=429,
    )


def too_many_at_a_screen() -> Refusal:
    """At one kiosk as many times were kept or booked as may be."""
    return Refusal(
        "too_many_bookings",
        _(
            "Many appointments were made at this screen lately, so it takes no more for now. "
            "A colleague books for you: call a person."
        ),
        status=429,
    )


def too_many_wishes() -> Refusal:
    """One network address or browser has been put on waiting lists as often as one may."""
    return Refusal(
        "too_many_wishes",
        _(
            "Your network was put on waiting lists many times lately. "
            "Try later, call the centre, or come without an appointment."
        ),
        status=429,
    )


def too_many_searches() -> Refusal:
    """Others are searching at this very moment; nothing was looked at."""
    return Refusal(
        "too_many_searches",
        _("Many people are looking for a time right now. Try again in a few seconds."),
        status=503,
    )


def too_many_moves() -> Refusal:
    """An appointment was moved as often as one may."""
    return Refusal(
        "too_many_moves",
        _("This appointment was moved many times. Cancel it and book anew, or ask at the centre."),
        status=409,
    )


def not_now(state: str) -> Refusal:
    """The act does not fit the state the appointment is in, which is told in words."""
    return Refusal(
        "appointment_moved_on",
        _("This cannot be done any more: the appointment is “%(state)s”.") % {"state": state},
        status=409,
    )


def changed_meanwhile() -> Refusal:
    """Whoever asks has an older version before their eyes."""
    return Refusal(
        "changed_meanwhile",
        _("The appointment was changed meanwhile. Look at it again."),
        status=412,
    )


def another_offer() -> Refusal:
    """Whoever takes an offer has seen an earlier one."""
    return Refusal(
        "changed_meanwhile",
        _("Another time is offered meanwhile. Look at it before you take it."),
        status=412,
    )


def too_late_to_cancel() -> Refusal:
    """Closer to the time than this schedule lets one cancel or move."""
    return Refusal(
        "too_late_to_change",
        _("It is too late to change this appointment here. Call the centre, we will find a way."),
        status=409,
    )


def too_early(opens: str) -> Refusal:
    """The person came long before the time; `opens` is when they may check in."""
    return Refusal(
        "too_early",
        _("You are early. Check in from %(opens)s, or take a ticket without the appointment.")
        % {"opens": opens},
        status=409,
    )


def too_late() -> Refusal:
    """The person came long after the time."""
    return Refusal(
        "too_late",
        _("The time of this appointment is over. Take a ticket: you will be served today."),
        status=409,
    )


def another_centre(name: str) -> Refusal:
    """The appointment is at another centre."""
    return Refusal(
        "another_centre",
        _("This appointment is at another centre: %(name)s.") % {"name": name},
        status=409,
    )


def another_day(day: str) -> Refusal:
    """The appointment is on another day."""
    return Refusal(
        "another_day", _("This appointment is on another day: %(day)s.") % {"day": day}, status=409
    )


def too_many_services(most: int) -> Refusal:
    """One appointment is for so many services at most."""
    message = ngettext(
        "At most %(most)s service fits one visit.", "At most %(most)s services fit one visit.", most
    ) % {"most": most}
    return Refusal("too_many_services", message, field="service")


def bad_days() -> Refusal:
    """The last day is before the first, the first is over, or so is the last: nothing begins on it any more."""
    return Refusal(
        "bad_days", _("Choose days that are not over, the first one first."), field="last_day"
    )


def free_now() -> Refusal:
    """On these days there are times to choose from: nobody has to wait."""
    return Refusal(
        "free_now",
        _("On these days there are free times: choose one of them."),
        status=409,
    )


def waits_too_long(farthest: str) -> Refusal:
    """A waiting list goes so far ahead and no farther; `farthest` is its last day in words."""
    return Refusal(
        "waits_too_long",
        _("The waiting list goes as far as %(day)s. Choose a last day up to then.")
        % {"day": farthest},
        field="last_day",
    )


def already_wished() -> Refusal:
    """The person waits for this already."""
    return Refusal(
        "already_wished", _("You are on this waiting list already."), field="phone", status=409
    )


def unknown_wish() -> Refusal:
    """No wish has this token."""
    return Refusal("unknown_wish", _("There is no such place on a waiting list."), status=404)


def contact_not_taken() -> Refusal:
    """Whoever typed this contact gets no time with it; why is told to a colleague only.

    One answer whether its person is elsewhere then, has appointments enough, waits already, or did not answer our calls
    lately: it tells a stranger nothing, and the person where to look.
    """
    return Refusal(
        "contact_not_taken",
        _(
            "This cannot be booked with this phone or address. If you have appointments or wait for one, "
            "we sent you their pages: there each is cancelled in two presses, also one that somebody else made. "
            "Or call the centre, or come without an appointment."
        ),
        field="phone",
        status=409,
    )
