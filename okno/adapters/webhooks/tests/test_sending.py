"""Facts reach a real server, signed, once each unless it asks for more."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection

from okno.adapters.webhooks import actions, policy, queries, sending
from okno.adapters.webhooks.models import Delivery, Subscription
from okno.base import clock, events
from okno.base.errors import Refusal
from okno.base.tests.journal import until_read
from okno.network import actions as network
from okno.network.tests.factories import CentreFactory
from okno.queue import actions as queue

pytestmark = pytest.mark.django_db(transaction=True)


class Listener(ThreadingHTTPServer):
    """Answers what it is told to; remembers what it was told, and what the database did meanwhile."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[int] = []
        self.heard: list[tuple[dict[str, str], str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hooks?from=okno"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        server: Listener = self.server  # type: ignore[assignment]
        server.heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
        status = server.answers.pop(0) if server.answers else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", server.url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_about: object) -> None:
        pass


@pytest.fixture
def listener(settings) -> Iterator[Listener]:
    settings.WEBHOOK_PRIVATE = True
    with Listener() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def told(listener, centre, services, at) -> Subscription:
    """The centre's tickets are told to the listener."""
    clock.set_to(at, speed=1)
    made, _secret = actions.subscribe(
        url=listener.url, names=["queue.ticket_issued"], centre=centre, at=at, by="staff:1"
    )
    return made


def issue(centre, at):
    return queue.issue(centre=centre.pk, service="passport", at=at, by="device:1")


def read(at, *, expected: int = 1) -> None:
    """Read the journal until so many deliveries came of it: other databases' open transactions, on the
    same server, keep the newest facts back for a moment (docs/decisions/0005).
    """
    end = time.monotonic() + 30
    made = sending.read_the_journal(at=at)
    while made < expected and time.monotonic() < end:
        time.sleep(0.05)
        made += sending.read_the_journal(at=at)
    assert made == expected


def tell(at, *, expected: int = 1) -> int:
    read(at, expected=expected)
    return sending.send_due()


def test_a_fact_is_told_signed_as_a_cloud_event(told, listener, centre, at):
    ticket = issue(centre, at)
    assert tell(at) == 1
    ((headers, body),) = listener.heard
    said = json.loads(body)
    assert said["type"] == "okno.queue.ticket_issued"
    assert said["subject"] == f"ticket:{ticket.pk}"
    assert headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    key = base64.b64decode(told.secret.removeprefix("whsec_"))
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    assert abs(int(headers["webhook-timestamp"]) - at.timestamp()) < 60


def test_it_is_told_what_happens_from_now_on_in_its_centre_and_nothing_twice(
    listener, centre, services, at
):
    clock.set_to(at, speed=1)
    issue(centre, at)
    until_read()
    actions.subscribe(
        url=listener.url, names=["queue.ticket_issued"], centre=centre, at=at, by="staff:1"
    )
    other = CentreFactory(slug="other")
    from okno.catalog.models import Offer

    Offer.objects.create(centre=other, service=services["passport"])
    issue(other, at)
    mine = issue(centre, at)
    queue.leave(centre=centre.pk, ticket=mine.pk, at=at, by="visitor")
    assert [tell(at), tell(at, expected=0)] == [1, 0]
    assert json.loads(listener.heard[0][1])["subject"] == f"ticket:{mine.pk}"


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_is_not_taken_is_tried_again_later_under_the_same_id(
    told, listener, centre, at, status
):
    listener.answers = [status]
    issue(centre, at)
    assert tell(at) == 1
    assert len(listener.heard) == 1, "a redirect is not followed"
    (delivery,) = queries.deliveries(told)
    assert (delivery.state, delivery.status) == ("due", status)
    assert sending.send_due() == 0
    clock.set_to(clock.now() + timedelta(seconds=6), speed=1)
    assert sending.send_due() == 1
    first, second = (headers["webhook-id"] for headers, _body in listener.heard)
    assert first == second
    assert queries.deliveries(told)[0].state == "delivered"


def test_after_the_last_try_it_is_given_up_and_can_be_told_once_more(told, listener, centre, at):
    issue(centre, at)
    listener.answers = [500] * 8
    read(at)
    for number in range(8):
        clock.set_to(at + timedelta(days=number), speed=1)
        sending.send_due()
    (delivery,) = queries.deliveries(told)
    assert (delivery.state, delivery.attempts) == ("failed", 8)
    assert actions.replay(told, since=at, at=at, by="staff:1") == 1
    assert sending.send_due() == 1
    assert queries.deliveries(told)[0].state == "delivered"
    assert [(each.due, each.delivered, each.failed) for each in queries.subscriptions()] == [
        (0, 1, 0)
    ]


def test_nobody_listening_is_noted_and_tried_again(told, listener, centre, at):
    listener.shutdown()
    listener.server_close()
    issue(centre, at)
    tell(at)
    (delivery,) = queries.deliveries(told)
    assert (delivery.state, delivery.status) == ("due", None)
    assert delivery.answer == "ConnectionRefusedError"


def test_no_transaction_is_open_while_others_are_slow(told, listener, centre, at, monkeypatch):
    issue(centre, at)
    read(at)
    seen = []

    def slow(*args, **how):
        seen.append(connection.in_atomic_block)
        return 200, ""

    monkeypatch.setattr(sending, "call", slow)
    sending.send_due()
    assert seen == [False]


def test_private_addresses_are_not_called_unless_allowed(told, listener, centre, at, settings):
    settings.WEBHOOK_PRIVATE = False
    issue(centre, at)
    tell(at)
    assert listener.heard == []
    assert queries.deliveries(told)[0].answer == "not a public address"


def test_a_name_that_no_machine_can_have_stops_nobody_elses_deliveries(
    told, listener, centre, at, settings
):
    settings.WEBHOOK_PRIVATE = True
    Subscription.objects.filter(pk=told.pk).update(url="https://a..example.org/")
    issue(centre, at)
    tell(at)
    (delivery,) = queries.deliveries(told)
    assert (delivery.state, delivery.answer) == ("due", "no such host")


def test_who_is_removed_is_told_no_more(told, listener, centre, at):
    issue(centre, at)
    read(at)
    actions.unsubscribe(told, at=at, by="staff:1")
    actions.unsubscribe(told, at=at, by="staff:1")
    issue(centre, at)
    assert tell(at, expected=0) == 0
    assert listener.heard == []
    with pytest.raises(Refusal):
        queries.subscription(told.pk)


def test_a_week_later_deliveries_are_forgotten_but_not_what_is_due(told, listener, centre, at):
    issue(centre, at)
    tell(at)
    issue(centre, at)
    read(at)
    later = at + policy.KEPT + timedelta(days=1)
    assert sending.forget_old(at=later) == 1
    assert Delivery.objects.get().state == "due"


def test_after_a_restore_it_is_told_on_from_where_it_was(told, listener, centre, at):
    """The position is of the old server, whose transactions were far ahead."""
    issue(centre, at)
    tell(at)
    position = Subscription.objects.get()
    Subscription.objects.update(xid=10**15)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into base_event (xid, at, name, centre_id, subject, by, payload)"
            " values ('999999999999', %s, 'queue.ticket_issued', %s, '', 'system', '{}')",
            [at, centre.pk],
        )
    assert events.restored_in_order()
    actions.after_a_restore(at=at, by="system")
    again = Subscription.objects.get()
    assert (again.xid, again.event) == (3, position.event)
    issue(centre, at)
    assert tell(at, expected=2) == 2


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x",
        "ftp://example.org/",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org:99999/",
        "https://example.org/a b",
        "https://example.org/\n",
        "https://example.org/" + "x" * 500,
        "javascript:alert(1)",
        "https://127.0.0.1/x",
        "https://10.1.2.3:8443/x",
        "https://[::1]/x",
        "https://localhost/x",
        "https://okno.LOCALHOST./x",
    ],
)
def test_an_address_that_is_none_is_refused(url, at):
    with pytest.raises(Refusal) as refusal:
        actions.subscribe(url=url, at=at, by="staff:1")
    assert refusal.value.code == "bad_address"


def test_a_fact_that_no_room_records_is_refused(at):
    with pytest.raises(Refusal, match=r"queue\.nonsense"):
        actions.subscribe(url="https://example.org/", names=["queue.nonsense"], at=at, by="x")


def test_a_program_whose_token_ended_is_told_nothing_more(listener, centre, services, at):
    clock.set_to(at, speed=1)
    same = {"at": at, "by": "staff:1"}
    device, _token = network.enrol_device(centre=centre, kind="program", name="crm", **same)
    names = ["queue.ticket_issued"]
    made, _secret = actions.subscribe(url=listener.url, names=names, device=device, **same)
    assert made.centre == centre
    issue(centre, at)
    read(at)
    network.revoke_device(device=device, **same)
    issue(centre, at)
    assert sending.read_the_journal(at=at) == 0
    assert sending.send_due() == 1
    assert Delivery.objects.get().state == "failed"
    assert listener.heard == []
