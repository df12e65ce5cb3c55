"""What a service asks for in a schedule in place of what the schedule says."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from okno.booking import errors, policy
from okno.booking.actions.scheduling import plan_of, tell_set
from okno.booking.models import Schedule, ServiceRule
from okno.catalog.models import Service


@transaction.atomic
def set_rule(
    schedule: Schedule,
    *,
    service: Service,
    before: timedelta | None,
    after: timedelta | None,
    reminders: Sequence[timedelta] | None,
    at: datetime,
    by: str,
) -> None:
    """What this service asks for from now on; None leaves it to the schedule, and a rule that asks for nothing goes.

    What is booked stands, and reminders that are planned stay planned. Refuses to ask anything for a service that
    the schedule is not for (`unknown_choice`), and what is outside the limits as `adjust_schedule` does.
    """
    for name, value in (("before", before), ("after", after)):
        least, most = policy.LIMITS[name]
        if value is not None and not least <= value <= most:  # type: ignore[operator]
            raise errors.out_of_range(name)
    plan = None if reminders is None else plan_of(reminders)
    asked = {"before": before, "after": after, "reminders": plan}
    if any(value is not None for value in asked.values()):
        if schedule.services and service.pk not in schedule.services:
            raise errors.unknown_choice("service")
        ServiceRule.objects.update_or_create(schedule=schedule, service=service, defaults=asked)
    else:
        ServiceRule.objects.filter(schedule=schedule, service=service).delete()
    tell_set(schedule, at, by)
