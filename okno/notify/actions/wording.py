"""The words of the acts: those that come with okno, and those a centre's people write."""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from okno.base import db, events
from okno.notify import errors, policy, writing
from okno.notify.acts import ACTS
from okno.notify.events import WordingSaved, WordingsLoaded
from okno.notify.models import Channel, Wording

_WORDS = Path(__file__).parent.parent / "data" / "wordings.json"


@transaction.atomic
def save_wording(
    *,
    act: str,
    language: str,
    channel: str,
    subject: str,
    body: str,
    at: datetime,
    by: str,
) -> Wording:
    """A new version of the words; what was sent keeps the old one. The same words again are no new version.

    Refuses what we don't know (`unknown_wording`), no words (`empty_wording`), a place nobody fills
    (`unknown_place`) and words without what the act has to say (`missing_place`).
    """
    languages = [code for code, _name in settings.LANGUAGES]
    if act not in ACTS or channel not in Channel.values or language not in languages:
        raise errors.unknown_wording()
    subject, body = policy.one_line(subject)[:120], body.strip().replace("\r\n", "\n")
    writing.check(act, subject, body)
    db.one_after_another(f"wording {act} {language} {channel}")
    last = writing.newest(act, language, channel)
    if last is not None and (last.subject, last.body) == (subject, body):
        return last
    wording = Wording.objects.create(
        act=act,
        language=language,
        channel=channel,
        version=last.version + 1 if last else 1,
        subject=subject,
        body=body,
        saved_at=at,
        saved_by=by,
    )
    fact = WordingSaved(act=act, language=language, channel=channel, version=wording.version)
    events.record(fact, at=at, by=by, subject=f"wording:{wording.pk}")
    return wording


@transaction.atomic
def load_wordings(*, at: datetime, by: str) -> int:
    """The words that come with okno, as version 1 where there are none yet; returns how many were new."""
    known = set(Wording.objects.values_list("act", "language", "channel"))
    missing = [
        each for each in _own_words(at) if (each.act, each.language, each.channel) not in known
    ]
    Wording.objects.bulk_create(missing)
    if missing:
        events.record(WordingsLoaded(count=len(missing)), at=at, by=by)
    return len(missing)


def _own_words(at: datetime) -> list[Wording]:
    """E-mail is given the long text, every other channel the short one; only SMS has no subject."""
    words = json.loads(_WORDS.read_text(encoding="utf-8"))
    return [
        Wording(
            act=act,
            language=language,
            channel=channel,
            version=1,
            subject="" if channel == Channel.SMS else text["subject"],
            body=text["long" if channel == Channel.EMAIL else "short"],
            saved_at=at,
            saved_by="system",
        )
        for act, by_language in words.items()
        for language, text in by_language.items()
        for channel in Channel.values
    ]
