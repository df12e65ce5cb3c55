"""What is outside, on this machine: a mail server and HTTP servers that count what they were given."""

import asyncio
import json
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from okno.config.running import free_port


class MailServer:
    """A real SMTP server; `letters` are (receiver, bytes) as they were taken, `seen` counts Message-IDs.

    `at_rcpt` and `at_dot` are answers given before any other; `meanwhile` runs in the middle of DATA's answer.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, password: str = "") -> None:
        self.at_rcpt: list[str] = []
        self.at_dot: list[str] = []
        self.slow_s = self.slow_rcpt_s = 0.0
        self.at_the_door = threading.Event()
        self.meanwhile: Callable[[], None] | None = None
        self.seen: Counter[str] = Counter()
        self.letters: list[tuple[str, bytes]] = []
        self.password, self.is_secure = password, tls is not None
        how: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
        if password:
            how |= {"authenticator": self._knows, "auth_required": True}
        self._controller = _Quiet(self, hostname="127.0.0.1", port=free_port(), **how)

    @property
    def address(self) -> str:
        scheme = "smtp" if self.is_secure else "smtp+plain"
        user = f"okno:{self.password}@" if self.password else ""
        return f"{scheme}://{user}127.0.0.1:{self._controller.port}?from=okno@example.org"

    def _knows(
        self, _server: Any, _session: Any, _envelope: Any, _how: str, data: Any
    ) -> AuthResult:
        return AuthResult(success=data.password == self.password.encode())

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, to: str, _how: Any
    ) -> str:
        self.at_the_door.set()
        if self.slow_rcpt_s:
            await asyncio.sleep(self.slow_rcpt_s)
        if self.at_rcpt:
            return self.at_rcpt.pop(0)
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.at_dot:
            return self.at_dot.pop(0)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.seen[letter["Message-ID"]] += 1
        self.letters.append((envelope.rcpt_tos[0], envelope.content))
        if self.meanwhile is not None:
            await asyncio.to_thread(self.meanwhile)
        if self.slow_s:
            await asyncio.sleep(self.slow_s)
        return "250 taken"

    def __enter__(self) -> "MailServer":
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()


class _Quiet(Controller):
    """A client that is killed is nothing to write about."""

    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)

    def _create_server(self) -> Any:
        self.loop.set_exception_handler(lambda _loop, _context: None)
        return super()._create_server()


class _Server(SMTP):
    async def handle_exception(self, _error: Exception) -> str:
        return "451 something went wrong"


class Outside(ThreadingHTTPServer):
    """An HTTP server that remembers (method, path, headers, body); `answers` are (status, headers, body)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.meanwhile: Callable[[], None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Any:
        """(status, headers, body); None hangs up without a word."""
        return 200, {}, b"{}"

    def handle_error(self, _request: Any, _client: Any) -> None:
        """A client that is killed is nothing to write about."""

    def __enter__(self) -> "Outside":
        threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Outside

    def do_POST(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        self.server.heard.append((self.command, self.path, headers, body))
        if self.server.meanwhile is not None:
            self.server.meanwhile()
        if self.server.answers:
            said: Any = self.server.answers.pop(0)
        else:
            said = self.server.answer(self.command, self.path, headers, body)
        if said is None:
            self.close_connection = True
            return
        status, more, content = said
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST

    def log_message(self, *_about: object) -> None:
        """Nothing on the terminal."""


class SmsServer(Outside):
    """The contract of docs/guides/sms-provider.md, kept: `told` are the texts each phone got."""

    key = "sms-key"

    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[str, dict[str, Any]] = {}
        self.told: list[tuple[str, str, str]] = []
        self.slow_s = 0.0
        self._one_at_a_time = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://{self.key}@127.0.0.1:{self.server_port}/v1?from=MFC"

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Any:
        if headers.get("authorization") != f"Bearer {self.key}":
            return 401, {}, b"{}"
        if method == "GET":
            found = self.messages.get(path.rpartition("/")[2])
            return (200, {}, json.dumps(found).encode()) if found else (404, {}, b"{}")
        said = json.loads(body)
        if headers.get("idempotency-key") != said["id"]:
            return 400, {}, b"{}"
        with self._one_at_a_time:
            if said["id"] not in self.messages:
                self.messages[said["id"]] = {"id": f"p{len(self.messages)}", "state": "accepted"}
                self.told.append((said["id"], said["to"], said["text"]))
        if self.slow_s:
            time.sleep(self.slow_s)
        return 201, {}, json.dumps(self.messages[said["id"]]).encode()


class BotServer(Outside):
    """The Bot API as far as okno speaks it: people `write`, `said` are the texts each chat got.

    An update is given again and again until a later one is asked for, and one reader is served at a time.
    """

    token = "123456:AAAA-bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[str, str]] = []
        self.given: Counter[int] = Counter()
        self.offsets: list[int] = []
        self.conflicts = 0
        self._updates: list[dict[str, Any]] = []
        self._next = 1000
        self._new = threading.Condition()
        self._being_read = threading.Lock()

    def write(self, text: str, chat: int = 777, kind: str = "private", speaks: str = "ru") -> int:
        """Somebody writes; the number of the update."""
        person = {"id": chat, "is_bot": False, "first_name": "X", "language_code": speaks}
        where = {"id": chat, "type": kind} | ({"title": "G"} if kind == "group" else {})
        said = {"message_id": 1, "date": 1, "chat": where, "from": person, "text": text}
        return self._add({"message": said})

    def block(self, chat: int = 777) -> int:
        """Somebody blocks the bot."""
        person = {"id": chat, "is_bot": False, "first_name": "X"}
        bot = {"id": 123456, "is_bot": True, "first_name": "B"}
        changed = {
            "chat": {"id": chat, "type": "private"},
            "from": person,
            "date": 1,
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0},
        }
        return self._add({"my_chat_member": changed})

    def _add(self, what: dict[str, Any]) -> int:
        with self._new:
            self._next += 1
            self._updates.append({"update_id": self._next} | what)
            self._new.notify_all()
            return self._next

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Any:
        bot, _slash, act = path.removeprefix("/bot").partition("/")
        if bot != self.token:
            return _bot_answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        asked = _form(headers, body)
        if act == "getUpdates":
            return self._updates_from(int(asked.get("offset", 0)), float(asked.get("timeout", 0)))
        self.said.append((asked["chat_id"], asked["text"]))
        where = {"id": int(asked["chat_id"]), "type": "private"}
        made = {"message_id": len(self.said), "date": 1, "chat": where, "text": asked["text"]}
        return _bot_answer(200, {"ok": True, "result": made})

    def _updates_from(self, offset: int, wait_s: float) -> Any:
        if not self._being_read.acquire(blocking=False):
            self.conflicts += 1
            return _bot_answer(
                409, {"ok": False, "error_code": 409, "description": "Conflict: other getUpdates"}
            )
        try:
            with self._new:
                self.offsets.append(offset)
                self._updates = [each for each in self._updates if each["update_id"] >= offset]
                self._new.wait_for(lambda: bool(self._updates), timeout=wait_s)
                found = self._updates[:100]
            self.given.update(each["update_id"] for each in found)
            return _bot_answer(200, {"ok": True, "result": found})
        finally:
            self._being_read.release()


def _bot_answer(status: int, said: dict[str, Any]) -> Any:
    return status, {"Content-Type": "application/json"}, json.dumps(said).encode()


def _form(headers: dict[str, str], body: bytes) -> dict[str, str]:
    """The fields of a form, as aiogram sends them: multipart where there is text, else urlencoded."""
    kind = headers.get("content-type", "")
    if kind.startswith("multipart/"):
        whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        return {
            str(part.get_param("name", header="content-disposition")): part.get_payload(
                decode=True
            ).decode()
            for part in whole.get_payload()
        }
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}
