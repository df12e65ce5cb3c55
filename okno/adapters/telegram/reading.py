"""Reading what people write to the bot, in a thread of the jobs: ask Telegram, wait there, act, ask on.

One reader of an installation asks at a time, for Telegram serves one: it holds a lock as long as its connection
to the database lives. Telegram gives an update again until the next one is asked for, and we ask by the number
that the act has written in its own commit: a reader killed at any moment loses nothing and does nothing twice.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from okno.adapters.telegram import actions, queries
from okno.adapters.telegram.actions import Heard
from okno.base import clock, db

if TYPE_CHECKING:
    from aiogram.types import Update

_WAITS_S = 25  # at Telegram's, for somebody to write
_ANSWERS_S = 10  # longer than that no answer takes
_RESTS_S = (5, 15, 60)  # after the first, the second and every other failure
_KINDS = ["message", "my_chat_member"]
_log = logging.getLogger("okno.jobs")


def start() -> None:
    """Begin to read, where a bot with a name is set. The thread ends with the process."""
    if settings.NOTIFY_TELEGRAM and settings.NOTIFY_TELEGRAM_BOT:
        threading.Thread(target=_for_ever, name="telegram", daemon=True).start()


def _for_ever() -> None:
    failures = 0
    while True:
        try:
            if is_the_one(_bot()):
                read_once()
            else:
                time.sleep(_RESTS_S[0])
            failures = 0
        except (DatabaseError, InterfaceError) as error:
            connection.close()  # and the lock with it
            failures = _rest(error, failures)
        except Exception as error:
            failures = _rest(error, failures)


def _rest(error: Exception, failures: int) -> int:
    """Wait, longer each time; what the error says may hold what somebody wrote, so only its kind is told."""
    _log.warning("telegram is not read: %s", type(error).__name__)
    time.sleep(_RESTS_S[min(failures, len(_RESTS_S) - 1)])
    return failures + 1


def is_the_one(bot: str) -> bool:
    """Whether this connection holds the lock of the bot's only reader, from now on or already."""
    row = db.row(
        "select pg_try_advisory_lock(hashtextextended(%(name)s, 0)) as held",
        {"name": f"telegram {bot}"},
    )
    return row is not None and bool(row["held"])


def read_once() -> int:
    """Ask for what is new, wait for it a while, and act on it; returns how much was new."""
    return act_on(ask(queries.next_number(_bot(), clock.now()), _WAITS_S))


def ask(number: int, waits_s: int) -> list[Heard]:
    """What people wrote from this update on (0: from whichever there is), waited for at most so long."""
    return [_read(each) for each in asyncio.run(_updates(number, waits_s))]


def act_on(heard: Sequence[Heard]) -> int:
    """Each in a commit of its own; returns how many were new."""
    bot = _bot()
    return sum(actions.hear(bot=bot, heard=each, at=clock.now(), by="visitor") for each in heard)


def _bot() -> str:
    """The bot's own number: its token may be changed."""
    return settings.NOTIFY_TELEGRAM.partition(":")[0]


async def _updates(number: int, waits_s: int) -> list["Update"]:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    api = TelegramAPIServer.from_base(settings.NOTIFY_TELEGRAM_URL)
    session = AiohttpSession(api=api, timeout=waits_s + _ANSWERS_S)
    try:
        return await Bot(settings.NOTIFY_TELEGRAM, session=session).get_updates(
            offset=number or None, timeout=waits_s, allowed_updates=_KINDS
        )
    finally:
        await session.close()


def _read(update: "Update") -> Heard:
    """What an update says to us: only of chats with one person."""
    said, member = update.message, update.my_chat_member
    if said is not None and said.chat.type == "private":
        language = (said.from_user.language_code if said.from_user else None) or ""
        return Heard(update.update_id, str(said.chat.id), (said.text or "")[:200], language)
    if member is not None and member.chat.type == "private":
        is_gone = member.new_chat_member.status == "kicked"
        return Heard(update.update_id, str(member.chat.id) if is_gone else "", is_gone=is_gone)
    return Heard(update.update_id)
