"""The server under test, and a client that speaks HTTP and JSON and nothing else."""

import json
import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance")
    group.addoption("--origin", required=True, help="where the server answers")
    group.addoption("--centre", required=True, help="slug of a centre that is open")
    group.addoption("--token", required=True, help="token of a program of that centre")
    group.addoption("--service", required=True, help="slug of a service given there")
    group.addoption("--counter", required=True, type=int, help="id of an open counter for it")
    group.addoption("--case", required=True, type=int, help="id of an application that is awaited")


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: Any


class Client:
    """Asks the server; with a token as that program, without one as anybody."""

    def __init__(self, origin: str, token: str = "") -> None:
        self._origin = origin.rstrip("/")
        self._token = token

    def get(self, path: str, query: Any = None, **headers: str) -> Answer:
        """GET below /api/v1."""
        asked = f"?{urlencode(query, doseq=True)}" if query else ""
        return self._ask("GET", path + asked, None, headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """POST below /api/v1; `idempotency_key` and `if_match` become headers."""
        return self._ask("POST", path, body if body is not None else {}, headers)

    def _ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._origin}/api/v1{path}", data, method=method)
        if data is not None:
            request.add_header("Content-Type", "application/json")
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        for name, value in headers.items():
            request.add_header(name.replace("_", "-").title(), value)
        try:
            with urllib.request.urlopen(request, timeout=15) as found:
                return _answer(found)
        except urllib.error.HTTPError as error:
            return _answer(error)


def _answer(found: Any) -> Answer:
    text = found.read()
    headers = {name.lower(): value for name, value in found.headers.items()}
    return Answer(found.status, headers, json.loads(text) if text else None)


@dataclass
class Asked:
    """What the command line said."""

    origin: str
    centre: str
    token: str
    service: str
    counter: int
    case: int


@pytest.fixture(scope="session")
def asked(request: pytest.FixtureRequest) -> Asked:
    names = ("origin", "centre", "token", "service", "counter", "case")
    return Asked(**{name: request.config.getoption(name) for name in names})


@pytest.fixture
def program(asked: Asked) -> Client:
    """A program of the centre."""
    return Client(asked.origin, asked.token)


@pytest.fixture
def anybody(asked: Asked) -> Client:
    """Who has no token."""
    return Client(asked.origin)


@pytest.fixture
def key() -> str:
    """An Idempotency-Key nobody has used."""
    return secrets.token_hex(12)


def refused(answer: Answer, status: int) -> dict[str, Any]:
    """The problem of a refusal: RFC 9457, with a code for programs and words for people."""
    assert answer.status == status, answer
    assert answer.headers["content-type"].split(";")[0] == "application/problem+json"
    problem: dict[str, Any] = answer.body
    assert {"type", "title", "status", "code"} <= problem.keys()
    assert problem["status"] == status
    return problem
