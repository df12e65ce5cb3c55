"""Real printer bytes over a real socket, decoded back into a picture whose QR code is read."""

import os
import re
import socket
import threading
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from okno.adapters.printer import printers
from okno.adapters.printer.paper import NARROW, WIDE, TicketPaper, draw, known_parts, pdf

URL = "http://127.0.0.1:8000/t/AbCdEf0123456789_-zzzz/"
PAPER = TicketPaper(
    label="A17",
    centre="Тверской",
    services=("Заменить паспорт в 20 и 45 лет",),
    issued="24 ноября 2026, 10:20",
    wait="Примерно 10 минут",
    promise="Если ждёте больше 15 минут, кофе за наш счёт.",
    url=URL,
)


@pytest.fixture
def spool(request):
    """A printer on loopback that keeps what it is sent; it says of its roll what the test wants."""
    server = socket.create_server(("127.0.0.1", 0))
    received = bytearray()

    def listen() -> None:
        line, _address = server.accept()
        line.sendall(getattr(request, "param", b""))
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
    data = bytes(received).removeprefix(b"\x10\x04\x04")
    assert len(data) == len(received) - 3, "the roll is asked after first"
    assert data.startswith(b"\x1b@")
    assert re.search(rb"\x1dV[\x00\x01\x41\x42]", data[-8:]), "GS V cuts the paper"
    picture = picture_in(data)
    assert picture.width == WIDE
    assert zxingcpp.read_barcodes(picture.convert("L"))[0].text == URL


def test_the_number_is_the_largest_thing_on_the_paper():
    picture = draw(PAPER)
    assert picture.width == WIDE
    assert 500 < picture.height < 1300


def test_a_long_name_is_broken_and_not_cut():
    long = replace(PAPER, services=("слово " * 30,))
    assert draw(long).height > draw(PAPER).height


def test_a_printer_that_is_not_there_fails_in_time():
    printer = printers.printer_for({"printer": "network", "host": "127.0.0.1", "port": 9})
    with pytest.raises(printers.PrinterFailed):
        printer.print_ticket(PAPER)


def test_a_printer_that_did_not_answer_is_left_alone_and_then_tried_again(tmp_path, monkeypatch):
    path = tmp_path / "lp0"  # the cable is out: no such device
    printer = printers.printer_for({"printer": "file", "path": str(path)})
    with pytest.raises(printers.PrinterFailed):
        printer.print_ticket(PAPER)
    path.touch()
    with pytest.raises(printers.PrinterFailed, match="a moment ago"):
        printer.print_ticket(PAPER)
    assert path.read_bytes() == b""
    monkeypatch.setattr(printers.time, "monotonic", lambda now=printers.time.monotonic: now() + 21)
    printer.print_ticket(PAPER)
    assert path.read_bytes() == printers.bytes_of(PAPER)


@pytest.mark.parametrize("spool", [b"\x72"], indirect=True)
def test_a_printer_whose_roll_is_out_is_given_no_picture(spool):
    port, received, thread = spool
    printer = printers.printer_for({"printer": "network", "host": "127.0.0.1", "port": port})
    with pytest.raises(printers.PrinterFailed):
        printer.print_ticket(PAPER)
    thread.join(timeout=5)
    assert bytes(received) == b"\x10\x04\x04"


@pytest.mark.parametrize("spool", [b"\x12", b"\x1e"], indirect=True)
def test_a_roll_that_is_there_or_nearly_out_prints(spool):
    port, received, thread = spool
    printers.printer_for({"printer": "network", "host": "127.0.0.1", "port": port}).print_ticket(
        PAPER
    )
    thread.join(timeout=5)
    assert picture_in(bytes(received)).width == WIDE


def test_a_device_file_takes_the_same_bytes(tmp_path):
    path = tmp_path / "lp0"
    path.touch()
    printers.printer_for({"printer": "file", "path": str(path)}).print_ticket(PAPER)
    assert path.read_bytes() == printers.bytes_of(PAPER)


def test_a_device_file_that_takes_nothing_more_fails_and_does_not_hang(tmp_path, monkeypatch):
    path = tmp_path / "lp0"
    os.mkfifo(path)
    monkeypatch.setattr(printers, "TIMEOUT_SECONDS", 0.3)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    while True:
        try:
            full = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
            while os.write(full, bytes(65536)):
                pass
        except BlockingIOError:
            break
    try:
        with pytest.raises(printers.PrinterFailed):
            printers.printer_for({"printer": "file", "path": str(path)}).print_ticket(PAPER)
    finally:
        os.close(reader)
        os.close(full)


def test_a_site_chooses_what_stands_on_its_paper_and_in_which_order():
    whole, short = draw(PAPER), draw(replace(PAPER, parts=known_parts(["number", "wait"])))
    assert short.height < whole.height / 2
    assert zxingcpp.read_barcodes(whole.convert("L"))
    assert not zxingcpp.read_barcodes(short.convert("L"))
    code_first = draw(replace(PAPER, parts=known_parts(["code", "number"])))
    assert zxingcpp.read_barcodes(code_first.convert("L"))[0].position.top_left.y < 120


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        (["wait", "advert", "number", "wait"], ("wait", "number")),
        (["code"], ("number", "code")),
        ([], ("number",)),
    ],
)
def test_a_layout_never_loses_the_number_and_leaves_out_what_is_not_known(asked, known):
    assert known_parts(asked) == known
    assert len(known_parts("nonsense")) == len(known_parts(None)) == 8


def test_the_centres_own_line_takes_its_place_on_the_paper():
    assert draw(replace(PAPER, line="Хорошего дня")).height > draw(PAPER).height


def test_a_narrow_roll_gets_a_narrow_ticket_that_a_phone_still_reads():
    picture = draw(replace(PAPER, dots=NARROW))
    assert picture.width == NARROW
    assert zxingcpp.read_barcodes(picture.convert("L"))[0].text == URL


@pytest.mark.parametrize(
    "settings",
    [
        {"printer": "network", "host": "h", "port": 99999},
        {"printer": "network"},
        {"printer": "file"},
        {"printer": "fax"},
    ],
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
