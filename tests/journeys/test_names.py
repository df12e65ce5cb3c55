"""Somebody is called by an unmistakable name: it is heard in the hall, stands nowhere else, and nothing of it is left."""

import json
import logging
import time

import psycopg
import pytest
from django.db import connection
from django.test import Client

from okno.adapters.webhooks import actions as webhooks
from okno.adapters.webhooks import sending
from okno.adapters.webhooks.tests.test_sending import listener  # noqa: F401
from okno.base import events
from okno.base.wire_signature import CHANNEL
from okno.front.portal.tests.test_account_data import everywhere
from okno.queue.models import Ticket
from tests.journeys.conftest import Person, Visitor

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Ефросинья Ъ."


@pytest.fixture
def told(listener, by_name, services, at):  # noqa: F811
    """Every fact of the hall is told to somebody outside."""
    names = [name for name in events.registry() if name.startswith(("queue.", "network."))]
    webhooks.subscribe(url=listener.url, names=names, centre=by_name, at=at, by="staff:1")
    return listener


@pytest.fixture
def nudges():
    """What goes over the wire; heard at the end."""
    asked = connection.get_connection_params()
    where = {
        key: asked[key] for key in ("dbname", "user", "password", "host", "port") if asked.get(key)
    }
    with psycopg.connect(**where, autocommit=True) as line:
        line.execute(f"listen {CHANNEL}")
        yield lambda: [notice.payload for notice in line.notifies(timeout=1)]


def holding(*texts):
    """Those that hold the name, as it is or as JSON writes it."""
    return [text for text in texts if NAME in text or json.dumps(NAME)[1:-1] in text]


def tables():
    return sorted(
        {*everywhere(f"%{NAME}%"), *everywhere(f"%{json.dumps(NAME)[1:-1]}%".replace("\\", "\\\\"))}
    )


def until_told(told, last, at):
    """What is told outside, up to this fact: other databases may keep the newest back for a moment."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        sending.read_the_journal(at=at)
        sending.send_due()
        bodies = [body for _headers, body in told.heard]
        if any(last in body for body in bodies):
            return bodies
        time.sleep(0.1)
    raise AssertionError(f"not told: {last}")


def test_a_name_is_in_the_hall_while_its_person_comes_and_nowhere_afterwards(
    told, nudges, by_name, boris, gleb, counters, token, it_is_ten, caplog
):
    caplog.set_level(logging.INFO)
    kiosk, wall, door = Client(), Client(), Client()
    kiosk.get(f"/enter/{token('kiosk')}")
    wall.get(f"/enter/{token('board')}")
    door.force_login(gleb)
    at_counter = Person(boris)
    at_counter.sits_down_at(counters[0].pk)
    given = kiosk.post(
        "/kiosk/ticket/",
        {"service": "passport", "purpose": "file", "key": "k", "call": "name", "call_name": NAME},
    )
    visitor = Visitor(Ticket.objects.get())
    addresses = [
        f"/api/v1/tickets/{visitor.ticket.token}",
        f"/centres/{by_name.slug}/",
        f"/api/v1/centres/{by_name.slug}/load",
    ]

    def outside():
        return [Client().get(address).content.decode() for address in addresses]

    assert NAME in given.content.decode()
    assert NAME in visitor.reads()
    assert NAME in at_counter.sees("/desk/now/")
    assert NAME not in wall.get("/board/now/").content.decode(), "not before the call"
    at_counter.presses("call")
    page = wall.get("/board/now/").content.decode()
    assert f'data-text="{NAME}, окно 1"' in page
    assert visitor.ticket.label[1:] in page
    assert tables() == ["queue_callname"]
    assert holding(*outside()) == []
    at_counter.presses("start", visitor.ticket)
    assert NAME not in wall.get("/board/now/").content.decode(), "they have sat down"
    assert NAME in at_counter.sees("/desk/now/")
    found = door.get(f"/office/door/?ticket={visitor.ticket.pk}").content.decode()
    assert NAME in found
    at_counter.presses("finish", visitor.ticket)
    assert visitor.state == "finished"

    assert tables() == []
    pages = [
        visitor.reads(),
        at_counter.sees("/desk/now/"),
        wall.get("/board/").content.decode(),
        *outside(),
    ]
    assert (
        holding(*pages, door.get(f"/office/door/?ticket={visitor.ticket.pk}").content.decode())
        == []
    )
    bodies = until_told(told, "queue.service_finished", it_is_ten)
    assert any("queue.name_given" in body for body in bodies), "that a name was given is told"
    assert holding(*bodies) == []
    heard = nudges()
    assert f"hall:{by_name.pk}" in " ".join(heard)
    assert holding(*heard) == []
    assert holding(*(record.getMessage() + str(vars(record)) for record in caplog.records)) == []
