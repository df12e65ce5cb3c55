"""The statements of the hall: each act is one, so that it is whole, durable and never half-done.

A statement moves the ticket and appends to the journal together. Who wins when two ask at once is
decided by row locks (`for update skip locked`) and unique indexes, never by a check made earlier.
"""

from okno.base import idempotency
from okno.queue import policy
from okno.queue.noting import noted as _noted
from okno.queue.noting import payload as _payload
from okno.queue.who_may import CAME_BACK, IN_ORDER, WHO_MAY

_SENSITIVE = ", ".join(f"'{each}'" for each in policy.SENSITIVE)
_AT_COUNTER = ", ".join(f"'{state}'" for state in policy.AT_COUNTER)

# What an undo puts back. `by` remembers whose act it was, `act` which, `at` when.
_KEPT = (
    "state", "counter_id", "session_id", "only_counter_id", "service_id", "rest", "purpose",
    "typical_s", "rank", "waiting_since", "called_at", "started_at", "ended_at", "hold_until",
    "recalls", "reason", "outcome", "promise_due_at", "returns_to_id", "returns_for",
)  # fmt: skip
_BEFORE = "jsonb_build_object('act', %(act)s::text, 'undo_at', %(at)s::timestamptz, 'undo_by', t.counter_id"
_BEFORE += "".join(f", '{name}', t.{name}" for name in _KEPT) + ")"


# policy.turn, of ticket t: of a class no more is written down (tests/test_privacy.py holds them together).
_TURN = (
    f"case when t.priority in ({_SENSITIVE})"
    f" then '{policy.Turn.OUT_OF_TURN}'"
    f" when t.booked_at is not null or t.priority = '{policy.Priority.APPOINTMENT}'"
    f" then '{policy.Turn.BOOKED}' else '{policy.Turn.ORDINARY}' end"
)
_AGAIN = f"t.priority = '{policy.Priority.RECALL}'"

_ISSUE = f"""
with next as (
    insert into queue_series (centre_id, day, last) values (%(centre)s, %(day)s, 1)
    on conflict (centre_id, day) do update set last = queue_series.last + 1
    returning last
), made as (
    insert into queue_ticket (
        centre_id, day, letter, number, token, medium, service_id, rest, purpose, language, priority,
        typical_s, booked_at, rank, hall_id, holder, state, issued_at, waiting_since, recalls,
        reason, outcome, promise_due_at, voucher, version
    )
    select %(centre)s::bigint, %(day)s::date, %(letter)s::text, last, %(token)s::text,
        %(medium)s::text, %(service)s::bigint, %(rest)s::bigint[], %(purpose)s::text, %(language)s::text,
        %(priority)s::text, %(typical_s)s::int, %(booked_at)s::timestamptz, %(rank)s::float8,
        %(hall)s::bigint, %(holder)s::text, 'waiting', %(issued_at)s::timestamptz, %(at)s::timestamptz, 0,
        '{{{{}}}}', '', %(promise_due_at)s::timestamptz, '', 1
    from next
    returning *
), noted as ({_noted("queue.ticket_issued", _payload(service="service_id", purpose="purpose", language="language", priority=_TURN), "made t")}){{kept}}
select * from made
"""
_KEPT_KEY = idempotency.keeping(201, "jsonb_build_object('ticket', id)", "made")
ISSUE = _ISSUE.format(kept="")
ISSUE_ONCE = _ISSUE.format(kept=f", kept as ({_KEPT_KEY})")

