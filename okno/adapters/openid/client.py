"""allauth's OpenID Connect client, as far as the identity: discovery, state, PKCE, code, id_token."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any, NoReturn

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.utils.module_loading import import_string

from okno.adapters.openid import believing
from okno.adapters.openid.doors import Door
from okno.adapters.openid.signed import SignedClient

_SCOPE = "openid"
_LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, 2


@dataclass(frozen=True)
class Identity:
    """Who somebody is at a provider: its issuer, and its own name for them. Nothing else is asked."""

    issuer: str
    subject: str


class Found(Exception):
    """The provider said who it is: allauth stops here, before it would look for a user of Django."""

    def __init__(self, identity: Identity, after: str) -> None:
        super().__init__()
        self.identity, self.after = identity, after


class Provider(OpenIDConnectProvider):
    """A door in allauth's terms: an app that is in no table."""

    def __init__(self, client: "Client") -> None:
        door = client.door
        self.client = client
        super().__init__(
            client.request,
            app=SocialApp(
                provider="openid_connect",
                provider_id=door.slug,
                name=door.name,
                client_id=door.client,
                secret=door.secret,
                settings={"server_url": door.server, "scope": [_SCOPE], **door.settings},
            ),
        )

    def get_oauth2_adapter(self, request: HttpRequest) -> "Client":
        """Our client, which knows where to come back to."""
        return self.client

    def get_pkce_params(self) -> dict[str, str]:
        """Proof of the key (RFC 7636), and the nonce that ties the id_token to this browser's sign-in."""
        made: dict[str, str] = generate_code_challenge()
        return made | {"nonce": _nonce(made["code_verifier"])}


class Client(OpenIDConnectOAuth2Adapter):
    """One sign-in at one door; `back` is our own address to come back to."""

    def __init__(self, request: HttpRequest, door: Door, back: str) -> None:
        super().__init__(request, door.slug)
        self.door, self.back = door, back
        self.state: dict[str, Any] = {}

    def get_provider(self) -> Provider:
        """The door, whatever other providers there are."""
        return Provider(self)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends the person afterwards."""
        return self.back

    def get_client(self, request: HttpRequest, app: SocialApp) -> Any:
        """The usual one, or one that signs."""
        if not self.door.signer:
            return super().get_client(request, app)
        self.client_class = SignedClient
        client = super().get_client(request, app)
        client.sign, client.scope = import_string(self.door.signer), _SCOPE
        return client

    @property
    def openid_config(self) -> dict[str, Any]:
        """The discovery document, if it speaks for the server it was found at (Discovery 1.0, 4.3)."""
        if self.door.fixed:
            return dict(self.door.fixed)
        found: dict[str, Any] = super().openid_config
        if str(found["issuer"]).rstrip("/") != self.door.server:
            raise OAuth2Error("another issuer")
        return found

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **more: Any
    ) -> NoReturn:
        """Nobody is looked up or made: the identity is all there is. Raises Found."""
        said = request.GET.get("iss")  # RFC 9207: the answer is of the provider that was asked
        if said is not None and said != self.openid_config["issuer"]:
            raise OAuth2Error("another issuer")
        identity = (
            self._known(token) if self.door.known_by else self._identity(app, more["response"])
        )
        raise Found(identity, str(self.state.get("next") or ""))

    def _known(self, token: SocialToken) -> Identity:
        """Who it is by /userinfo, asked over the provider's own line with the token it gave for this code."""
        subject = self._fetch_user_info(token.token)[self.door.known_by]
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise OAuth2Error("no subject")
        return Identity(self.openid_config["issuer"], subject)

    def _identity(self, app: SocialApp, response: dict[str, Any]) -> Identity:
        config = self.openid_config
        keys = config.get("jwks_uri")
        if keys is None and not self.door.fixed:
            raise OAuth2Error("no keys")
        try:
            said = believing.claims(
                response["id_token"],
                keys=self._keys(keys) if keys else None,
                issuer=config["issuer"],
                client=app.client_id,
            )
        except believing.Unbelievable as error:
            raise OAuth2Error(str(error)) from error
        nonce = said.get("nonce")
        is_spared = bool(self.door.signer) and nonce is None  # ESIA's methods know of none
        if not is_spared and nonce != _nonce(self.state["pkce_code_verifier"]):
            raise OAuth2Error("another nonce")
        return Identity(said["iss"], said["sub"])

    def _keys(self, address: str) -> dict[str, Any]:
        """The provider's keys: the signature is looked at although the token came over its own line."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
            return dict(answer.json())


class Return(OAuth2CallbackView):
    """The way back; what this browser began with is kept for the client."""

    def _get_state(self, request: HttpRequest, provider: Provider) -> Any:
        state, answer = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, answer


def _nonce(verifier: str) -> str:
    digest = hashlib.sha256(f"okno nonce {verifier}".encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
