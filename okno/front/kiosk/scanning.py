"""Reading the code that somebody shows to the kiosk's camera. A picture is looked at once and not kept."""

import re
from io import BytesIO

import zxingcpp
from PIL import Image

# What ok-scan sends is much smaller; what is larger, or told in scan after scan, could keep a process busy.
_MOST_BYTES = 64 * 1024
_LONGEST_SIDE = 1280
_APPOINTMENT = re.compile(r"https?://[^/\s]{1,255}/a/([\w-]{16,32})/?", re.ASCII)


def text_in(frame: bytes) -> str | None:
    """What the QR code in this JPEG says; None when there is none, or it is no picture for us.

    A picture larger than a camera's, or a progressive one, is not opened: its header is enough to know.
    """
    if len(frame) > _MOST_BYTES:
        return None
    try:
        with Image.open(BytesIO(frame), formats=["JPEG"]) as picture:
            if max(picture.size) > _LONGEST_SIDE or picture.info.get("progressive"):
                return None
            seen = zxingcpp.read_barcodes(
                picture.convert("L"),
                formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]),
            )
    except (OSError, Image.DecompressionBombError):
        return None
    return seen[0].text if seen else None


def token_in(text: str) -> str:
    """The token, when the code is the address of an appointment's page, on whatever host; else ""."""
    found = _APPOINTMENT.fullmatch(text.strip())
    return found[1] if found else ""
