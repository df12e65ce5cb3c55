"""aiogram's bot against a server of the Bot API's form on this machine."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote_plus

import pytest

from okno.adapters.telegram.bot import TelegramBot
from okno.notify.ports import Outgoing, Permanent, Sent, Silent, Temporary, Unreachable
from tests import outside

TOKEN = "123456:AAAA-bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
TAKEN = {
    "ok": True,
    "result": {"message_id": 42, "date": 1, "chat": {"id": 777, "type": "private"}, "text": "x"},
}


@pytest.fixture
def server():
    with outside.Outside() as running:
        yield running


def send(url, to="777"):
    marks = []
    outgoing = Outgoing(
        number="n1",
        to=to,
        subject="",
        text="A17: ваша очередь. Окно 7 <b>",
        language="ru",
        at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
        good_for_s=600,
    )
    # In a thread of its own, as in the worker: the browser tests keep a loop running in this one.
    with ThreadPoolExecutor(max_workers=1) as pool:
        bot = TelegramBot(TOKEN, url)
        sent = pool.submit(bot.send, outgoing, lambda: marks.append(1)).result(timeout=60)
    assert marks == [1]
    return sent


def says(server, status, **body):
    server.answers = [(status, {"Content-Type": "application/json"}, json.dumps(body).encode())]


def test_a_message_goes_to_a_chat_as_plain_text(server):
    says(server, 200, **TAKEN)
    assert send(server.url) == Sent("42")
    method, path, _headers, body = server.heard[0]
    assert (method, path) == ("POST", f"/bot{TOKEN}/sendMessage")
    said = unquote_plus(body.decode())
    assert "777" in said
    assert "A17: ваша очередь. Окно 7 <b>" in said
    assert "parse_mode" not in said


@pytest.mark.parametrize(
    ("status", "body", "raised"),
    [
        (403, {"description": "Forbidden: bot was blocked by the user"}, Permanent),
        (400, {"description": "Bad Request: chat not found"}, Permanent),
        (401, {"description": "Unauthorized"}, Unreachable),
        (500, {"description": "Internal Server Error"}, Unreachable),
        (429, {"description": "Too Many", "parameters": {"retry_after": 35}}, Temporary),
    ],
)
def test_what_telegram_says_is_understood(server, status, body, raised):
    says(server, status, ok=False, error_code=status, **body)
    with pytest.raises(raised) as error:
        send(server.url)
    assert type(error.value) is raised
    if status == 429:
        assert error.value.retry_after_s == 35


def test_a_line_that_never_stood_is_told_from_one_that_broke(server):
    with pytest.raises(Unreachable):
        send("http://127.0.0.1:1")
    server.answers = [None]
    with pytest.raises(Silent):
        send(server.url)
    server.answers = [(502, {}, b"<html>Bad Gateway</html>")]
    with pytest.raises(Silent):
        send(server.url)


@pytest.mark.parametrize("to", ["", "@somebody", "12a", "²"])
def test_a_chat_is_a_number(to):
    with pytest.raises(Permanent):
        send("http://127.0.0.1:1", to=to)
