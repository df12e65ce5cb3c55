"""A visit that was booked without signing in comes into an account."""

from datetime import datetime

from django.db import transaction

from okno.booking.actions.steps import key_of_owner, keys_of_owner, locked_row
from okno.booking.models import Appointment, PersonKey
from okno.people import actions as people
from okno.people import queries
from okno.people.models import Account, Visitor


@transaction.atomic
def keep_visit(
    appointment: Appointment, *, account: Account, is_booker: bool, at: datetime, by: str
) -> None:
    """Keep a visit in an account as `people.keep_visit` does, and refuse what it refuses; twice is once.

    What belongs to the account from now on counts as booked in it: to its three to come, and when it is missed.
    An account is nobody who comes, so that no other visit of it at that time stands in the way.
    """
    queries.account_still(account)
    found = locked_row(appointment.pk)
    people.keep_visit(found.visitor, account=account, is_booker=is_booker, at=at, by=by)
    is_theirs = Visitor.objects.filter(appointments=found, account=account).exists()
    if is_theirs and found.keys.exists():  # of what is over nobody is known any more
        new = (key_of_owner(found, key) for key in keys_of_owner(account.pk))
        PersonKey.objects.bulk_create(new, ignore_conflicts=True)
