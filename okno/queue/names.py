"""Who is called by name: what was given by consent, while the visit lasts and the centre calls so."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from okno.booking.models import Appointment
from okno.booking.models import State as AppointmentState
from okno.network.models import Centre
from okno.queue import policy, reference
from okno.queue.models import CallName, PlaceAfar, Ticket

# Whose name it is: a ticket, a place taken from afar, or an appointment that will be a ticket.
Named = Ticket | PlaceAfar | Appointment

# What whoever gives a name agrees to; it stands beside every field for one.
NAME_CONSENT = _(
    "When you are called, this name stands on the screen in the hall and is spoken aloud; the staff see it too."
    " When your visit is over it is forgotten."
)


def whose(place: Named) -> dict[str, Any]:
    """The condition on a CallName that it is of this visit."""
    if isinstance(place, Appointment):
        return {"appointment": place}
    return {"ticket": place} if isinstance(place, Ticket) else {"afar": place}


def in_use() -> Q:
    """The condition on a CallName that its visit goes on, in a centre that calls by name."""
    by_name = Centre.objects.calling_by_name()
    return (
        Q(ticket__state__in=policy.LIVE, ticket__centre__in=by_name)
        | Q(afar__state=PlaceAfar.State.AWAY, afar__centre__in=by_name)
        | Q(appointment__state=AppointmentState.BOOKED, appointment__centre__in=by_name)
    )


def call_name_of(place: Named) -> CallName | None:
    """By which name the person of this visit is called; None: by number. Its name is empty when staff took it off."""
    if not reference.centre(place.centre_id).calls_by_name:
        return None
    return CallName.objects.filter(in_use(), **whose(place)).first()


def names_of(tickets: Iterable[Ticket], centre: Centre) -> dict[int, str]:
    """By ticket the name of each that is called by one; asks nothing where the centre calls by number."""
    if not centre.calls_by_name:
        return {}
    live = [each.pk for each in tickets if each.is_live]
    named = CallName.objects.filter(ticket__in=live).exclude(name="")
    return dict(named.values_list("ticket_id", "name"))
