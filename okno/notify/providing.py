"""Which provider is next: who rests after failing, and who has had enough for today."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from okno.base import db
from okno.notify import policy
from okno.notify.models import ProviderState

_SPEND = """
insert into notify_spent as spent (what, since, count) values (%(what)s, %(since)s, 1)
on conflict (what, since) do update set count = spent.count + 1 where spent.count < %(most)s
returning count
"""


def choose(
    names: Sequence[str], recipient: str, pot: str, at: datetime
) -> tuple[str | None, datetime | None]:
    """The provider of the next try, which is counted; or None and when to ask again.

    `recipient` is the key of the address in use: whoever was told enough this hour by it and out of this `pot` waits for the
    next one. A provider that had enough today is stepped over.
    """
    day = at.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    tomorrow = day + timedelta(days=1)
    name, awake_at = policy.next_provider(names, _rests(), at)
    if name is None:
        return None, awake_at
    if not _spend(f"provider {name}", day, settings.NOTIFY_A_DAY):
        others = [each for each in names if each != name]
        return choose(others, recipient, pot, at) if others else (None, tomorrow)
    hour = at.replace(minute=0, second=0, microsecond=0)
    if not _spend(f"{pot} {recipient}", hour, settings.NOTIFY_AN_HOUR):
        return None, hour + timedelta(hours=1)
    return name, None


def is_anybody_awake(names: Collection[str], at: datetime) -> bool:
    """Whether one of these does not rest."""
    return policy.next_provider([*names], _rests(), at)[0] is not None


def _spend(what: str, since: datetime, most: int) -> bool:
    return db.row(_SPEND, {"what": what, "since": since, "most": most}) is not None


def _rests() -> dict[str, datetime]:
    resting = ProviderState.objects.exclude(rests_until=None)
    return {name: until for name, until in resting.values_list("name", "rests_until") if until}


def failed(name: str, reason: str, asked_s: int | None, at: datetime) -> datetime:
    """A provider takes nothing just now: it rests, longer each time; returns until when."""
    state, _new = ProviderState.objects.select_for_update().get_or_create(name=name)
    if state.rests_until is not None and state.rests_until > at:
        return state.rests_until  # another worker has just found out the same
    state.failures += 1
    state.failing_since = state.failing_since or at
    rests_until = state.rests_until = at + policy.rest_after(state.failures, asked_s)
    state.reason = reason[:64]
    state.save()
    return rests_until


def works(name: str) -> None:
    """A provider took something."""
    ProviderState.objects.filter(name=name, failures__gt=0).update(
        failures=0, failing_since=None, rests_until=None, reason=""
    )
