"""One-time passwords by time (RFC 6238): SHA-1, six digits, thirty seconds, which every app knows."""

import base64
import secrets
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings

STEP_S = 30
_AROUND = (0, -1, 1)  # a telephone's clock may be half a minute off (RFC 6238, 5.2)


def new_secret() -> str:
    """A new secret of 160 bits (RFC 4226, 4), sealed: only this house can read it."""
    return _box().encrypt(secrets.token_bytes(20)).decode()


def shown(sealed: str, account: str) -> tuple[str, str]:
    """The secret as one types it, in fours, and the address that a telephone reads from the code."""
    secret = _open(sealed)
    typed = base64.b32encode(secret).decode().rstrip("=")
    fours = " ".join(typed[start : start + 4] for start in range(0, len(typed), 4))
    return fours, _totp(secret).get_provisioning_uri(account, "okno")


def step_of(sealed: str, code: str, real_at: datetime) -> int | None:
    """The step of time whose code this is, at this real time or one step beside it; None for any other code.

    A secret that was sealed by another house (its own secret was changed) fits no code.
    """
    try:
        known = _totp(_open(sealed))
    except InvalidToken:
        return None
    now = int(real_at.timestamp()) // STEP_S
    given = code.encode()
    for step in (now + off for off in _AROUND):
        if constant_time.bytes_eq(known.generate(step * STEP_S), given):
            return step
    return None


def code_at(sealed: str, real_at: datetime) -> str:
    """What the telephone shows at this real time."""
    return _totp(_open(sealed)).generate(int(real_at.timestamp())).decode()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, 6, SHA1(), STEP_S)  # noqa: S303


def _open(sealed: str) -> bytes:
    return _box().decrypt(sealed.encode())


def _box() -> Fernet:
    """The key is derived from the house's secret (RFC 5869), for this alone."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"okno.people.totp")
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
