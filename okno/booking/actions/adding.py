"""One schedule more at a centre."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from okno.base.text import Text
from okno.booking.actions.arranging import check_arrangement, check_name, stripped
from okno.booking.actions.scheduling import adjust_schedule, check_medium
from okno.booking.models import Schedule, WeekRow
from okno.booking.policy import Hours, Medium
from okno.network.models import Centre


@transaction.atomic
def add_schedule(
    *,
    centre: Centre,
    name: Text,
    hours: Collection[Hours],
    languages: Collection[str],
    services: Collection[int] = (),
    facilities: Collection[str] = (),
    medium: str = Medium.HERE,
    counters: int = 1,
    share: int = 50,
    days_ahead: int | None = None,
    cancel_until: timedelta | None = None,
    early: timedelta | None = None,
    late: timedelta | None = None,
    step: timedelta | None = None,
    before: timedelta | None = None,
    after: timedelta | None = None,
    reminders: Sequence[timedelta] | None = None,
    at: datetime,
    by: str,
) -> Schedule:
    """A new schedule of a centre, open for booking at once; its slug is ours and says nothing.

    What is None is as every schedule begins. `medium` is for good: whoever books knows how they are received.
    Refuses what `arrange_schedule` and `adjust_schedule` refuse, a medium that there is not (`unknown_choice`), and video where
    nobody has said where the rooms are (`no_rooms`).
    """
    check_name(name)
    check_arrangement(hours, languages, services, facilities)
    check_medium(medium)
    # Of two that add one at once the second counts the first.
    Centre.objects.select_for_update(no_key=True, of=("self",)).get(pk=centre.pk)
    made = Schedule.objects.create(
        centre=centre,
        slug=_free_slug(centre),
        name=stripped(name),
        languages=sorted(set(languages)),
        services=sorted(set(services)),
        facilities=sorted(set(facilities)),
        medium=medium,
    )
    WeekRow.objects.bulk_create(
        WeekRow(
            schedule=made,
            weekday=each.weekday,
            opens=each.opens,
            closes=each.closes,
            is_quiet=each.is_quiet,
            counters=1,
        )
        for each in sorted(hours)
    )
    adjust_schedule(
        made,
        counters=counters,
        share=share,
        is_active=True,
        days_ahead=days_ahead,
        cancel_until=cancel_until,
        early=early,
        late=late,
        step=step,
        before=before,
        after=after,
        reminders=reminders,
        at=at,
        by=by,
    )
    made.refresh_from_db()
    return made


def _free_slug(centre: Centre) -> str:
    taken = set(Schedule.objects.filter(centre=centre).values_list("slug", flat=True))
    return next(
        slug for nth in range(1, len(taken) + 2) if (slug := f"schedule-{nth}") not in taken
    )
