"""Which counter may call which person, and whom first: what a call, a counter's line and a place share.

The conditions speak of a ticket t and the session s of a counter that is open and not on a pause. A
rule may choose among those who could serve somebody, never leave nobody (tests/machines/test_queue.py).
"""


def _could_take(session: str) -> str:
    """Whether this session may ever call ticket t: what no rule below can bar."""
    return (
        f"{session}.closed_at is null and {session}.paused_at is null"
        f" and t.service_id = any({session}.services)"
        f" and (t.hall_id is null or t.hall_id = {session}.hall_id)"
        f" and (not {session}.quick_only or t.typical_s <= %(quick_s)s)"
    )


# Of a person in line `hold_until` says that they came back from hold, and until when their counter has
# them to itself.
CAME_BACK = "t.hold_until is not null"

# A ticket kept for one counter goes there, and a person to a counter that speaks the wished language;
# each only while there is such a counter that could take this very ticket. Otherwise it is anybody's.
WHO_MAY = f"""(
        t.service_id = any(s.services)
        and (t.hall_id is null or t.hall_id = s.hall_id)
        and (not s.quick_only or t.typical_s <= %(quick_s)s)
        and (t.only_counter_id is null or t.only_counter_id = s.counter_id or t.hold_until < %(at)s
            or not exists (
                select from queue_countersession k
                where k.counter_id = t.only_counter_id and {_could_take("k")}
            ))
        and (t.language = any(s.languages) or t.only_counter_id = s.counter_id or not exists (
            select from queue_countersession o
            where o.centre_id = s.centre_id and t.language = any(o.languages) and {_could_take("o")}
        ))
    )"""
# A counter's ratio alternates between two lines; whoever came back stands in neither.
RATIO = f"""case when s.ratio_booked = 0 or s.ratio_walk_in = 0 or {CAME_BACK} then 0
        when (s.called %% (s.ratio_booked + s.ratio_walk_in) < s.ratio_booked)
            = (t.booked_at is not null) then 0 else 1 end"""
IN_ORDER = f"{RATIO}, t.rank, t.id"

LINE = f"""
with s as (select * from queue_countersession where id = %(session)s)
select t.id from queue_ticket t cross join s
where t.centre_id = s.centre_id and t.state = 'waiting' and {WHO_MAY}
order by {IN_ORDER}
limit %(limit)s
"""

# Who would be called after a ticket by its counters; where no open counter may call it, those of its service.
BEHIND = f"""
with s as (
    select * from queue_countersession
    where centre_id = %(centre)s and closed_at is null and paused_at is null
), mine as (
    select s.* from s join queue_ticket t on t.id = %(ticket)s where {WHO_MAY}
)
select t.rank from queue_ticket t
where t.centre_id = %(centre)s and t.state = 'waiting' and (t.rank, t.id) > (%(rank)s, %(ticket)s)
    and t.rank <= %(now)s -- who is booked for later has a rank that nobody here should fall behind
    and case when exists (select from mine) then exists (select from mine s where {WHO_MAY})
        else t.service_id = %(service)s end
order by t.rank fetch first %(limit)s rows with ties
"""

# Whoever wants the same, in the same way, is asked of the counters once: a line of hundreds is some
# dozens of kinds. Work that several counters may take is shared by all of them: of each person ahead, this ticket's
# counters (`mine`) carry as large a part as they are among those who may call that person (`able`).
PLACE = f"""
with s as (
    select * from queue_countersession
    where centre_id = %(centre)s and closed_at is null and paused_at is null
), mine as (
    select coalesce(array_agg(s.id), '{{}}') as ids
    from s join queue_ticket t on t.id = %(ticket)s where {WHO_MAY}
), line as (
    select service_id, hall_id, typical_s, only_counter_id, hold_until, language, count(*) as people
    from queue_ticket t
    where t.centre_id = %(centre)s and t.state = 'waiting'
        and (t.rank, t.id) < (%(rank)s, %(ticket)s)
    group by service_id, hall_id, typical_s, only_counter_id, hold_until, language
), ahead as (
    select t.people, t.typical_s, t.service_id, c.able, c.shared
    from line t cross join mine cross join lateral (
        select count(*) as able, count(*) filter (where s.id = any(mine.ids)) as shared
        from s where {WHO_MAY}
    ) c
)
select coalesce(sum(people), 0)::int as ahead, cardinality(ids) as counters,
    coalesce(sum(people * typical_s * greatest(shared, 1) / greatest(able, 1)::float8), 0) as work
from mine left join ahead
    on shared > 0 or (ids = '{{}}' and service_id = %(service)s)
group by ids
"""
