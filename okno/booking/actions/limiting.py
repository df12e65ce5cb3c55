"""How often one network, one browser and one kiosk may hold, book and wait, where nobody sees who it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from okno.base import acts, clock, db, tries
from okno.base.errors import Refusal
from okno.booking import errors, policy, ringing
from okno.booking.actions.steps import is_colleague, keys_of
from okno.booking.models import Via
from okno.network import queries as network

_REFUSALS = {
    "hold": errors.too_many_holds,
    "book": errors.too_many_bookings,
    "wish": errors.too_many_wishes,
    "refused": errors.too_many_bookings,
    "hold at a screen": errors.too_many_at_a_screen,
    "book at a screen": errors.too_many_at_a_screen,
}


def once_more(act: str, *, asker: str, holder: str | None, at: datetime, screen: str = "") -> None:
    """Count one more `act` of this network and this browser (keyed hashes), or of the kiosk (`screen`) at which one
    stands, unless they had as many as one may.

    An empty `asker` is one that is not limited: a colleague, a program, which has a quota of its own.
    What is given back or cancelled has counted. The acts of one network come one after another, so that
    many at once count too; to be asked before anything else is locked. Refuses by `policy.OFTEN`.
    """
    if screen:
        act, asker, holder = f"{act} at a screen", screen, None
    if not asker:
        return
    db.one_after_another(f"asker {asker}")
    check(act, asker=asker, holder=holder, at=at)
    tries.note(*_both(act, asker, holder), at=at)


@contextmanager
def contact_tried(
    *askers: str, holder: str | None = None, screen: str = "", by: str, at: datetime
) -> Iterator[None]:
    """One act that may refuse a contact; a refusal counts, and after some no contact is looked at.

    Otherwise one could ask for one phone after another who of them is booked, and when. Each of `askers` is counted
    by itself, a network first; an empty one is not limited. Of a screen (`by`), and of what a kiosk (`screen`) holds,
    it is so many within minutes; of a program see `one_contact_tried`.
    """
    counted = [each for each in askers if each]
    with acts.act():
        guesser = screen or (by if _is_screen(by) else "")
        over = errors.too_many_contacts
        guesses = [guesses_of("refused", guesser, over, at=at)] if guesser else []
        for each in counted:
            db.one_after_another(f"asker {each}")
            check("refused", asker=each, holder=holder, at=at)
        try:
            yield
        except Refusal as refusal:
            if refusal.code == errors.contact_not_taken().code:
                who = _both("refused", *counted, holder) if counted else []
                refusal.leaves.append(partial(tries.note, *who, *guesses, at=at))
            raise


@contextmanager
def one_contact_tried(*ways: str, by: str, at: datetime) -> Iterator[None]:
    """One act for whoever has these ways to be reached (E.164, e-mail), inside of `contact_tried`.

    A program asks for many people from one place and answers for whom it lets ask: what is refused counts for the
    program and the contact, so that nobody keeps others from booking there. After as many as at a screen this contact
    is looked at no more (`too_many_guesses`). Nobody else is counted here.
    """
    counted = keys_of(*ways) if network.is_program(by) else []
    tried = [
        guesses_of("refused", f"{by} {key}", errors.contact_tried_often, at=at) for key in counted
    ]
    try:
        yield
    except Refusal as refusal:
        if tried and refusal.code == errors.contact_not_taken().code:
            refusal.leaves.append(partial(tries.note, *tried, at=at))
        raise


def check_calls(phone: str, *, asker: str, at: datetime, by: str) -> None:
    """Refuse one more call to a phone that has as many as there may be (`ringing.may_ring`), but for a colleague, who
    hears its person (`contact_not_taken`).
    """
    if not is_colleague(by) and not ringing.may_ring(phone, asker=asker, at=at):
        raise errors.contact_not_taken()


def guesses_of(act: str, by: str, over: Callable[[], Refusal], *, at: datetime) -> str:
    """Under what the guesses of a screen, or of a program about somebody, are counted, one after another: many at once would all be looked at before
    the first had counted. Refuses with `over` after ten within ten minutes.
    """
    db.one_after_another(f"{act} {by}")
    who, since = tries.key(act, by), at - clock.of_a_person(policy.FORGOTTEN)
    if tries.are_over(who, most=policy.MISSES, since=since, at=at):
        raise over()
    return who


def check(act: str, *, asker: str, holder: str | None, at: datetime) -> None:
    """Refuse when this network or this browser had as many of `act` as one may."""
    often = policy.OFTEN[act]
    hour, day = (at - clock.of_a_person(span) for span in (policy.HOUR, policy.DAY))
    network, *browser = _both(act, asker, holder)
    over = [
        tries.are_over(network, most=often.an_hour, since=hour, at=at),
        tries.are_over(network, most=often.a_day, since=day, at=at),
        *(tries.are_over(each, most=often.a_browser, since=hour, at=at) for each in browser),
    ]
    if any(over):
        raise _REFUSALS[act]()


def _both(act: str, *askers: str | None) -> list[str]:
    """Under what the network is counted, and the browser if it has a name."""
    return [tries.key(act, each) for each in askers if each]


def screen_of(via: str, by: str) -> str:
    """The kiosk at which somebody stands by themselves; "" for what was not held at one. Who takes elsewhere what a kiosk
    holds is counted as another kiosk.
    """
    return by if via == Via.KIOSK else ""


def _is_screen(by: str) -> bool:
    return by.startswith("device:") and not network.is_program(by)
