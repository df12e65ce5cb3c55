"""Cables to the paper: a thermal printer over the network or a device file, or the console."""

import sys
from typing import Any, Protocol

from escpos.escpos import Escpos
from escpos.exceptions import Error as EscposError
from escpos.printer import Dummy, File, Network

from okno.adapters.printer.paper import DOTS, TicketPaper, draw

TIMEOUT_SECONDS = 3


class PrinterFailed(Exception):
    """The paper did not come; the ticket itself is issued."""


class Printer(Protocol):
    """Anything that turns a ticket into paper."""

    def print_ticket(self, paper: TicketPaper) -> None:
        """Print one ticket. Raises PrinterFailed within three seconds when it can't."""


class Thermal:
    """An ESC/POS printer. The ticket goes as a picture, so no code page matters."""

    def __init__(self, line: Any) -> None:
        self._line = line

    def print_ticket(self, paper: TicketPaper) -> None:
        try:
            self._line.open()
            write(self._line, paper)
        except (OSError, EscposError) as error:
            raise PrinterFailed(str(error)) from error
        finally:
            self._line.close()


def write(line: Escpos, paper: TicketPaper) -> None:
    """The bytes of one ticket: initialise, the picture as GS v 0, feed and cut."""
    line.hw("INIT")
    line.image(draw(paper), impl="bitImageRaster", fragment_height=960)
    line.cut()


class Console:
    """For a kiosk without a printer in development: the words on standard output."""

    def print_ticket(self, paper: TicketPaper) -> None:
        sys.stdout.write(f"[{paper.label}] {paper.centre}: {paper.service}, {paper.wait}\n")


def printer_for(settings: dict[str, Any]) -> Printer | None:
    """The printer a kiosk's settings name, or None (then the screen shows the ticket alone).

    {"printer": "network", "host": "10.0.0.5", "port": 9100}, {"printer": "file", "path":
    "/dev/usb/lp0"} or {"printer": "console"}. Raises PrinterFailed for settings it can't read.
    """
    kind = settings.get("printer")
    if not kind:
        return None
    profile = {"profile": "default"}
    if kind == "network" and settings.get("host"):
        port = int(settings.get("port", 9100))
        return Thermal(Network(settings["host"], port=port, timeout=TIMEOUT_SECONDS, **profile))
    if kind == "file" and settings.get("path"):
        return Thermal(File(settings["path"], **profile))
    if kind == "console":
        return Console()
    raise PrinterFailed("the kiosk's printer settings are incomplete")


__all__ = [
    "DOTS",
    "Console",
    "Dummy",
    "Printer",
    "PrinterFailed",
    "Thermal",
    "printer_for",
    "write",
]
