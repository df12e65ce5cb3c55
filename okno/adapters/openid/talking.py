"""How allauth talks to a provider: ten seconds at most, 64 KiB at most, no redirect; and how it stops."""

import uuid
from typing import Any

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from okno.base import calling

_READ = 65_536  # as far as okno.base.calling reads


class Stopped(Exception):
    """A sign-in that does not go on; `error` is allauth's word, `reason` what was raised, if anything."""

    def __init__(self, error: Any, reason: Exception | None) -> None:
        super().__init__(error)
        self.error, self.reason = error, reason


class Line(BaseAdapter):
    """One request of requests over our own line, whose deadline holds for the whole talk."""

    def send(self, request: requests.PreparedRequest, *_how: Any, **_more: Any) -> Any:
        """The answer. One longer than the line reads is none."""
        body = request.body or b""
        sealed = body.encode() if isinstance(body, str) else bytes(body)  # type: ignore[arg-type]
        headers = {name: str(value) for name, value in request.headers.items()}
        try:
            answer = calling.call(str(request.method), str(request.url), headers, sealed)
        except (calling.NotSent, calling.NoAnswer) as error:
            raise requests.ConnectionError(str(error)) from error
        if len(answer.body) >= _READ:
            raise requests.ConnectionError("too long")
        response = requests.Response()
        response.status_code = answer.status
        response.headers = CaseInsensitiveDict(answer.headers)
        response._content = answer.body
        response.encoding = "utf-8"
        response.url, response.request = str(request.url), request
        return response

    def close(self) -> None:
        """Nothing stays open."""


class Talking(DefaultSocialAccountAdapter):
    """allauth's settings in code (SOCIALACCOUNT_ADAPTER)."""

    def get_requests_session(self) -> requests.Session:
        """A session that keeps nothing, obeys no proxy of the environment and follows no redirect."""
        session = requests.Session()
        session.trust_env = False
        session.max_redirects = 0
        session.headers = CaseInsensitiveDict({"Accept": "application/json"})
        session.mount("https://", Line())
        session.mount("http://", Line())
        return session

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """122 random bits, in the form that ESIA asks for."""
        return str(uuid.uuid4())

    def on_authentication_error(
        self,
        request: Any,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """allauth's own page is never shown: whoever began the sign-in is told."""
        raise Stopped(error, exception)
