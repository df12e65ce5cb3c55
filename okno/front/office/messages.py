"""What people are told: how the messages went, who carries them, and the words, tried out before they are saved."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from okno.base import access, clock
from okno.base.errors import Refusal
from okno.catalog import queries as catalog
from okno.front.office import where
from okno.network.models import Centre
from okno.notify import actions as notify
from okno.notify import queries
from okno.notify.models import Channel, Message
from okno.ui import words

NAMES: dict[str, str | Promise] = {
    "booked": _("An appointment is booked"),
    "reminder": _("A reminder of an appointment"),
    "changed": _("An appointment is moved"),
    "booked_by_phone": _("An appointment by phone is booked"),
    "booked_by_video": _("An appointment by video is booked"),
    "reminder_by_phone": _("A reminder of an appointment by phone"),
    "reminder_by_video": _("A reminder of an appointment by video"),
    "changed_by_phone": _("An appointment by phone is moved"),
    "changed_by_video": _("An appointment by video is moved"),
    "displaced": _("The centre is closed at the time of an appointment"),
    "service_closed": _("A service is not given at the time of an appointment"),
    "service_withdrawn": _("A service that was booked is given no more"),
    "stands_again": _("An appointment stands after all"),
    "stands_again_by_phone": _("An appointment by phone stands after all"),
    "stands_again_by_video": _("An appointment by video stands after all"),
    "cancelled": _("An appointment is cancelled"),
    "wished": _("On the waiting list"),
    "slot_offered": _("A time came free for the waiting list"),
    "set_out": _("Time to set out"),
    "three_before_you": _("Three people before you"),
    "your_turn": _("Your turn"),
    "your_turn_by_video": _("Your turn, by video"),
    "running_late_by_phone": _("It takes longer: by phone"),
    "running_late_by_video": _("It takes longer: by video"),
    "not_reached": _("We could not reach you"),
    "running_late": _("It takes longer"),
    "case_opened": _("An application is accepted"),
    "result_ready": _("The result is ready"),
    "confirm_by_reply": _("Please say that you come"),
    "confirm_remote": _("Please say that we can reach you"),
    "sign_in_code": _("A code to sign in"),
    "chat_joined": _("A chat was linked to a visit"),
    "chat_left": _("A chat was left"),
    "chat_unknown": _("A link to the bot that is not good any more"),
    "how_was_it": _("How was it?"),
}
_WHY: dict[str, str | Promise] = {
    "not_now": _("just then it could not be sent that way"),
    "too_late": _("it would have come too late"),
    "no_provider": _("nobody carries it"),
    "bad_address": _("the address is not right"),
}
_TONES = {
    "sent": "done",
    "delivered": "done",
    "failed_temporary": "soon",
    "failed_permanent": "danger",
    "unknown": "soon",
}
_DAY = timedelta(days=1)
_TOKEN = "x" * 22  # as long as a real one


def messages(request: HttpRequest) -> HttpResponse:
    """How the messages of the last day went, who carries them, and what there is to say."""
    at = clock.now()
    midnight = words.local(at, settings.TIME_ZONE).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    counted = queries.counts(since=at - _DAY)
    return render(
        request,
        "office/messages.html",
        {
            "acts": [(code, NAMES.get(code, code)) for code in queries.acts()],
            "counts": [(label, counted[state]) for state, label in Message.State.choices],
            "providers": [
                {"name": each.name, "channel_name": Channel(each.channel).label, "health": each}
                for each in queries.providers(day=midnight)
            ],
            "recent": [_row(each) for each in queries.recent(most=20)],
        },
    )


@require_POST
def again(request: HttpRequest, message: int) -> HttpResponse:
    """Send once more what nobody knows the fate of."""
    notify.send_again(message=message, at=clock.now(), by=access.actor(request))
    return redirect("office:messages")


def _row(seen: queries.Seen) -> dict[str, Any]:
    return {
        "seen": seen,
        "name": NAMES.get(seen.act, seen.act),
        "channel_name": Channel(seen.channel).label if seen.channel else "",
        "state": Message.State(seen.state).label,
        "reason": _why(seen.reason),
        "may_again": seen.state == Message.State.UNKNOWN and seen.until > clock.now(),
        "tone": _TONES.get(seen.state, "plain"),
    }


def _why(reason: str) -> str:
    """Why it did not go, and by which way that was where it went by another after it."""
    channel, _colon, why = reason.partition(": ")
    if channel not in Channel.values:
        return str(_WHY.get(reason, reason))
    return f"{Channel(channel).label}: {_WHY.get(why, why)}"


def wording(request: HttpRequest, act: str) -> HttpResponse:
    """The words of one act in one language for one channel: read, tried, saved as a new version."""
    if act not in queries.acts():
        raise Http404
    language, channel = _said(request, "in"), _said(request, "by")
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGES[0][0]
    channel = channel if channel in Channel.values else Channel.EMAIL
    typed = {name: request.POST.get(name, "") for name in ("subject", "body")}
    refusal = None
    if request.method == "POST":
        try:
            if "save" in request.POST:
                notify.save_wording(
                    act=act,
                    language=language,
                    channel=channel,
                    **typed,
                    at=clock.now(),
                    by=access.actor(request),
                )
                address = reverse("office:wording", args=[act])
                return redirect(f"{address}?in={language}&by={channel}")
            queries.check(act, typed["subject"], typed["body"])
        except Refusal as refused:
            refusal = refused
    return _page(request, act, language, channel, typed, refusal)


def _said(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "") or request.GET.get(name, "")


def _page(
    request: HttpRequest,
    act: str,
    language: str,
    channel: str,
    typed: dict[str, str],
    refusal: Refusal | None,
) -> HttpResponse:
    versions = [
        each
        for each in queries.wordings(act)
        if (each.language, each.channel) == (language, channel)
    ]
    newest = versions[0] if versions else None
    if request.method != "POST" and newest is not None:
        typed = {"subject": newest.subject, "body": newest.body}
    values = _samples(where.shown_to(request), language)
    said: dict[str, Any] = {
        "act": act,
        "name": NAMES.get(act, act),
        "language": language,
        "languages": settings.LANGUAGES,
        "channel": channel,
        "channels": Channel.choices,
        "places": [(name, values.get(name, "")) for name in queries.acts()[act]],
        "typed": typed,
        "versions": versions,
        "preview": queries.preview(channel=channel, values=values, **typed),
        "is_sms": channel == Channel.SMS,
        "refusal": refusal,
        "wrong": str(refusal.message) if refusal else "",
    }
    return render(request, "office/wording.html", said, status=refusal.status if refusal else 200)


def _samples(centre: Centre, language: str) -> dict[str, str]:
    """What may stand in the places, as long as in life."""
    at, zone = clock.now() + _DAY, ZoneInfo(centre.zone)
    with translation.override(language):
        place = centre.address or centre.district.okrug.name
        service = next(iter(catalog.popular(centre)), None)
        return {
            "when": queries.spoken(at, language, zone),
            "centre": str(centre),
            "service": str(service.short_name) if service else "",
            "address": str(place),
            "link": f"{settings.ORIGIN}/a/{_TOKEN}/",
            "until": queries.spoken(words.local(at, zone).time(), language, zone),
            "day": formats.date_format(words.local(at, zone), "j E"),
            "number": "48217730",
            "ticket": "A17",
            "counter": "7",
            "code": "482913",
            "minutes": "10",
        }
