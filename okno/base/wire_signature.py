"""What web and wire agree on: the channel's name and the signature of topics."""

import hashlib
import hmac

CHANNEL = "okno"


def sign(topics: str, secret: str) -> str:
    """The signature under which the wire lets a screen follow `topics` (comma-separated)."""
    return hmac.new(secret.encode(), b"wire " + topics.encode(), hashlib.sha256).hexdigest()[:32]
