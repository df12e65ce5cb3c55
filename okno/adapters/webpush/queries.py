"""What a browser has to know before it can be reached."""

import base64
from functools import cache

from django.conf import settings


def public_key() -> str:
    """Our public key (RFC 8292, 3.2) as a browser takes it; "" where no key is set and nobody is reached."""
    return _public(settings.NOTIFY_PUSH) if settings.NOTIFY_PUSH else ""


@cache
def _public(private: str) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from py_vapid import Vapid02

    key = Vapid02.from_raw(private.encode()).public_key
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()
