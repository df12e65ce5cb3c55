"""A client whose secret is a signature: what ESIA asks of every request."""

import base64
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Client

from okno.base import clock


class SignedClient(OAuth2Client):
    """Signs scope, time, client and state, one behind the other; `sign` and `scope` are set by whoever makes it."""

    sign: Callable[[bytes], bytes]
    scope: str

    def get_redirect_url(
        self, authorization_url: str, scope: Iterable[str], extra_params: dict[str, Any]
    ) -> str:
        """The address to sign in at, signed with the state of this sign-in."""
        signed = self._signed(str(self.state)) | {"access_type": "online"}
        return str(super().get_redirect_url(authorization_url, scope, extra_params | signed))

    def get_access_token(
        self, code: str, pkce_code_verifier: str | None = None, extra_data: Any = None
    ) -> Any:
        """The token, asked for with a signature and a state of its own."""
        state = str(uuid.uuid4())
        more = {"scope": self.scope, "state": state, "token_type": "Bearer", **self._signed(state)}
        return super().get_access_token(code, pkce_code_verifier, more)

    def _signed(self, state: str) -> dict[str, str]:
        timestamp = clock.real().strftime("%Y.%m.%d %H:%M:%S %z")
        text = f"{self.scope}{timestamp}{self.consumer_key}{state}".encode()
        secret = base64.urlsafe_b64encode(self.sign(text)).decode()
        return {"timestamp": timestamp, "client_secret": secret}
