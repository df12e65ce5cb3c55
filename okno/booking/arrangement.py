"""What a schedule is for in its week, and which appointments to come lie outside of that."""

from datetime import datetime

from okno.booking import plans, policy
from okno.booking.models import Appointment, Need, Schedule, State, WeekRow
from okno.booking.policy import Hours


def hours_of(schedule: Schedule) -> list[Hours]:
    """The hours of its week, in order."""
    rows = WeekRow.objects.filter(schedule=schedule)
    return sorted(Hours(row.weekday, row.opens, row.closes, row.is_quiet) for row in rows)


def outside(schedule: Schedule, at: datetime) -> set[int]:
    """Ids of the appointments to come at this schedule that its hours, languages, facilities or services
    do not fit.
    """
    hours, zone = hours_of(schedule), plans.zone_of(schedule.centre)
    to_come = Appointment.objects.filter(schedule=schedule, state=State.BOOKED, ends_at__gt=at)
    found = set()
    for each in to_come:
        begins, ends = each.starts_at.astimezone(zone), each.ends_at.astimezone(zone)
        fitting = [row for row in hours if row.is_quiet or Need.QUIET not in each.needs]
        is_within = begins.date() == ends.date() and policy.covered(
            fitting, begins.weekday(), begins.time(), ends.time()
        )
        if not (
            is_within
            and each.language in schedule.languages
            and set(each.needs) - {Need.QUIET} <= set(schedule.facilities)
            and (not schedule.services or set(each.services) <= set(schedule.services))
        ):
            found.add(each.pk)
    return found
