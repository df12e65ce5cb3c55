"""Cables to the paper: a thermal printer over the network or a device file, or the console."""

import os
import select
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from okno.adapters.printer.paper import TicketPaper, draw

TIMEOUT_SECONDS = 3
LEFT_ALONE_SECONDS = 20.0
_ANSWERS_WITHIN = 0.3
_ASK_FOR_PAPER = b"\x10\x04\x04"  # DLE EOT 4, answered by one byte while everything else waits
_ROLL_IS_OUT = 0x60
_PORT = 9100
Send = Callable[[bytes], None]
_left_alone_until: dict[str, float] = {}  # by name of the printer; there are as many as kiosks


class PrinterFailed(Exception):
    """The paper did not come; the ticket itself is issued."""


class Printer(Protocol):
    """Anything that turns a ticket into paper."""

    def print_ticket(self, paper: TicketPaper) -> None:
        """Print one ticket. Raises PrinterFailed within six seconds when it can't."""


class Thermal:
    """An ESC/POS printer. The ticket goes as a picture, so no code page matters.

    One that did not answer is left alone for a while: each try holds a thread of the web for seconds.
    """

    def __init__(self, name: str, send: Send) -> None:
        self._name, self._send = name, send

    def print_ticket(self, paper: TicketPaper) -> None:
        if time.monotonic() < _left_alone_until.get(self._name, 0.0):
            raise PrinterFailed("it did not answer a moment ago")
        try:
            self._send(bytes_of(paper))
        except OSError as error:
            _left_alone_until[self._name] = time.monotonic() + LEFT_ALONE_SECONDS
            raise PrinterFailed(str(error)) from error


def bytes_of(paper: TicketPaper) -> bytes:
    """The bytes of one ticket: initialise, the picture as GS v 0, feed and cut."""
    from escpos.printer import Dummy  # reads the table of all printers there are

    line = Dummy(profile="default")
    line.hw("INIT")
    line.image(draw(paper), impl="bitImageRaster", fragment_height=960)
    line.cut()
    return bytes(line.output)


def over_network(host: str, port: int) -> Send:
    """Send to a printer's raw port. One that says its roll is out, or takes too long, fails."""

    def send(data: bytes) -> None:
        with socket.create_connection((host, port), timeout=TIMEOUT_SECONDS) as line:
            line.sendall(_ASK_FOR_PAPER)
            if _answer(line) & _ROLL_IS_OUT:
                raise PrinterFailed("the roll is out")
            line.settimeout(TIMEOUT_SECONDS)
            line.sendall(data)

    return send


def _answer(line: socket.socket) -> int:
    """The printer's word about its roll; 0 from the many that say nothing."""
    line.settimeout(_ANSWERS_WITHIN)
    try:
        return int.from_bytes(line.recv(1))
    except TimeoutError:
        return 0


def into_file(path: Path) -> Send:
    """Send to a device file. One that stops taking (no paper, switched off) fails and does not hang."""

    def send(data: bytes) -> None:
        rest, until = memoryview(data), time.monotonic() + TIMEOUT_SECONDS
        file = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        try:
            while rest:
                _readable, writable, _odd = select.select(
                    [], [file], [], max(0, until - time.monotonic())
                )
                if not writable:
                    raise TimeoutError(f"{path} takes nothing more")
                rest = rest[os.write(file, rest) :]
        finally:
            os.close(file)

    return send


class Console:
    """For a kiosk without a printer in development: the words on standard output."""

    def print_ticket(self, paper: TicketPaper) -> None:
        services = ", ".join(paper.services)
        sys.stdout.write(f"[{paper.label}] {paper.centre}: {services}, {paper.wait}\n")


def printer_for(settings: dict[str, Any]) -> Printer | None:
    """The printer a kiosk's settings name, or None (then the screen shows the ticket alone).

    {"printer": "network", "host": "10.0.0.5", "port": 9100}, {"printer": "file", "path":
    "/dev/usb/lp0"} or {"printer": "console"}. Raises PrinterFailed for settings it can't read.
    """
    kind = settings.get("printer")
    port = settings.get("port", _PORT)
    if not kind:
        return None
    if kind == "network" and settings.get("host") and port in range(1, 65536):
        host = str(settings["host"])
        return Thermal(f"{host}:{port}", over_network(host, port))
    if kind == "file" and settings.get("path"):
        return Thermal(str(settings["path"]), into_file(Path(settings["path"])))
    if kind == "console":
        return Console()
    raise PrinterFailed("the kiosk's printer settings are incomplete")
