"""Where somebody is reached, and the keyed hash by which we know them again without knowing where."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

_SALT = "okno.notify.unsubscribe"


@dataclass(frozen=True)
class Address:
    """A channel and an address on it: e-mail, a phone as E.164, a Telegram chat, a push subscription in JSON."""

    channel: str
    to: str

    @property
    def key(self) -> str:
        """Who it is: keyed, since there are too few phones for a bare hash to hide one."""
        to = self.to.strip().lower() if self.channel == "email" else self.to.strip()
        return salted_hmac(
            "okno.notify.address", f"{self.channel}:{to}", algorithm="sha256"
        ).hexdigest()


def keys_of(ways: Sequence[Address]) -> list[str]:
    """The keys of all ways, in their order."""
    return [way.key for way in ways]


def unsubscribe_token(key: str, kind: str) -> str:
    """A signed word that unsubscribes this address from this kind; no address can be read from it."""
    return signing.dumps([key, kind], salt=_SALT)


def read_token(token: str) -> tuple[str, str]:
    """The key and kind in a token. Raises signing.BadSignature for one that is not ours."""
    key, kind = signing.loads(token, salt=_SALT)
    return key, kind


def unsubscribe_path(token: str) -> str:
    """The path of the portal's page that unsubscribes."""
    return reverse("portal:unsubscribe", args=[token])
