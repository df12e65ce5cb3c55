"""A request to a program that is not ours ends in time, however the other side behaves."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from okno.base import calling


@contextlib.contextmanager
def _answering(head: bytes, drops: bytes) -> Iterator[str]:
    """A server that says `head` at once, then a byte of `drops` each fifth of a second, again and again."""
    over = threading.Event()

    def serve(door: socket.socket) -> None:
        line, _peer = door.accept()
        with line, contextlib.suppress(OSError):
            line.recv(65_536)
            line.sendall(head)
            while not over.wait(0.2):
                line.sendall(drops)

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=serve, args=(door,), daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/"
        over.set()


@pytest.mark.parametrize(
    ("head", "drops"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"", b""),
    ],
)
def test_who_speaks_on_for_ever_is_hung_up_on(monkeypatch, head, drops):
    monkeypatch.setattr(calling, "TIMEOUT", 1.0)
    began = time.monotonic()
    with _answering(head, drops) as url, pytest.raises(calling.NoAnswer, match="TimeoutError"):
        calling.call("POST", url, {}, b"hello")
    assert time.monotonic() - began < 10, "it would have gone on for hours"


def test_who_answers_in_time_is_heard():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRetry-After: 7\r\n\r\nok"
    with _answering(head, b"") as url:
        answer = calling.call("POST", url, {}, b"hello")
    assert (answer.status, answer.body, answer.retry_after) == (200, b"ok", 7)


@pytest.mark.parametrize(
    "url",
    [
        "https://a..example.org/",
        f"https://{'a' * 64}.example.org/",
        "http://127.0.0.1:x/",
        "http://[::1/",
    ],
)
def test_an_address_that_no_machine_can_have_is_not_called_and_never_will_be(url):
    with pytest.raises(calling.BadAddress):
        calling.call("POST", url, {}, b"hello")


@pytest.mark.parametrize("path", ["a b", "é"])
def test_a_path_that_cannot_be_written_has_not_left_this_machine(path):
    with _answering(b"HTTP/1.1 200 OK\r\n\r\n", b"") as url, pytest.raises(calling.BadAddress):
        calling.call("POST", url + path, {}, b"hello")
