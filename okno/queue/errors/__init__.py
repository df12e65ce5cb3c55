"""How the hall refuses, with codes for machines and words for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from okno.base.errors import Refusal
from okno.queue.errors.from_afar import no_more_time as no_more_time
from okno.queue.errors.from_afar import not_here as not_here
from okno.queue.errors.from_afar import not_near as not_near
from okno.queue.errors.from_afar import place_given_up as place_given_up
from okno.queue.errors.from_afar import place_not_enough as place_not_enough
from okno.queue.errors.from_afar import too_many_codes as too_many_codes
from okno.queue.errors.from_afar import too_many_places as too_many_places
from okno.queue.errors.from_afar import unknown_kept_place as unknown_kept_place
from okno.queue.errors.from_afar import unknown_place as unknown_place
from okno.queue.models import State


def centre_closed(opens: str) -> Refusal:
    """The centre, or this service in it, is closed now; `opens` is when it opens, in words."""
    message: str | Promise = _("The centre is closed now.")
    if opens:
        message = _("The centre is closed now. It opens %(opens)s.") % {"opens": opens}
    return Refusal("centre_closed", message)


def service_closed(opens: str) -> Refusal:
    """The centre is open, but does not give this service now; `opens` is when it does again, in words."""
    message: str | Promise = _("This service is not given now; the centre gives others.")
    if opens:
        message = _("This service is not given now. It is given again: %(opens)s.") % {
            "opens": opens
        }
    return Refusal("service_closed", message, field="service")


def not_offered() -> Refusal:
    """This centre does not give this service."""
    return Refusal(
        "not_offered",
        _("This service is not given here. Ask the administrator where it is."),
        field="service",
    )


def unknown_purpose() -> Refusal:
    """The purpose of the visit is not one of this service's."""
    return Refusal("unknown_purpose", _("Choose what you came for."), field="purpose")


def unknown_choice(field: str) -> Refusal:
    """A value that is not in the list."""
    return Refusal("unknown_choice", _("Choose one from the list."), field=field)


def booked_another_day() -> Refusal:
    """An appointment more than a day away."""
    return Refusal(
        "booked_another_day",
        _("This appointment is for another day. Come on that day, or take a ticket without it."),
        field="booked_at",
    )


def too_many_services() -> Refusal:
    """More services in one visit than fit."""
    return Refusal("too_many_services", _("One visit holds up to five services."), field="services")


def second_ticket() -> Refusal:
    """This phone already holds a live ticket; which one and where is nobody's business but its holder's."""
    return Refusal(
        "second_ticket",
        _("This phone already holds a place in line. Leave that line first, or ask for help."),
        status=409,
        field="phone",
    )


def came_again(label: str) -> Refusal:
    """Whoever had this ticket has checked in again since: it is over, and the newer one counts."""
    return Refusal(
        "came_again",
        _("The person has come again with their appointment: their ticket is %(label)s now.")
        % {"label": label},
        status=409,
    )


def too_quick() -> Refusal:
    """More tickets within a minute than people can take at one screen."""
    return Refusal(
        "too_quick",
        _("This screen has just given many tickets. Wait a minute, or call a person."),
        status=429,
    )


def too_late_to_rate() -> Refusal:
    """The visit is longer ago than a day."""
    return Refusal(
        "too_late_to_rate",
        _("A visit can be rated for a day. Thank you for wanting to tell us."),
        status=409,
    )


def unknown_ticket() -> Refusal:
    """No such ticket, or not in the asker's reach."""
    return Refusal(
        "unknown_ticket", _("There is no such ticket. Check the link or the number."), status=404
    )


def unknown_counter() -> Refusal:
    """No such counter, or not in the asker's reach."""
    return Refusal("unknown_counter", _("There is no such counter here."), status=404)


def counter_not_open() -> Refusal:
    """Nobody has opened this counter."""
    return Refusal("counter_not_open", _("This counter is not open. Open it first."), status=409)


def counter_paused() -> Refusal:
    """The counter is on a pause."""
    return Refusal("counter_paused", _("This counter is on a pause. Go on first."), status=409)


def counter_taken() -> Refusal:
    """Somebody else sits at this counter, or this person already sits elsewhere."""
    return Refusal(
        "counter_taken",
        _("This counter is taken, or you are already at another one. Close that one first."),
        status=409,
    )


def counter_busy() -> Refusal:
    """The counter still has a person."""
    return Refusal(
        "counter_busy",
        _("There is already a person at this counter. Finish with them first."),
        status=409,
    )


def still_at_your_counter(label: str) -> Refusal:
    """Whoever signs out still has a person at their counter."""
    return Refusal(
        "counter_busy",
        _(
            "%(label)s is still at your counter. Finish with them or send them back to the line"
            " (“Send on…”), then sign out."
        )
        % {"label": label},
        status=409,
    )


