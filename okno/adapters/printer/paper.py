"""The paper ticket: what stands on it, drawn for a thermal head and set for a PDF."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import font_manrope
import segno
from PIL import Image, ImageDraw, ImageFont

WIDE, NARROW = (
    576,
    384,
)  # dots of the 72 and 48 mm a head prints on rolls of 80 and 58 mm, at 203 dpi
_MARGIN = 24
_DOTS_A_MM = 8
_FONTS = Path(font_manrope.__file__).parent / "files"
PARTS = ("centre", "number", "services", "issued", "wait", "code", "line", "promise")


@dataclass(frozen=True)
class TicketPaper:
    """The words of a ticket, already in the visitor's language; `url` goes into the QR code.

    `line` is the centre's own sentence; `parts` are what stands on the paper, from top to bottom.
    """

    label: str
    centre: str
    services: tuple[str, ...]
    issued: str
    wait: str
    promise: str
    url: str
    line: str = ""
    parts: tuple[str, ...] = PARTS
    dots: int = WIDE


@dataclass(frozen=True)
class _Line:
    """A paragraph: its weight, and its size in dots (an eighth of a millimetre)."""

    text: str
    weight: str
    size: int


def known_parts(asked: object) -> tuple[str, ...]:
    """The parts a layout names, in its order. The number is never missing; what we do not know is."""
    if not isinstance(asked, list):
        return PARTS
    known = tuple(dict.fromkeys(part for part in asked if part in PARTS))
    return known if "number" in known else ("number", *known)


def qr(url: str, dots: int) -> Image.Image:
    """The QR code of an address, at most `dots` wide, with its quiet zone."""
    code = segno.make(url, error="m", micro=False)
    scale = max(1, dots // code.symbol_size(border=4)[0])
    buffer = io.BytesIO()
    code.save(buffer, kind="png", scale=scale, border=4)
    return Image.open(buffer).convert("1")


def draw(paper: TicketPaper) -> Image.Image:
    """The ticket as black dots, as wide as the head, as high as it needs."""
    image = Image.new("1", (paper.dots, 4000), 1)
    pen = ImageDraw.Draw(image)
    y = _MARGIN
    for part in paper.parts:
        if part == "code":
            code = qr(paper.url, 330)
            image.paste(code, ((paper.dots - code.width) // 2, y))
            y += code.height + 10
        for line in _lines(paper, part):
            y = _write(pen, line, y, paper.dots) + 16
    return image.crop((0, 0, paper.dots, min(y + _MARGIN, image.height)))


def pdf(paper: TicketPaper) -> bytes:
    """The same ticket as a one-page PDF of the paper's size, with real text."""
    width, height = paper.dots / _DOTS_A_MM + 8, draw(paper).height / _DOTS_A_MM + 24
    from fpdf import (
        FPDF,
    )  # half a second and 20 MB, which a start without paper spares every process

    page = FPDF(unit="mm", format=(width, height))
    page.set_margin(4)
    page.set_auto_page_break(False)
    page.add_page()
    page.set_title(paper.label)
    page.set_creator("okno")
    for name in ("Regular", "SemiBold", "ExtraBold"):
        page.add_font(f"Manrope{name}", fname=_FONTS / f"Manrope-{name}.ttf")
    for part in paper.parts:
        if part == "code":
            side = 41
            page.image(qr(paper.url, 330).convert("L"), x=(width - side) / 2, w=side)
        for line in _lines(paper, part):
            millimetres = line.size / _DOTS_A_MM
            page.set_font(f"Manrope{line.weight}", size=millimetres * 72 / 25.4)
            page.multi_cell(
                0, millimetres * 1.25, line.text, align="C", new_x="LMARGIN", new_y="NEXT"
            )
            page.ln(1.5)
    return bytes(page.output())


def _lines(paper: TicketPaper, part: str) -> Iterator[_Line]:
    """The paragraphs of a part; none for the code, or where there is nothing to say."""
    if part == "number":
        yield _Line(paper.label, "ExtraBold", _fitting(paper))
    elif part == "services":
        yield from (_Line(text, "SemiBold", 32) for text in paper.services)
    elif part in ("centre", "wait"):
        yield _Line(getattr(paper, part), "SemiBold", 34)
    elif part != "code" and (text := getattr(paper, part)):
        yield _Line(text, "Regular", 28)


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / f"Manrope-{weight}.ttf", size)


def _fitting(paper: TicketPaper) -> int:
    """The size at which the number is as wide as the paper."""
    size = 240
    while _font("ExtraBold", size).getlength(paper.label) > paper.dots - 2 * _MARGIN:
        size -= 10
    return size


def _write(pen: ImageDraw.ImageDraw, line: _Line, y: int, dots: int) -> int:
    """Centred lines, broken between words, as far apart whether a letter hangs below or not; answers where the
    next may begin.
    """
    font = _font(line.weight, line.size)
    hangs = "" if line.weight == "ExtraBold" else "p"  # a number stands alone
    for text in _broken(line.text, font, dots - 2 * _MARGIN):
        pen.text((dots // 2, y), text, font=font, fill=0, anchor="ma")
        _left, _top, _right, bottom = pen.textbbox((0, 0), text + hangs, font=font, anchor="la")
        y += int(bottom) + 6
    return y


def _broken(text: str, font: ImageFont.FreeTypeFont, most: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= most or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
