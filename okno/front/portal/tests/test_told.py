"""Where a person says on their page how to tell them what comes next."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from okno.adapters.webpush import queries as webpush
from okno.notify import ports
from okno.queue import actions as queue
from okno.queue.models import Contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
FORM = {"phone": "8 916 123-45-67", "email": "", "consent": "1"}


class Carrier:
    """Somebody who would carry what is told."""

    is_stand_in = False

    def __init__(self, name, channel):
        self.name, self.channel = name, channel


@pytest.fixture(autouse=True)
def carriers(monkeypatch):
    """Somebody carries SMS and e-mail."""
    them = [Carrier("a", "sms"), Carrier("b", "email")]
    monkeypatch.setattr(ports, "_PROVIDERS", them)
    return them


@pytest.fixture
def ticket(session, at):
    return queue.issue(centre="tverskoy", service="passport", at=at, by="x")


@pytest.fixture
def address(ticket):
    return f"/t/{ticket.token}/"


@pytest.fixture
def place(session, at):
    made = queue.join(centre="tverskoy", service="passport", holder="b", at=at, by="visitor")
    return f"/q/{made.token}/"


def read(client, address):
    return client.get(address).content.decode()


def test_a_phone_is_given_and_taken_back(client, address):
    page = read(client, address)
    assert "Сообщить, когда подойдёт очередь" in page
    assert 'name="road"' not in page
    assert client.post(f"{address}tell/", FORM).status_code == 302
    page = read(client, address)
    assert "Сообщим так: СМС" in page
    assert "9161234567" not in page, "what was given is not shown to whoever else has the page"
    assert client.post(f"{address}quiet/").status_code == 302
    assert not Contact.objects.exists()
    assert "Сообщить, когда подойдёт очередь" in read(client, address)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": "", "email": "maria"}, "email"),
        ({"phone": ""}, "phone"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_typed_twice(
    client, address, wrong, field
):
    answer = client.post(f"{address}tell/", FORM | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert f'value="{(FORM | wrong)[field]}"' in page
    assert not Contact.objects.exists()


def test_without_consent_nothing_is_kept(client, address):
    given = {name: value for name, value in FORM.items() if name != "consent"}
    answer = client.post(f"{address}tell/", given)
    assert 'id="consent-error"' in answer.content.decode()
    assert not Contact.objects.exists()


def test_from_home_the_way_is_said_with_it(client, place):
    assert "Сообщить, когда выходить" in read(client, place)
    assert client.post(f"{place}tell/", FORM | {"road": "30"}).status_code == 302
    assert Contact.objects.get().road_minutes == 30
    assert "Сообщим так: СМС" in read(client, place)
    client.post(f"{place}tell/", FORM | {"road": "99999"})
    assert Contact.objects.get().road_minutes == 45
    client.post(f"{place}quiet/")
    assert not Contact.objects.exists()


def test_whose_visit_is_over_is_asked_nothing(client, ticket, address, at):
    queue.leave(centre=ticket.centre_id, ticket=ticket.pk, at=at, by="visitor")
    assert 'id="told"' not in read(client, address)
    assert client.post(f"{address}tell/", FORM).status_code == 409


def test_with_a_key_a_browser_is_given_what_it_needs(client, address, settings):
    assert "data-push=" not in read(client, address)
    own = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32)
    settings.NOTIFY_PUSH = base64.urlsafe_b64encode(own).rstrip(b"=").decode()
    key = webpush.public_key()
    point = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    assert (len(point), point[0]) == (65, 4), "an uncompressed point of P-256"
    assert f'data-push="{key}"' in read(client, address)
    keys = {"p256dh": key, "auth": "x" * 22}
    push = json.dumps({"endpoint": "https://push.example/1", "expirationTime": None, "keys": keys})
    assert client.post(f"{address}tell/", {"push": push, "consent": "1"}).status_code == 302
    page = read(client, address)
    assert "Сообщим так: уведомление на телефон" in page
    assert "data-push=" not in page
    assert client.post(f"{address}tell/", {"push": "{", "consent": "1"}).status_code == 422


def test_a_ticket_is_told_of_by_whoever_has_its_address(client, address):
    assert client.get(f"{address}tell/")["Location"] == address
    assert client.post("/t/nobody/tell/", FORM).status_code == 404
    assert client.post("/q/nobody/quiet/").status_code == 404


def test_what_nobody_carries_is_not_offered(client, address, carriers):
    del carriers[1]
    assert 'name="phone"' in read(client, address)
    assert 'name="email"' not in read(client, address)
    del carriers[0]
    assert 'id="told"' not in read(client, address)
