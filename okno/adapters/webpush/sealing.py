"""Sealing a text for one browser: RFC 8291 over RFC 8188 (aes128gcm, a single record). Nobody on the way reads it."""

import os
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LONGEST = 3_993  # RFC 8291, 4: a push service takes at least 4096 bytes with head, padding and tag
_RECORD = 4_096


def seal(
    text: bytes,
    *,
    browser: bytes,
    secret: bytes,
    key: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of a push message. `browser` is the subscription's p256dh, `secret` its auth.

    `key` and `salt` are fresh each time; given only to compare with the example of the RFC. Raises ValueError
    for a point that is not on the curve, or a text that is too long.
    """
    if len(text) > LONGEST or len(secret) != 16:
        raise ValueError("too long a text, or a secret that is none")
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser)
    ours = key or ec.generate_private_key(ec.SECP256R1())
    point = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    salt = salt or os.urandom(16)
    shared = ours.exchange(ec.ECDH(), theirs)
    known = _derive(shared, secret, b"WebPush: info\x00" + browser + point, 32)
    cipher = AESGCM(_derive(known, salt, b"Content-Encoding: aes128gcm\x00", 16))
    nonce = _derive(known, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + struct.pack("!LB", _RECORD, len(point)) + point
    return head + cipher.encrypt(nonce, text + b"\x02", None)


def _derive(of: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(of)
