"""What somebody on the way is told: who is before them, how long, and when to set out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from okno.base import db
from okno.people.models import Account
from okno.queue import errors, policy
from okno.queue.models import PlaceAfar

REMEMBERED = timedelta(days=30)  # whose a place was, as with an appointment
_AHEAD = """
with s as (
    select services from queue_countersession
    where centre_id = %(centre)s and closed_at is null and paused_at is null
        and %(service)s = any(services)
), theirs as (
    select distinct unnest(services) as service from s
    union select %(service)s
)
select (select count(*) from s) as counters,
    (select count(*) from queue_ticket t where t.centre_id = %(centre)s and t.state = 'waiting'
        and t.medium = 'here' and t.rank < %(rank)s and t.service_id in (select service from theirs)) as here,
    (select coalesce(sum(t.typical_s), 0) from queue_ticket t where t.centre_id = %(centre)s
        and t.state = 'waiting' and t.rank < %(rank)s
        and t.service_id in (select service from theirs)) as work,
    (select coalesce(sum(least(of_one, %(most)s)), 0)::int from (
        select count(*) as of_one from queue_placeafar a where a.centre_id = %(centre)s and a.state = 'away'
            and a.joined_at < %(joined_at)s and a.service_id in (select service from theirs)
        group by coalesce(nullif(a.asker, ''), a.token)
    ) networks) as away
"""


@dataclass(frozen=True)
class Way:
    """Before somebody on the way: how many wait in the hall, how many are on the way too; the wait, were
    they here now; and when to set out to come just in time.
    """

    here: int
    away: int
    counters: int
    wait: timedelta
    set_out_at: datetime

    @property
    def people(self) -> int:
        """Everybody before them."""
        return self.here + self.away


def way_of(afar: PlaceAfar, *, road: timedelta, at: datetime) -> Way:
    """What to tell a person whose road takes so long. Those on the way count for the usual time, too.

    Before them is whoever would be, were they to set out now: of a long wait at home not all counts. Of one network
    no more than `policy.AWAY_OF_ONE` do: whoever joins from one again and again keeps nobody at home.
    """
    counts_from = policy.counts_from(afar.joined_at, at + road)
    row = db.row(
        _AHEAD,
        {
            "centre": afar.centre_id,
            "service": afar.service_id,
            "rank": counts_from.timestamp(),
            "joined_at": afar.joined_at,
            "most": policy.AWAY_OF_ONE,
        },
    )
    assert row is not None  # one row of counts
    typical = afar.service.typical(afar.purpose)
    work = timedelta(seconds=row["work"]) + typical * row["away"]
    wait = policy.expected_wait(work, row["counters"])
    return Way(
        here=row["here"],
        away=row["away"],
        counters=row["counters"],
        wait=wait,
        set_out_at=max(at, at + wait - road),
    )


def place_of_browser(holder: str, centre: int) -> PlaceAfar | None:
    """The place that this browser keeps in the line of a centre, or None."""
    away = PlaceAfar.objects.filter(holder=holder, centre=centre, state=PlaceAfar.State.AWAY)
    return away.select_related("centre", "service").first()


def is_anybody_on_the_way(centre: int, at: datetime) -> bool:
    """Whether the walls have to show how to prove that one is here."""
    away = PlaceAfar.objects.filter(centre=centre, state=PlaceAfar.State.AWAY)
    return away.filter(lapses_at__gt=at).exists()


def place_by_token(token: str) -> PlaceAfar:
    """The place with this unguessable token. Refuses an unknown one (`unknown_place`)."""
    found = (
        PlaceAfar.objects.select_related("centre", "service", "ticket").filter(token=token).first()
    )
    if found is None:
        raise errors.unknown_place()
    return found


@dataclass(frozen=True)
class Places:
    """The places from afar of an account: those that still lead to a counter, and those that are over, the last first."""

    live: list[PlaceAfar]
    over: list[PlaceAfar]

    @property
    def every(self) -> list[PlaceAfar]:
        """All of them."""
        return [*self.live, *self.over]


def places_of(account: Account, at: datetime) -> Places:
    """The places of an account, as long as we know whose they are."""
    found = PlaceAfar.objects.filter(account=account).select_related("centre", "service", "ticket")
    every = list(found.order_by("-joined_at", "-pk"))
    return Places(
        [each for each in every if is_live(each, at)],
        [each for each in every if not is_live(each, at)],
    )


def place_in(account: Account, number: int) -> PlaceAfar:
    """A place of this very account. Refuses any other (`unknown_kept_place`)."""
    found = PlaceAfar.objects.filter(account=account, pk=number).select_related("ticket").first()
    if found is None:
        raise errors.unknown_kept_place()
    return found


def is_live(afar: PlaceAfar, at: datetime) -> bool:
    """Whether its person is on the way, or in the hall with its ticket."""
    if afar.ticket is not None:
        return afar.ticket.is_live
    return afar.state == PlaceAfar.State.AWAY and afar.lapses_at > at