# The session is locked first, so that nobody is called to a counter that is just being closed.
# "passed" is the oldest arrival overtaken: the reason names it. A web process whose clock is a step
# behind the one that issued the ticket still calls: the wait is none, not less.
_CALL = """
with s as (
    select * from queue_countersession
    where counter_id = %(counter)s and centre_id = %(centre)s
        and closed_at is null and paused_at is null
    for no key update
), chosen as (
    select t.id
    from queue_ticket t cross join s
    where t.centre_id = %(centre)s and t.state = 'waiting' and {who}
        and not exists (
            select from queue_ticket b
            where b.counter_id = %(counter)s and b.state in ({at_counter})
        )
    order by {order}
    limit 1
    for update of t {locked}
), passed as (
    select t.letter || t.number as label,
        case when {counts_later} and not {again} then t.booked_at end as booked_at,
        case when {counts_later} and {again} then true end as again,
        case when {counts_later} and t.steps_back > 0 then true end as let_go,
        case when %(picked)s::bool is null and (t.rank, t.id) < (c.rank, c.id) and {by_ratio}
            then s.ratio_booked || ':' || s.ratio_walk_in end as ratio
    from queue_ticket t cross join s, queue_ticket c
    where c.id = (select id from chosen) and t.centre_id = %(centre)s and t.state = 'waiting'
        and t.id <> c.id and t.issued_at < c.issued_at and {overtaken}
    order by t.issued_at, t.id
    limit 1
), moved as (
    update queue_ticket t
    set state = 'called', counter_id = s.counter_id, session_id = s.id,
        called_at = greatest(%(at)s, t.issued_at, t.waiting_since), recalls = 0, version = version + 1,
        only_counter_id = null, hold_until = null, before = {before},
        rank = t.rank + case when {came_back} then %(back_s)s else 0 end,
        reason = jsonb_strip_nulls(jsonb_build_object(
            'picked', %(picked)s::bool, 'turn', {turn}, 'booked_at', t.booked_at,
            'late_s', extract(epoch from t.issued_at - t.booked_at)::int,
            'again', case when {again} then true end,
            'back', case when {came_back} then true end, 'returned', t.reason->'returning',
            'before', p.label, 'before_booked_at', p.booked_at, 'before_again', p.again,
            'before_let_go', p.let_go,
            'ratio', p.ratio
        )),
        promise_broken_at = case when %(at)s > t.promise_due_at
            then coalesce(t.promise_broken_at, %(at)s) else t.promise_broken_at end,
        voucher = case when %(at)s > t.promise_due_at and t.voucher = ''
            then %(voucher)s else t.voucher end
    from chosen cross join s left join passed p on true
    where t.id = chosen.id
    returning t.*
), counted as (
    update queue_countersession set called = called + 1, auto_rests = false
    where id = (select session_id from moved)
), noted as ({called}), broken as ({broken})
select * from moved
"""


_CALLED = _noted(
    "queue.ticket_called",
    _payload(
        service="service_id",
        counter="counter_id",
        waited_s="extract(epoch from called_at - waiting_since)::float",
        reason="reason",
    ),
)
# Whoever set this very voucher, sweep or call, tells it: both may come at the same moment.
_BROKEN = _noted(
    "queue.promise_broken", _payload(service="service_id"), where="voucher = %(voucher)s"
)


def _call(who: str, overtaken: str, locked: str) -> str:
    return _CALL.format(
        who=who,
        locked=locked,
        overtaken=overtaken,
        order=IN_ORDER,
        at_counter=_AT_COUNTER,
        before=_BEFORE,
        turn=_TURN,
        again=_AGAIN,
        came_back=CAME_BACK,
        counts_later="t.rank > extract(epoch from t.issued_at)",
        by_ratio="s.ratio_booked > 0 and (t.booked_at is null) <> (c.booked_at is null)",
        called=_CALLED,
        broken=_BROKEN,
    )


CALL_NEXT = _call(WHO_MAY, WHO_MAY, "skip locked")
# Whoever wants this very person waits for another's hand on them, to be told what became of them.
CALL_THIS = _call("t.id = %(ticket)s", "true", "")


# The counter that has fallen free by this act, when it calls by itself (okno.queue.actions.freeing).
_CALLS_NEXT = """, (
        select k.counter_id from queue_countersession k
        where k.id = coalesce(t.session_id, (t.before->>'session_id')::bigint)
            and k.closed_at is null and k.paused_at is null and k.auto_call and not k.auto_rests
    ) as calls_next"""


def _move(act: str, sets: str, noted: str, guard: str = "true", more: str = "") -> str:
    """An act on one ticket of the centre: allowed from the states of policy.MOVES, else no row."""
    move = policy.MOVES[act]
    sources = ", ".join(f"'{state}'" for state in move.sources)
    before = _BEFORE if move.undoable else "null"
    frees = move.target not in policy.AT_COUNTER and set(move.sources) & set(policy.AT_COUNTER)
    return f"""
with moved as (
    update queue_ticket t
    set state = '{move.target}', version = version + 1, before = {before}{", " if sets else ""}{sets}
    where t.id = %(ticket)s and t.centre_id = %(centre)s and t.state in ({sources}) and {guard}
    returning t.*{_CALLS_NEXT if frees else ""}
), noted as ({noted}){more}
select * from moved
"""


# A program of the centre may leave the counter out; a desk names its own.
_MINE = "t.counter_id = coalesce(%(counter)s::bigint, t.counter_id)"
_BACK_IN_LINE = (
    "counter_id = null, session_id = null, called_at = null, started_at = null,"
    " waiting_since = %(at)s, promise_due_at = %(promise_due_at)s"
)

