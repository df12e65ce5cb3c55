"""What a page asks about messages: how they went, in which words, and whether those who carry them are well."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db.models import Count, Q

from okno.notify import addresses, errors, policy, ports
from okno.notify.acts import ACTS
from okno.notify.models import Channel, Message, ProviderState, Spent, Wording
from okno.notify.writing import check as check
from okno.notify.writing import spoken as spoken


@dataclass(frozen=True)
class Seen:
    """A message without whom it is for and what it says."""

    id: int
    act: str
    about: str
    channel: str
    language: str
    state: str
    provider: str
    is_shown_only: bool
    reason: str
    attempts: int
    version: int
    made_at: datetime
    due_at: datetime
    until: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class Health:
    """A provider: whether it fails, until when it is left alone, how much of its day is spent."""

    name: str
    channel: str
    is_stand_in: bool
    failing_since: datetime | None
    rests_until: datetime | None
    reason: str
    tried_today: int


@dataclass(frozen=True)
class Preview:
    """A wording filled in, and how long it is; `parts` is for SMS."""

    subject: str
    text: str
    characters: int
    alphabet: str
    parts: int


def reporting(key: str) -> list[str]:
    """The names of the providers whose reports come under this key. Refuses a key of none (`unknown_provider`)."""
    found = [
        each.name
        for each in ports.all_providers()
        if isinstance(each, ports.Reporting) and each.has_key(key)
    ]
    if not found:
        raise errors.unknown_provider()
    return found


def are_waiting(about: str, acts: Collection[str]) -> bool:
    """Whether any of these acts about this thing has not reached its provider yet."""
    not_yet = (Message.State.CREATED, Message.State.SENDING, Message.State.FAILED_TEMPORARY)
    return Message.objects.filter(about=about, act__in=acts, state__in=not_yet).exists()


def unsubscribes_from(token: str) -> str:
    """Which kind of messages this link ends. Refuses one that is not ours (`bad_link`)."""
    try:
        return addresses.read_token(token)[1]
    except signing.BadSignature:
        raise errors.bad_link() from None


def recent(
    *, state: str | None = None, about: str | None = None, before: int | None = None, most: int = 50
) -> list[Seen]:
    """The newest messages, of one state or about one thing; `before` is the id where the last page ended."""
    rows = Message.objects.select_related("wording").order_by("-pk")
    if state is not None:
        rows = rows.filter(state=state)
    if about is not None:
        rows = rows.filter(about=about)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_seen(row) for row in rows[:most]]


def _seen(row: Message) -> Seen:
    return Seen(
        id=row.pk,
        act=row.act,
        about=row.about,
        channel=row.channel,
        language=row.language,
        state=row.state,
        provider=row.provider,
        is_shown_only=row.provider.startswith("console "),
        reason=row.reason,
        attempts=row.attempts,
        version=row.wording.version,
        made_at=row.made_at,
        due_at=row.due_at,
        until=row.until,
        sent_at=row.sent_at,
    )


def after_quiet_hours(at: datetime, *, zone: str) -> datetime:
    """When people in this zone may be told what can wait till morning: `at`, or the end of the quiet hours it is in."""
    return policy.not_in_quiet_hours(
        at, zone=ZoneInfo(zone), quiet=settings.NOTIFY_QUIET, until=None
    )


def goes_at(act: str, *, due_at: datetime, until: datetime | None = None, zone: str) -> datetime:
    """When a message of this act is first tried: when it is due, or, where it can wait, after the quiet hours of
    `zone`; in them all the same where it would be of no use afterwards.
    """
    if not ACTS[act].can_wait:
        return due_at
    lasts = due_at + ACTS[act].lasts
    until = min(until or lasts, lasts)
    return policy.not_in_quiet_hours(
        due_at, zone=ZoneInfo(zone), quiet=settings.NOTIFY_QUIET, until=until
    )


def counts(*, since: datetime) -> dict[str, int]:
    """How many messages made since then are in each state; none is nought."""
    wanted = {each: Count("pk", Q(state=each)) for each in Message.State.values}
    return Message.objects.filter(made_at__gte=since).aggregate(**wanted)


def acts() -> dict[str, tuple[str, ...]]:
    """What can be told, each with the places its wordings may hold; those they must hold come first."""
    return {code: (*act.must, *act.may) for code, act in ACTS.items()}


def wordings(act: str) -> list[Wording]:
    """Every version of the words of an act, the newest of each language and channel first."""
    found = Wording.objects.filter(act=act)
    return list(found.order_by("language", "channel", "-version"))


def preview(*, channel: str, subject: str, body: str, values: Mapping[str, str]) -> Preview:
    """The words with their places filled (one that has no value stays as it is), and their length."""
    given = {name: f"{{{name}}}" for name in policy.places(subject + body)} | dict(values)
    text = policy.fill(body, given)
    length = policy.sms_length(text)
    return Preview(
        subject=policy.one_line(policy.fill(subject, given)),
        text=text,
        characters=len(text),
        alphabet=length.alphabet,
        parts=length.parts if channel == Channel.SMS else 1,
    )


def providers(*, day: datetime) -> list[Health]:
    """Those who are there, in order; `day` is the beginning of the day in okno's zone."""
    states = ProviderState.objects.in_bulk()
    spent = dict(Spent.objects.filter(since=day).values_list("what", "count"))
    return [_health(each, states.get(each.name), spent) for each in ports.all_providers()]


def _health(each: ports.Provider, state: ProviderState | None, spent: dict[str, int]) -> Health:
    return Health(
        name=each.name,
        channel=each.channel,
        is_stand_in=each.is_stand_in,
        failing_since=state.failing_since if state else None,
        rests_until=state.rests_until if state else None,
        reason=state.reason if state else "",
        tried_today=spent.get(f"provider {each.name}", 0),
    )


def told_about(about: str) -> list[Message]:
    """What somebody was told, or will be, about this thing ("appointment:12"), as long as we know it."""
    ours = Message.objects.filter(Q(about=about) | Q(about__startswith=f"{about}/"))
    return list(ours.exclude(ways=[]).order_by("made_at", "pk"))
