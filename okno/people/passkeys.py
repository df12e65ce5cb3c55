"""Passkeys (WebAuthn Level 2): what the browser is asked, and whether its answer is right."""

import json
from ipaddress import ip_address
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

from okno.people import errors
from okno.people.models import Passkey, Staff

_WISHED = UserVerificationRequirement.PREFERRED


def place_of(request: HttpRequest) -> str:
    """The name of this house that passkeys are bound to; "" under an address of digits, which has none."""
    host = request.get_host()
    name = host if host.endswith("]") else host.partition(":")[0]
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return name
    return ""


def ask_to_make(place: str, staff: Staff) -> tuple[str, dict[str, Any]]:
    """What `navigator.credentials.create` wants, as JSON, and what to remember until it answers."""
    mark = salted_hmac("okno.people.passkey", str(staff.pk), algorithm="sha256").digest()
    user = PublicKeyCredentialUserEntity(id=mark, name=staff.login, display_name=str(staff))
    wish, state = _server(place).register_begin(
        user, credentials=_known(staff), user_verification=_WISHED
    )
    return _json(wish), state


def made(place: str, state: dict[str, Any], answer: str) -> AttestedCredentialData:
    """The new passkey. Refuses any answer but one to this very question (`wrong_passkey`)."""
    try:
        found = _server(place).register_complete(state, json.loads(answer)).credential_data
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise errors.wrong_passkey() from None
    if found is None:
        raise errors.wrong_passkey()
    return found


def ask_to_show(place: str, staff: Staff) -> tuple[str, dict[str, Any]]:
    """What `navigator.credentials.get` wants, as JSON, and what to remember until it answers."""
    wish, state = _server(place).authenticate_begin(_known(staff), user_verification=_WISHED)
    return _json(wish), state


def shown(place: str, staff: Staff, state: dict[str, Any], answer: str) -> tuple[Passkey, int]:
    """Which passkey of theirs was shown, and its count of uses. Refuses any other (`wrong_passkey`)."""
    rows = {bytes(each.credential): each for each in staff.passkeys.all()}
    try:
        given = json.loads(answer)
        found = _server(place).authenticate_complete(state, _known(staff), given)
        count = AuthenticationResponse.from_dict(given).response.authenticator_data.counter
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise errors.wrong_passkey() from None
    return rows[bytes(found)], count


def _server(place: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=place, name="okno"))


def _known(staff: Staff) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(each.credential)) for each in staff.passkeys.all()]


def _json(wish: Any) -> str:
    """As it may stand inside a script element, whatever somebody is called."""
    return json.dumps(dict(wish)["publicKey"], default=dict).replace("<", "\\u003c")
