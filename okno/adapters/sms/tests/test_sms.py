"""The contract of docs/guides/sms-provider.md, against a server that keeps it and answers that break it."""

import datetime as dt
import json

import pytest

from okno.adapters.sms.gateway import Gateway
from okno.notify.ports import Answering, Outgoing, Permanent, Sent, Silent, Temporary, Unreachable
from tests import outside

OUTGOING = Outgoing(
    number="n1",
    to="+79161234567",
    subject="",
    text="A17: ваша очередь. Окно 7",
    language="ru",
    at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
    good_for_s=600,
)


@pytest.fixture
def server():
    with outside.SmsServer() as running:
        yield running


def send(server):
    return Gateway(server.address).send(OUTGOING, lambda: None)


def test_a_message_is_taken_once_however_often_it_is_sent(server):
    assert isinstance(Gateway(server.address), Answering)
    assert send(server) == send(server) == Sent("p0")
    assert server.told == [("n1", "+79161234567", "A17: ваша очередь. Окно 7")]
    method, path, headers, body = server.heard[0]
    assert (method, path) == ("POST", "/v1/messages")
    assert headers["idempotency-key"] == "n1"
    assert json.loads(body)["from"] == "MFC"
    assert json.loads(body)["good_for_s"] == 600


def test_a_provider_says_whether_it_has_a_message(server):
    gateway = Gateway(server.address)
    assert gateway.ask("n1") is None
    send(server)
    assert gateway.ask("n1") == Sent("p0")
    server.messages["n1"]["state"] = "delivered"
    assert gateway.ask("n1") == Sent("p0", delivered=True)
    for status in (500, 401, 429):
        server.answers = [(status, {}, b"")]
        with pytest.raises(Temporary):
            gateway.ask("n1")


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (400, Permanent),
        (404, Permanent),
        (422, Permanent),
        (401, Unreachable),
        (402, Unreachable),
        (503, Unreachable),
        (302, Unreachable),
        (429, Temporary),
        (500, Silent),
        (502, Silent),
    ],
)
def test_each_answer_is_understood(server, status, raised):
    server.answers = [(status, {"Retry-After": "77"}, b"not json")]
    with pytest.raises(raised) as error:
        send(server)
    assert type(error.value) is raised
    if isinstance(error.value, Temporary):
        assert error.value.retry_after_s == 77


def test_a_provider_that_hangs_up_is_silent_and_one_that_is_not_there_unreachable(server):
    server.answers = [None]
    with pytest.raises(Silent):
        send(server)
    with pytest.raises(Unreachable):
        Gateway("http://k@127.0.0.1:1/").send(OUTGOING, lambda: None)


def test_an_answer_without_a_number_is_an_answer(server):
    for body in (b"", b"[]", b"OK"):
        server.answers = [(202, {}, body)]
        assert send(server) == Sent()


def test_what_is_said_to_have_failed_is_no_success(server):
    server.answers = [(200, {}, b'{"id": "7", "state": "failed"}')]
    with pytest.raises(Permanent):
        send(server)


def test_nothing_is_posted_when_the_mark_cannot_be_set(server):
    def mark():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Gateway(server.address).send(OUTGOING, mark)
    assert server.heard == []
