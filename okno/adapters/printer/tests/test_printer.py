"""Real printer bytes over a real socket, decoded back into a picture whose QR code is read."""

import re
import socket
import threading

import pytest
import zxingcpp
from PIL import Image

from okno.adapters.printer import printers
from okno.adapters.printer.paper import DOTS, TicketPaper, draw, pdf

URL = "http://127.0.0.1:8000/t/AbCdEf0123456789_-zzzz/"
PAPER = TicketPaper(
    label="A17",
    centre="Тверской",
    service="Заменить паспорт в 20 и 45 лет",
    issued="24 ноября 2026, 10:20",
    wait="Примерно 10 минут",
    sentence="Хорошего дня! Если ждёте больше 15 минут, кофе за наш счёт.",
    url=URL,
)


@pytest.fixture
def spool():
    """A printer on loopback that keeps what it is sent."""
    server = socket.create_server(("127.0.0.1", 0))
    received = bytearray()

    def listen() -> None:
        line, _address = server.accept()
        while data := line.recv(65536):
            received.extend(data)
        line.close()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield server.getsockname()[1], received, thread
    server.close()


def picture_in(data: bytes) -> Image.Image:
    """The raster pictures of GS v 0, put together (ESC/POS: GS v 0 m xL xH yL yH d1…dk)."""
    rows = []
    for match in re.finditer(rb"\x1dv0[\x00-\x03](..)(..)", data, re.DOTALL):
        width = int.from_bytes(match[1], "little") * 8
        height = int.from_bytes(match[2], "little")
        dots = data[match.end() : match.end() + width * height // 8]
        if len(dots) == width * height // 8:
            rows.append(Image.frombytes("1", (width, height), bytes(b ^ 255 for b in dots)))
    whole = Image.new("1", (rows[0].width, sum(row.height for row in rows)), 1)
    y = 0
    for row in rows:
        whole.paste(row, (0, y))
        y += row.height
    return whole


def test_the_bytes_begin_with_init_hold_the_picture_and_end_with_a_cut(spool):
    port, received, thread = spool
    printer = printers.printer_for({"printer": "network", "host": "127.0.0.1", "port": port})
    printer.print_ticket(PAPER)
    thread.join(timeout=5)
    data = bytes(received)
    assert data.startswith(b"\x1b@")
    assert re.search(rb"\x1dV[\x00\x01\x41\x42]", data[-8:]), "GS V cuts the paper"
    picture = picture_in(data)
    assert picture.width == DOTS
    assert zxingcpp.read_barcodes(picture.convert("L"))[0].text == URL


def test_the_number_is_the_largest_thing_on_the_paper():
    picture = draw(PAPER)
    assert picture.width == DOTS
    assert 500 < picture.height < 1300


def test_a_long_name_is_broken_and_not_cut():
    long = TicketPaper(**{**PAPER.__dict__, "service": "слово " * 30})
    assert draw(long).height > draw(PAPER).height


def test_a_printer_that_is_not_there_fails_in_time():
    printer = printers.printer_for({"printer": "network", "host": "127.0.0.1", "port": 9})
    with pytest.raises(printers.PrinterFailed):
        printer.print_ticket(PAPER)


@pytest.mark.parametrize(
    "settings", [{"printer": "network"}, {"printer": "file"}, {"printer": "fax"}]
)
def test_settings_that_make_no_printer_are_refused(settings):
    with pytest.raises(printers.PrinterFailed):
        printers.printer_for(settings)


def test_without_settings_there_is_no_printer():
    assert printers.printer_for({}) is None


def test_the_pdf_is_one_page_with_embedded_fonts():
    data = pdf(PAPER)
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") == 1
    assert b"FontFile2" in data
    assert len(data) < 100_000