RECALL = _move(
    "recall",
    "recalls = t.recalls + 1",
    _noted("queue.ticket_recalled", _payload(counter="counter_id", recalls="recalls")),
    _MINE,
)
START = _move(
    "start",
    "started_at = greatest(%(at)s, t.called_at)",
    _noted(
        "queue.service_started",
        _payload(
            service="service_id",
            counter="counter_id",
            walked_s="extract(epoch from started_at - called_at)::float",
        ),
    ),
    _MINE,
)
_SERVED = "extract(epoch from greatest(%(at)s, {was}started_at) - {was}started_at)::float"
FINISH = _move(
    "finish",
    "ended_at = greatest(%(at)s, t.started_at), outcome = %(outcome)s",
    _noted(
        "queue.service_finished",
        _payload(
            service="service_id",
            counter="counter_id",
            served_s=_SERVED.format(was=""),
            outcome="outcome",
            more="0",
        ),
    ),
    _MINE + " and cardinality(t.rest) = 0",
)


def _next_leg(act: str, sets: str, more: str = "") -> str:
    """Finish one service of a visit that goes on; the journal keeps the finished one's figures."""
    noted = (
        "insert into base_event (at, name, centre_id, subject, by, payload)"
        " select %(at)s, 'queue.service_finished', m.centre_id, 'ticket:' || m.id, %(by)s,"
        " jsonb_build_object('ticket', m.letter || m.number, 'service', %(service)s::bigint,"
        f" 'counter', w.counter_id, 'served_s', {_SERVED.format(was='w.')},"
        " 'outcome', %(outcome)s::text, 'more', cardinality(m.rest) + 1)"
        " from moved m, was w"
    )
    statement = _move(act, sets, noted, _SAME_LEG, more)
    return statement.replace(
        "with moved as (",
        "with was as (select id, started_at, counter_id from queue_ticket where id = %(ticket)s), moved as (",
    )


_ONWARD = (
    "service_id = %(next_service)s, rest = %(next_rest)s, purpose = %(next_purpose)s,"
    " typical_s = %(next_typical_s)s"
)
_SAME_LEG = _MINE + " and t.service_id = %(service)s and t.version = %(version)s"
_NO_RETURN = "returns_to_id = null, returns_for = null"
_FIRST = "rank = t.rank - %(back_s)s, hold_until = %(kept_until)s"
NEXT_SERVICE = _next_leg("next_service", f"{_ONWARD}, {_BACK_IN_LINE}")
CONTINUE_HERE = _next_leg("continue_here", f"{_ONWARD}, started_at = %(at)s")
TAKE_OVER = _next_leg("continue_here", f"{_ONWARD}, started_at = %(at)s, {_NO_RETURN}")
_CAME_BACK = _noted(
    "queue.ticket_came_back", _payload(service="service_id", counter="only_counter_id")
)
COME_BACK = _next_leg(
    "come_back",
    f"{_ONWARD}, {_BACK_IN_LINE}, {_FIRST}, {_NO_RETURN}, only_counter_id = t.returns_to_id,"
    " reason = jsonb_build_object('returning', %(returning)s::jsonb)",
    f", back as ({_CAME_BACK})",
)

