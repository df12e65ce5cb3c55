"""What people write to the bot becomes an act of the hall, each once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from okno.adapters.telegram import queries
from okno.adapters.telegram.models import ReadUpTo
from okno.base import tries
from okno.base.errors import Refusal
from okno.cases import actions as cases
from okno.notify import actions as notify
from okno.queue import actions as queue
from okno.ui import languages

_MOST_ANSWERS = 10  # to words that are not good, of one chat in an hour
_STOP = "stop"


@dataclass(frozen=True)
class Heard:
    """One update: who wrote what. `chat` is "" where it is nothing for us; `is_gone` who has blocked the bot."""

    number: int
    chat: str = ""
    text: str = ""
    language: str = ""
    is_gone: bool = False


@transaction.atomic
def hear(*, bot: str, heard: Heard, at: datetime, by: str) -> bool:
    """Do what somebody wrote, once: its number and what came of it are one commit. False when it was done before.

    `/start` with a good word links the chat and `/stop` ends it; whatever else is answered with the way back to
    the page. What cannot be is answered, not raised.
    """
    ReadUpTo.objects.get_or_create(bot=bot, defaults={"read_at": at})
    read = ReadUpTo.objects.select_for_update().get(pk=bot)
    if heard.number < read.next and queries.counts_on(read, at):
        return False
    read.next, read.read_at = heard.number + 1, at
    read.save()
    if heard.is_gone:
        cases.leave_chat(chat=heard.chat, at=at, by=by)
    elif heard.chat:
        _answer(heard, at=at, by=by)
    return True


def _answer(heard: Heard, *, at: datetime, by: str) -> None:
    command, _blank, word = heard.text.strip().partition(" ")
    command = command.removeprefix("/").partition("@")[0].casefold()
    if command == _STOP:
        cases.leave_chat(chat=heard.chat, at=at, by=by)
        _say("chat_left", heard, at=at, by=by)
        return
    try:
        queue.link_chat(
            word=word.strip() if command == "start" else "", chat=heard.chat, at=at, by=by
        )
    except Refusal:
        _say_no(heard, at=at, by=by)


def _say_no(heard: Heard, *, at: datetime, by: str) -> None:
    """Whoever writes on and on without a good word is not answered any more for a while."""
    who = tries.key("telegram", heard.chat)
    if tries.are_over(who, most=_MOST_ANSWERS, since=at - timedelta(hours=1), at=at):
        return
    tries.note(who, at=at)
    _say("chat_unknown", heard, at=at, by=by)


def _say(act: str, heard: Heard, *, at: datetime, by: str) -> None:
    notify.tell(
        act=act,
        about=f"update:{heard.number}",
        to=[notify.Address("telegram", heard.chat)],
        language=languages.read_by(heard.language[:2]),
        values={},
        zone=settings.TIME_ZONE,
        at=at,
        by=by,
    )
