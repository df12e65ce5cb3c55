"""Which id_token is believed (OpenID Connect Core 1.0, 3.1.3.7)."""

from typing import Any

import jwt

# What only the provider can sign: never a shared secret, never nothing.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
_NEEDED = ["iss", "sub", "aud", "exp"]
_LONGEST_SUBJECT = 255


class Unbelievable(Exception):
    """Not from whom it says, not for us, not now, or not about anybody."""


def claims(
    id_token: str, *, keys: dict[str, Any] | None, issuer: str, client: str
) -> dict[str, Any]:
    """What an id_token says. `keys` are the provider's (RFC 7517); without any, the token came over its own
    line by TLS, and that vouches for it. Raises Unbelievable.
    """
    try:
        said: dict[str, Any] = jwt.decode(
            id_token,
            key=_key(id_token, keys) if keys is not None else "",
            algorithms=_ALGORITHMS,
            audience=client,
            issuer=issuer,
            options={
                "require": _NEEDED,
                "verify_signature": keys is not None,
                "verify_exp": True,
                "verify_aud": True,
                "verify_iss": True,
                "verify_sub": True,
            },
        )
    except jwt.PyJWTError as error:
        raise Unbelievable(type(error).__name__) from error
    if isinstance(said["aud"], list) and len(said["aud"]) > 1 and said.get("azp") != client:
        raise Unbelievable("another party")
    if not 0 < len(said["sub"]) <= _LONGEST_SUBJECT:
        raise Unbelievable("no subject")
    return said


def _key(id_token: str, keys: dict[str, Any]) -> Any:
    """The key it names; where it names none, the only one there is."""
    known = jwt.PyJWKSet.from_dict(keys).keys
    name = jwt.get_unverified_header(id_token).get("kid")
    fitting = [each for each in known if name is None or each.key_id == name]
    if len(fitting) != 1:
        raise Unbelievable("no such key")
    return fitting[0]
