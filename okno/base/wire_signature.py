"""What web, wire and whoever starts them agree on; imports next to nothing."""

import hashlib
import hmac

CHANNEL = "okno"
MOST_STREAMS = 16_000  # screens one wire holds at once
MOST_PUBLIC = MOST_STREAMS // 2  # of them strangers': the house's own always find a line
MOST_OF_A_NETWORK = 500  # of those; the visitors of a full centre may share one address


def sign(topics: str, secret: str, *, house: bool = False) -> str:
    """The signature under which the wire lets a screen follow `topics` (comma-separated).

    `house`: for a screen of the house, whose line is never taken by a stranger's.
    """
    text = (b"wire of the house " if house else b"wire ") + topics.encode()
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()[:32]
