"""A photo of a member of staff, from whatever was sent to what is kept. Pure."""

import io
from typing import NamedTuple

from PIL import Image, ImageOps

SIDE = 256  # pixels: sharp on a dense screen at the size in which colleagues see it
_READS = ("JPEG", "PNG", "WEBP")
_MOST_PIXELS = 8_000_000  # a small file may claim to be a huge picture
_QUALITY = 85


class Box(NamedTuple):
    """Pixels from the left and the top."""

    left: int
    top: int
    right: int
    bottom: int


def square(sent: bytes) -> bytes | None:
    """The middle of a JPEG, PNG or WebP as a square JPEG of `SIDE` pixels, upright, with nothing told beside it (no
    place, no camera). None for what is no such picture, is smaller than that, or has more than 8 million pixels.
    """
    try:
        with Image.open(io.BytesIO(sent), formats=_READS) as picture:
            if min(picture.size) < SIDE or picture.width * picture.height > _MOST_PIXELS:
                return None
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        Exception
    ):  # a broken file makes Pillow stumble over anything: struct.error, SyntaxError, OSError
        return None
    kept = io.BytesIO()
    cut = upright.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box=_middle(*upright.size))
    cut.save(kept, "JPEG", quality=_QUALITY)
    return kept.getvalue()


def _middle(width: int, height: int) -> Box:
    """The largest square in the middle; of a tall picture in its upper part, where a face is."""
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 4
    return Box(left, top, left + side, top + side)