def sent_nowhere() -> Refusal:
    """A transfer that would change nothing: the same service and purpose, and no counter."""
    return Refusal(
        "sent_nowhere",
        _(
            "They have come for this already. Choose another service, what for or a counter, or send"
            " them back to the line."
        ),
        field="service",
    )


def returns_already() -> Refusal:
    """A return asked of a ticket that another counter sent for one step."""
    return Refusal(
        "returns_already",
        _(
            "Another counter sent them to you and waits for them. Send them on without “back to me”:"
            " after that they go back there."
        ),
        field="back_to_me",
        status=409,
    )


def nobody_waiting() -> Refusal:
    """The line for this counter is empty."""
    return Refusal("nobody_waiting", _("Nobody is waiting for this counter."), status=409)


def not_at_your_counter() -> Refusal:
    """The ticket is at another counter."""
    return Refusal("not_at_your_counter", _("This ticket is not at your counter."), status=409)


def forbidden_move(state: str) -> Refusal:
    """The ticket's state does not allow the act; most often the page was stale."""
    return Refusal(
        "forbidden_move",
        _("This can't be done now: the ticket is “%(state)s”. The page has been renewed.")
        % {"state": State(state).label},
        status=409,
    )


def too_late_to_undo() -> Refusal:
    """More than half a minute has passed, or something happened since."""
    return Refusal(
        "too_late_to_undo", _("It is too late to undo this: more has happened since."), status=409
    )


def call_again_first(left: int) -> Refusal:
    """A no-show needs the agreed number of recalls."""
    return Refusal(
        "call_again_first",
        _("Call again first: %(left)s more before “did not come”.") % {"left": left},
        status=409,
    )


def nobody_can_serve() -> Refusal:
    """The counter the ticket should go to does not give this service."""
    return Refusal("nobody_can_serve", _("That counter does not give this service."), status=409)


def no_skills() -> Refusal:
    """An operator without a skill for any service here."""
    return Refusal(
        "no_skills", _("Your skills fit no service of this centre. Ask your manager."), status=409
    )


def too_early_to_rate() -> Refusal:
    """A mark before the service was finished."""
    return Refusal("too_early_to_rate", _("You can rate once you have been served."), status=409)


def too_many_changes() -> Refusal:
    """The holder of one place in line changes their mind again and again."""
    return Refusal(
        "too_many_changes",
        _("You have changed this many times already. It stays as it is now."),
        status=429,
    )


def no_voucher() -> Refusal:
    """No voucher on this ticket, or it was used."""
    return Refusal("no_voucher", _("There is no unused voucher on this ticket."), status=409)


def minutes_out_of_range(most: int) -> Refusal:
    """A length in minutes that makes no sense."""
    return Refusal(
        "minutes_out_of_range",
        _("Give from 1 to %(most)s minutes.") % {"most": most},
        field="minutes",
    )


def nobody_behind() -> Refusal:
    """There is nobody to let go first."""
    return Refusal(
        "nobody_behind",
        _("Nobody waits after you, so there is nobody to let go first."),
        status=409,
    )


def no_more_steps() -> Refusal:
    """One steps back twice at most."""
    return Refusal(
        "no_more_steps",
        _("You have let others go first twice. Not ready yet? Tell the administrator."),
        status=409,
    )


def no_consent() -> Refusal:
    """Nothing of a person is kept before they agree."""
    return Refusal(
        "no_consent",
        _("Without your consent we may not keep where to reach you. Tick the box to go on."),
        field="consent",
    )


def nothing_to_tell() -> Refusal:
    """The visit is over."""
    return Refusal(
        "nothing_to_tell", _("This visit is over, there is nothing more to tell."), status=409
    )


def invitation_over() -> Refusal:
    """A word for our bot that is not ours, too old, or used in another chat."""
    return Refusal(
        "invitation_over",
        _("This link is not good any more. Open the page of your visit and press once more."),
        status=404,
    )


def reached_already() -> Refusal:
    """A counter is ringing them up, or in the room for video, at this moment."""
    return Refusal(
        "reached_already",
        _(
            "A specialist is reaching you by phone or video at this very moment: answer, or join. "
            "If you can’t, tell the administrator."
        ),
        status=409,
    )


def no_call_name() -> Refusal:
    """What was given is nothing that can be called out in a hall."""
    return Refusal(
        "no_call_name",
        _("Give a name of 2 to 24 letters, without figures or addresses. For example: Anna K."),
        field="call_name",
    )


def called_by_number() -> Refusal:
    """The centre calls by number, or the staff took this name off."""
    return Refusal("called_by_number", _("You are called by your number here."), status=409)