HOLD = _move(
    "hold",
    "hold_until = %(until)s, only_counter_id = case when %(back_to_me)s::bool then t.counter_id end,"
    " counter_id = null, session_id = null",
    _noted("queue.ticket_held", _payload(counter="(before->>'undo_by')::bigint")),
    _MINE,
)
TAKE_BACK = _move(
    "take_back",
    f"{_FIRST}, {_BACK_IN_LINE}",
    _noted("queue.ticket_taken_back", "jsonb_build_object('ticket', letter || number)"),
)
# With a return the interrupted service is what comes after the step, which is not done again. Whoever sends on for that very service
# gives the return up.
_BACK = "when %(back_to_me)s::bool then"
_GIVEN_UP = "when t.returns_to_id is not null and t.rest[1] = %(service)s::bigint then"
TRANSFER = _move(
    "transfer",
    "service_id = %(service)s, typical_s = %(typical_s)s, purpose = %(purpose)s,"
    f" rest = case {_BACK} t.service_id || array_remove(t.rest, %(service)s::bigint) {_GIVEN_UP} t.rest[2:] else t.rest end,"
    f" returns_to_id = case {_BACK} t.counter_id {_GIVEN_UP} null else t.returns_to_id end,"
    f" returns_for = case {_BACK} t.purpose {_GIVEN_UP} null else t.returns_for end,"
    f" only_counter_id = %(to_counter)s, {_BACK_IN_LINE}",
    _noted(
        "queue.ticket_transferred",
        _payload(
            service="service_id",
            to_counter="only_counter_id",
            back_to="case when %(back_to_me)s::bool then returns_to_id end",
        ),
    ),
    _MINE
    + """ and not (%(back_to_me)s::bool
        and (t.returns_to_id is not null or t.counter_id = coalesce(%(to_counter)s::bigint, 0)))
    and (case when %(to_counter)s::bigint is null
        then (t.service_id, t.purpose) <> (%(service)s::bigint, %(purpose)s::text) else exists (
        select from queue_countersession k
        where k.counter_id = %(to_counter)s::bigint and k.closed_at is null
            and %(service)s::bigint = any(k.services)
            and (t.hall_id is null or t.hall_id = k.hall_id)
            and (not k.quick_only or %(typical_s)s::int <= %(quick_s)s)
    ) end)""",
)
MARK_NO_SHOW = _move(
    "mark_no_show",
    "ended_at = greatest(%(at)s, t.called_at)",
    _noted("queue.ticket_not_shown", _payload(counter="counter_id", recalls="recalls")),
    _MINE + " and t.recalls >= %(recall_limit)s",
)
GIVE_SECOND_CHANCE = _move(
    "give_second_chance",
    f"ended_at = null, rank = %(rank)s, priority = 'recall', {_BACK_IN_LINE}",
    _noted("queue.ticket_given_second_chance", "jsonb_build_object('ticket', letter || number)"),
    "t.day = %(day)s",
)
# Whoever lets others go has no more of a return, which put them before everybody.
STEP_BACK = _move(
    "step_back",
    "rank = %(rank)s, steps_back = t.steps_back + 1, waiting_since = %(at)s,"
    " promise_due_at = case when t.promise_due_at < %(at)s then t.promise_due_at"
    " else greatest(t.promise_due_at, %(promise_due_at)s) end, hold_until = null,"
    " only_counter_id = case when t.hold_until is null then t.only_counter_id end,"
    " reason = t.reason - 'returning'",
    _noted(
        "queue.ticket_stepped_back",
        _payload(let_go="%(let_go)s::int", waited_s="%(waited_s)s::float"),
    ),
    "t.version = %(version)s",
)
LEAVE = _move(
    "leave",
    "ended_at = greatest(%(at)s, t.issued_at), holder = null, hold_until = null",
    _noted(
        "queue.ticket_left",
        _payload(waited_s="greatest(0, extract(epoch from ended_at - waiting_since))::float"),
    ),
)

# An undo is allowed to the session that did the act, within the half minute, while nothing followed and
# it is still open: nobody is brought back to a counter that was closed. A counter that calls by itself
# rests after an undone call: it would call the same person at once. For a ratio that call never was.
UNDO = f"""
with s as (
    select id from queue_countersession
    where counter_id = %(counter)s and centre_id = %(centre)s and closed_at is null
    for no key update
), moved as (
    update queue_ticket t
    set ({", ".join(_KEPT)}) = (select {", ".join(f"p.{name}" for name in _KEPT)}
            from jsonb_populate_record(null::queue_ticket, t.before) p),
        before = null, version = version + 1
    from s
    where t.id = %(ticket)s and t.centre_id = %(centre)s
        and t.before is not null
        and (t.before->>'undo_at')::timestamptz > %(since)s
        and coalesce((t.before->>'session_id')::bigint, t.session_id) = s.id
    returning t.*, (select o.before->>'act' from queue_ticket o where o.id = t.id) as undone
), rested as (
    update queue_countersession
    set called = greatest(called - 1, 0), auto_rests = auto_rests or auto_call
    where id = (select id from s) and exists (select from moved where undone = 'call')
), noted as ({_noted("queue.act_undone", _payload(act="undone"))})
select * from moved
"""

# A sweep takes one ticket in a transaction of its own, the longest overdue first: while a row is locked,
# a call steps over it, so a sweep of many in one would let the longest waiting be overtaken.
BREAK_A_PROMISE = f"""
with late as (
    select id from queue_ticket
    where state = 'waiting' and promise_broken_at is null and promise_due_at < %(at)s
        and (%(centres)s::bigint[] is null or centre_id = any(%(centres)s))
    order by promise_due_at limit 1 for update skip locked
), moved as (
    update queue_ticket t
    set promise_broken_at = %(at)s, version = version + 1, voucher = %(voucher)s
    from late where t.id = late.id and t.state = 'waiting' and t.promise_broken_at is null
    returning t.*
), noted as ({_BROKEN})
select id, centre_id from moved
"""
