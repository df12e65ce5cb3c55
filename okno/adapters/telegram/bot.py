"""A Telegram bot. aiogram is read when the first message goes: it takes three seconds, and only the worker needs it."""

import asyncio

from okno.notify.ports import HandOver, Outgoing, Permanent, Sent, Silent, Temporary, Unreachable

TIMEOUT = 10


class TelegramBot:
    """Sends to a chat that has begun a talk with the bot. Telegram has no key of repetition and can't be
    asked, so the message counts as handed over before the line is opened.
    """

    channel = "telegram"
    is_stand_in = False
    name = "telegram"

    def __init__(self, token: str, url: str) -> None:
        self._token, self._url = token, url

    def send(self, outgoing: Outgoing, hand_over: HandOver) -> Sent:
        """One message; the chat is a number."""
        if not outgoing.to.lstrip("-").isascii() or not outgoing.to.lstrip("-").isdigit():
            raise Permanent("bad_address")
        import aiogram  # noqa: F401 - its three seconds pass before the message is handed over

        hand_over()
        return asyncio.run(self._send(int(outgoing.to), outgoing.text))

    async def _send(self, chat: int, text: str) -> Sent:
        from aiogram import Bot, exceptions
        from aiogram.client.session.aiohttp import AiohttpSession
        from aiogram.client.telegram import TelegramAPIServer

        session = AiohttpSession(api=TelegramAPIServer.from_base(self._url), timeout=TIMEOUT)
        try:
            made = await Bot(self._token, session=session).send_message(chat, text)
            return Sent(str(made.message_id))
        except exceptions.TelegramRetryAfter as error:
            raise Temporary("too many", error.retry_after) from error
        except exceptions.TelegramNetworkError as error:
            raise _of_the_line(error) from error
        except exceptions.ClientDecodeError as error:
            raise Silent("no answer of Telegram's") from error
        except (exceptions.TelegramServerError, exceptions.TelegramUnauthorizedError) as error:
            raise Unreachable(type(error).__name__) from error
        except exceptions.TelegramAPIError as error:
            raise Permanent(type(error).__name__) from error
        finally:
            await session.close()


def _of_the_line(error: Exception) -> Unreachable | Silent:
    """Whether the line never stood, or went after something was sent."""
    from aiohttp import ClientConnectorError

    cause = error.__cause__
    if isinstance(cause, ClientConnectorError):
        return Unreachable(type(cause).__name__)
    return Silent(type(cause or error).__name__)
