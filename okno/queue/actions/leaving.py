"""How a visit ends other than by being served, and what follows it."""

from datetime import datetime, timedelta

from django.db import transaction

from okno.base import events
from okno.booking import actions as booking
from okno.queue import errors, policy, reference, sql
from okno.queue.actions import freeing, moving
from okno.queue.actions.changing import once_more
from okno.queue.actions.coming_in import come_in
from okno.queue.events import TicketRated, VoucherUsed
from okno.queue.models import CheckIn, State, Ticket

RATED_WITHIN = timedelta(days=1)


def mark_no_show(*, centre: int, counter: int | None, ticket: int, at: datetime, by: str) -> Ticket:
    """Nobody came to the call. Refuses before the centre's number of recalls (`call_again_first`)."""
    limit = reference.centre(centre).recall_limit
    try:
        return freeing.run(
            sql.MARK_NO_SHOW,
            "mark_no_show",
            ticket=ticket,
            centre=centre,
            counter=counter,
            recall_limit=limit,
            at=at,
            by=by,
        )
    except errors.Refusal:
        found = moving.at_counter(ticket=ticket, centre=centre, counter=counter)
        if found is not None and found.may("mark_no_show") and found.recalls < limit:
            raise errors.call_again_first(limit - found.recalls) from None
        raise


@transaction.atomic
def give_second_chance(*, centre: int, ticket: int, at: datetime, by: str) -> Ticket:
    """Somebody who missed the call today and stands at the door is in line again, with the head start of a recall;
    whoever had booked, or was not reached by phone or by video, has come after all.

    Refuses whose phone has another live ticket meanwhile (`second_ticket`), and who has checked in anew with their
    appointment since, or got a ticket instead: the newer ticket is theirs, be it live or missed too (`came_again`).
    """
    place = reference.centre(centre)
    _is_newest_of_its_visit(centre, ticket)
    try:
        again = moving.run(
            sql.GIVE_SECOND_CHANCE,
            "give_second_chance",
            ticket=ticket,
            centre=centre,
            rank=policy.rank(at, policy.Priority.RECALL),
            day=place.day(at),
            promise_due_at=policy.promise_due(at, place.standard),
            at=at,
            by=by,
        )
    except errors.Refusal as refusal:
        if refusal.code == "too_late_to_undo":  # what the index on phones stands for elsewhere
            raise errors.second_ticket() from None
        raise
    for booked in CheckIn.objects.filter(ticket=again).select_related("appointment"):
        booking.come_back(booked.appointment, at=at, by=by)
    return come_in(again, at=at, by=by) if again.is_remote else again


def _is_newest_of_its_visit(centre: int, number: int) -> None:
    """The ticket is locked, as whoever checks in again or takes one instead locks it: one of the two sees what the
    other did.
    """
    locked = Ticket.objects.select_for_update(of=("self",), no_key=True)
    found = locked.filter(pk=number, centre=centre).first()
    if found is None:
        return
    of_day = CheckIn.objects.filter(ticket__centre=centre, ticket__day=found.day)
    newer = of_day.filter(earlier__contains=[number]).select_related("ticket").first()
    if newer is not None:
        raise errors.came_again(newer.ticket.label)


def leave(*, centre: int, ticket: int, at: datetime, by: str) -> Ticket:
    """The person leaves the line, by their own wish or as staff saw it. Refuses once served."""
    return freeing.run(sql.LEAVE, "leave", ticket=ticket, centre=centre, at=at, by=by)


@transaction.atomic
def rate(*, ticket: Ticket, rating: int, at: datetime, by: str) -> Ticket:
    """The visitor's mark, 1 to 5; within a day of the visit a second one replaces the first.

    The same mark again changes nothing. Refuses before being served, later than that, and a mind that is changed
    again and again (`too_many_changes`).
    """
    if rating not in range(1, 6):
        raise errors.unknown_choice("rating")
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if ticket.state != State.FINISHED or ticket.ended_at is None:
        raise errors.too_early_to_rate()
    if at > ticket.ended_at + RATED_WITHIN:
        raise errors.too_late_to_rate()
    if ticket.rating == rating:
        return ticket
    once_more(ticket, at=at)
    Ticket.objects.filter(pk=ticket.pk).update(rating=rating)
    _note(TicketRated(ticket=ticket.label, rating=rating), ticket, at, by, hall=False)
    ticket.rating = rating
    return ticket


@transaction.atomic
def use_voucher(*, ticket: Ticket, at: datetime, by: str) -> Ticket:
    """Hand out the coffee, once. Refuses a ticket without a voucher or with a used one."""
    used = (
        Ticket.objects.filter(pk=ticket.pk, voucher_used_at=None)
        .exclude(voucher="")
        .update(voucher_used_at=at)
    )
    if not used:
        raise errors.no_voucher()
    _note(VoucherUsed(ticket=ticket.label), ticket, at, by)
    ticket.voucher_used_at = at
    return ticket


def _note(fact: events.Fact, ticket: Ticket, at: datetime, by: str, *, hall: bool = True) -> None:
    events.record(
        fact,
        at=at,
        by=by,
        centre=ticket.centre_id,
        subject=f"ticket:{ticket.pk}",
        topics=(f"ticket:{ticket.pk}", *([f"hall:{ticket.centre_id}"] if hall else [])),
    )
