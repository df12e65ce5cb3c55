"""A small closed-loop HTTP client: one kept connection, as little CPU as Python allows."""

import json
import socket
from typing import Any


class Refused(RuntimeError):
    """An answer that is not 2xx."""


class Client:
    """Asks in JSON over one kept connection. Raises Refused for any answer that is not 2xx."""

    def __init__(self, port: int, token: str) -> None:
        self._line = socket.create_connection(("127.0.0.1", port))
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = (
            f"HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\n"
        )
        self._rest = b""

    def post(self, path: str, body: dict[str, Any], key: str = "") -> dict[str, Any]:
        """The answer's JSON."""
        content = json.dumps(body).encode()
        keyed = f"Idempotency-Key: {key}\r\n" if key else ""
        head = f"POST {path} {self._head}{keyed}Content-Length: {len(content)}\r\n\r\n"
        self._line.sendall(head.encode() + content)
        return self._answer(path)  # type: ignore[no-any-return]

    def get(self, path: str) -> Any:
        """The answer's JSON."""
        self._line.sendall(f"GET {path} {self._head}\r\n".encode())
        return self._answer(path)

    def _answer(self, path: str) -> Any:
        data = self._rest
        while b"\r\n\r\n" not in data:
            data += self._receive()
        head, _, body = data.partition(b"\r\n\r\n")
        lower = head.lower()
        length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self._receive()
        self._rest = body[length:]
        status = int(head[9:12])
        if not 200 <= status < 300:
            raise Refused(f"{path}: {status} {body[:300]!r}")
        return json.loads(body[:length])

    def _receive(self) -> bytes:
        data = self._line.recv(65536)
        if not data:
            raise RuntimeError("the web closed the line")
        return data
