"""A day as it was, read back from tickets and journal."""

from datetime import date
from zoneinfo import ZoneInfo

from okno.base import db
from okno.network.models import Centre
from okno.planning.report import Visit

_VISITS = """
select t.issued_at, t.state, t.ended_at, t.promise_broken_at,
    min(e.at) filter (where e.name = 'queue.ticket_called') as called_at,
    min(e.at) filter (where e.name = 'queue.service_started') as started_at,
    max(e.at) filter (where e.name = 'queue.service_finished') as finished_at
from queue_ticket t
left join base_event e on e.centre_id = t.centre_id and e.subject = 'ticket:' || t.id
    and e.at >= t.issued_at and e.at < t.issued_at + interval '1 day'
where t.centre_id = %(centre)s and t.day = %(day)s
group by t.id order by t.issued_at, t.id
"""


def visits_of(centre: Centre, day: date) -> list[Visit]:
    """Every visit of a centre's day, whoever served it, with times on the centre's own clock."""
    zone = ZoneInfo(centre.zone)
    visits = []
    for row in db.rows(_VISITS, {"centre": centre.pk, "day": day}):
        local = {
            name: row[name].astimezone(zone) if row[name] else None
            for name in ("issued_at", "called_at", "started_at", "finished_at", "ended_at")
        }
        done = row["state"] == "finished"
        visits.append(
            Visit(
                arrived_at=local["issued_at"],
                called_at=local["called_at"],
                started_at=local["started_at"] if done else None,
                finished_at=local["finished_at"] if done else None,
                left_at=local["ended_at"] if row["state"] == "left" else None,
                no_show=row["state"] == "no_show",
                promise_broken=row["promise_broken_at"] is not None,
            )
        )
    return visits
