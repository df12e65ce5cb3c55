"""What web, wire and whoever starts them agree on; imports next to nothing."""

import hashlib
import hmac

CHANNEL = "okno"
MOST_STREAMS = 16_000  # screens one wire holds at once


def sign(topics: str, secret: str) -> str:
    """The signature under which the wire lets a screen follow `topics` (comma-separated)."""
    return hmac.new(secret.encode(), b"wire " + topics.encode(), hashlib.sha256).hexdigest()[:32]
