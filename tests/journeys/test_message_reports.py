"""A provider of SMS says what became of a message."""

import json

import pytest
from django.test import Client

from okno.adapters.sms.gateway import Gateway
from okno.notify import actions as notify
from okno.notify import ports
from okno.notify.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def message(at, monkeypatch):
    """An SMS that the provider with this key has."""
    gateway = Gateway("https://long-key@sms.example.org/v1?from=okno")
    keyless = Gateway("https://other.example.org/v1")
    monkeypatch.setattr(ports, "_PROVIDERS", [gateway, keyless])
    notify.load_wordings(at=at, by="system")
    made = notify.tell(
        act="your_turn",
        about="ticket:1/1",
        to=[notify.Address("sms", "+79161234567")],
        language="ru",
        values={"ticket": "A1", "counter": "1"},
        zone="Europe/Moscow",
        at=at,
        by="system",
    )
    Message.objects.update(state="sent", provider=gateway.name)
    return made


def report(key="long-key", **body):
    bearer = {"Authorization": f"Bearer {key}"} if key is not None else {}
    body = json.dumps(body)
    return Client().post(
        "/api/v1/message-reports", body, content_type="application/json", headers=bearer
    )


def test_it_is_noted_under_the_providers_own_key(message):
    assert report(id=str(message.number), state="delivered").status_code == 204
    assert report(id=str(message.number), state="delivered").status_code == 204
    message.refresh_from_db()
    assert message.state == "delivered"


@pytest.mark.parametrize("key", [None, "", "wrong", "long-kez", "ключ".encode().decode("latin-1")])
def test_nobody_else_is_believed(message, key):
    answer = report(key, id=str(message.number), state="failed")
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_provider")
    message.refresh_from_db()
    assert message.state == "sent"


def test_a_program_of_a_centre_is_no_provider(message, token):
    assert report(token("program"), id=str(message.number), state="failed").status_code == 401


def test_what_is_not_as_described_is_refused_in_words(message):
    assert report(id="x", state="delivered").status_code == 404
    assert report(id=str(message.number), state="read").status_code == 422
    assert report(id=str(message.number), state="failed", reason="x" * 65).status_code == 422


def test_why_it_failed_is_kept(message):
    report(id=str(message.number), state="failed", reason="absent subscriber")
    message.refresh_from_db()
    assert (message.state, message.reason) == ("failed_permanent", "absent subscriber")
