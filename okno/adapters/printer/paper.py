"""The paper ticket: what stands on it, drawn for a thermal head and set for a PDF."""

import io
from dataclasses import dataclass
from pathlib import Path

import font_manrope
import segno
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

DOTS = 576  # 72 mm printable of an 80 mm roll at 203 dpi
_MARGIN = 24
_WIDTH_MM, _HEIGHT_MM = 80, 118
_FONTS = Path(font_manrope.__file__).parent / "files"


@dataclass(frozen=True)
class TicketPaper:
    """The words of a ticket, already in the visitor's language; `url` goes into the QR code."""

    label: str
    centre: str
    service: str
    issued: str
    wait: str
    sentence: str
    url: str


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / f"Manrope-{name}.ttf", size)


def qr(url: str, dots: int) -> Image.Image:
    """The QR code of an address, at most `dots` wide, with its quiet zone."""
    code = segno.make(url, error="m", micro=False)
    scale = max(1, dots // code.symbol_size(border=4)[0])
    buffer = io.BytesIO()
    code.save(buffer, kind="png", scale=scale, border=4)
    return Image.open(buffer).convert("1")


def draw(paper: TicketPaper) -> Image.Image:
    """The ticket as black dots, 576 wide, as high as it needs."""
    image = Image.new("1", (DOTS, 1400), 1)
    pen = ImageDraw.Draw(image)
    y = _MARGIN
    lines = [
        (paper.centre, _font("SemiBold", 34)),
        (paper.label, _fitting(paper.label)),
        (paper.service, _font("Medium", 32)),
        (paper.issued, _font("Regular", 28)),
        (paper.wait, _font("SemiBold", 34)),
    ]
    for text, font in lines:
        y = _write(pen, text, font, y) + 18
    code = qr(paper.url, 330)
    image.paste(code, ((DOTS - code.width) // 2, y))
    y = _write(pen, paper.sentence, _font("Regular", 28), y + code.height + 10)
    return image.crop((0, 0, DOTS, y + _MARGIN))


def _fitting(label: str) -> ImageFont.FreeTypeFont:
    """The number as large as the paper is wide."""
    size = 240
    while _font("ExtraBold", size).getlength(label) > DOTS - 2 * _MARGIN:
        size -= 10
    return _font("ExtraBold", size)


def _write(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, y: int) -> int:
    """Centred lines, broken between words; answers where the next may begin."""
    for line in _broken(text, font, DOTS - 2 * _MARGIN):
        pen.text((DOTS // 2, y), line, font=font, fill=0, anchor="ma")
        _left, _top, _right, bottom = pen.textbbox((0, 0), line, font=font, anchor="la")
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


def pdf(paper: TicketPaper) -> bytes:
    """The same ticket as a one-page PDF, 80 mm wide, with real text."""
    page = FPDF(unit="mm", format=(_WIDTH_MM, _HEIGHT_MM))
    page.set_margin(4)
    page.set_auto_page_break(False)
    page.add_page()
    page.set_title(paper.label)
    page.set_creator("okno")
    for name in ("Regular", "SemiBold", "ExtraBold"):
        page.add_font(f"Manrope{name}", fname=_FONTS / f"Manrope-{name}.ttf")
    for text, font, size, height in (
        (paper.centre, "SemiBold", 12, 6),
        (paper.label, "ExtraBold", 64, 24),
        (paper.service, "SemiBold", 12, 6),
        (paper.issued, "Regular", 10, 5),
        (paper.wait, "SemiBold", 12, 6),
    ):
        page.set_font(f"Manrope{font}", size=size)
        page.multi_cell(0, height, text, align="C", new_x="LMARGIN", new_y="NEXT")
    page.image(qr(paper.url, 330).convert("L"), x=(_WIDTH_MM - 36) / 2, w=36)
    page.set_font("ManropeRegular", size=10)
    page.multi_cell(0, 5, paper.sentence, align="C")
    return bytes(page.output())
