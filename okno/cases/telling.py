"""What whoever filed an application is told: through okno.notify, in the transaction of the act."""

from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from django.conf import settings
from django.urls import reverse

from okno.base import clock
from okno.base.text import FALLBACK
from okno.cases.models import Case
from okno.network.models import Centre
from okno.notify import actions as notify
from okno.queue import policy as hall


def opened(case: Case, *, at: datetime, by: str) -> None:
    """Told the address of their page, once the operator's time to take a mistake back is over."""
    values = {"number": case.number, "day": _day(case.due_on, case.language)}
    _tell("case_opened", case, "opened", values, at=at, by=by)


def came(case: Case, *, at: datetime, by: str) -> None:
    """Told to come for it, once a press by mistake can be taken back no more."""
    assert case.ready_at is not None
    which = (
        f"ready-{case.ready_at:%Y%m%d%H%M%S}"  # what was taken back and comes again is told again
    )
    values = {"address": _place(case.centre, case.language)}
    _tell("result_ready", case, which, values, at=at, by=by)


def no_more(case: Case, *, at: datetime, by: str) -> None:
    """What was not sent yet is not true any more."""
    notify.cancel(about=_about(case), at=at, by=by)


def forget(case: Case, *, at: datetime, by: str) -> None:
    """Nothing is left of what they were told but the fact."""
    notify.forget(about=_about(case), at=at, by=by)


def _tell(
    act: str, case: Case, which: str, values: dict[str, Any], *, at: datetime, by: str
) -> None:
    language = case.language
    notify.tell(
        act=act,
        about=f"{_about(case)}/{which}",
        to=[notify.Address(channel, to) for channel, to in case.ways],
        language=language,
        values={
            "centre": case.centre.name.in_language(language),
            "service": case.service.short_name.in_language(language),
            "link": str(settings.ORIGIN + reverse("portal:case", args=[case.token])),
            **values,
        },
        zone=case.centre.zone,
        due_at=at + clock.of_a_person(hall.UNDO_WITHIN),
        at=at,
        by=by,
    )


def _about(case: Case) -> str:
    return f"case:{case.pk}"


def _day(on: date, language: str) -> str:
    return str(format_date(on, "d MMMM", locale=language if language in FALLBACK else FALLBACK[0]))


def _place(centre: Centre, language: str) -> str:
    """Its address; where none is known, in which part of the city it is."""
    if centre.address:
        return centre.address.in_language(language)
    district, okrug = centre.district, centre.district.okrug
    return f"{district.name.in_language(language)}, {okrug.abbr.in_language(language)}"
