"""A notification is sealed as the RFC says, opened by another library, signed, and goes to known hosts only."""

import base64
import datetime as dt
import json

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from okno.adapters.webpush import sealing
from okno.adapters.webpush.push import PushServices
from okno.notify.ports import Outgoing, Permanent, Silent, Temporary
from tests import outside

SECRET = b"0123456789abcdef"


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_of(text):
    return ec.derive_private_key(int.from_bytes(raw(text)), ec.SECP256R1())


def point(key):
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


VAPID = b64(ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32))


class Browser:
    """Somebody's phone: its keys, and what it reads."""

    def __init__(self, url):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.endpoint = f"{url}/push/abc?x=1"

    @property
    def subscription(self):
        keys = {"p256dh": b64(point(self.key)), "auth": b64(SECRET)}
        return json.dumps({"endpoint": self.endpoint, "expirationTime": None, "keys": keys})

    def read(self, body):
        opened = http_ece.decrypt(
            body, private_key=self.key, auth_secret=SECRET, version="aes128gcm"
        )
        return json.loads(opened)


@pytest.fixture
def server():
    with outside.Outside() as running:
        yield running


def send(
    to,
    hosts=("127.0.0.1",),
    text="Ваша очередь. Окно 7",
    good_for_s=600,
    origin="https://okno.example.org",
):
    outgoing = Outgoing(
        number="n1",
        to=to,
        subject="A17",
        text=text,
        language="ru",
        at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
        good_for_s=good_for_s,
    )
    return PushServices(VAPID, hosts, origin).send(outgoing, lambda: None)


def test_the_example_of_rfc_8291_comes_out_to_the_byte():
    """RFC 8291, appendix A."""
    sealed = sealing.seal(
        b"When I grow up, I want to be a watermelon",
        browser=raw(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        secret=raw("BTBZMqHH6r4Tts7J_aSIgg"),
        key=key_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        salt=raw("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert b64(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
        "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_browser_reads_what_was_sent_and_knows_who_sent_it(server):
    browser = Browser(server.url)
    server.answers = [(201, {"Location": f"{server.url}/m/1"}, b"")]
    send(browser.subscription)
    _method, path, headers, body = server.heard[0]
    assert path == "/push/abc?x=1"
    assert browser.read(body) == {"id": "n1", "title": "A17", "body": "Ваша очередь. Окно 7"}
    assert headers["content-encoding"] == "aes128gcm"
    assert (headers["ttl"], headers["urgency"]) == ("600", "high")
    assert Vapid02.verify(headers["authorization"])
    token = headers["authorization"].split("t=")[1].split(",")[0]
    claims = json.loads(raw(token.split(".")[1]))
    assert (claims["aud"], claims["sub"]) == (server.url, "https://okno.example.org")
    assert 0 < claims["exp"] - dt.datetime.now(dt.UTC).timestamp() <= 86_400


def test_what_is_of_use_for_long_wakes_nobody(server):
    send(Browser(server.url).subscription, good_for_s=86_400)
    assert server.heard[0][2]["urgency"] == "normal"


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (404, Permanent),
        (410, Permanent),
        (403, Permanent),
        (413, Permanent),
        (429, Temporary),
        (503, Temporary),
        (500, Silent),
    ],
)
def test_each_answer_is_understood(server, status, raised):
    server.answers = [(status, {"Retry-After": "9"}, b"")]
    with pytest.raises(raised) as error:
        send(Browser(server.url).subscription)
    assert type(error.value) is raised


def test_a_service_that_is_away_or_silent(server):
    server.answers = [None]
    with pytest.raises(Silent):
        send(Browser(server.url).subscription)
    with pytest.raises(Temporary):
        send(Browser("http://127.0.0.1:1").subscription)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1/x",
        "http://169.254.169.254/latest",
        "https://localhost/x",
        "https://evil.org/fcm.googleapis.com",
        "https://fcm.googleapis.com.evil.org/x",
        "https://evilfcm.googleapis.com/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "http://fcm.googleapis.com/x",
        "https://[::1",
    ],
)
def test_no_address_is_called_that_is_not_a_push_service(server, endpoint):
    browser = Browser(server.url)
    browser.endpoint = endpoint
    with pytest.raises(Permanent):
        send(browser.subscription, hosts=("fcm.googleapis.com",))


@pytest.mark.parametrize("to", ["", "{}", "[]", "null", '{"endpoint": 1, "keys": {}}', "x"])
def test_what_is_no_subscription_is_never_tried(to):
    with pytest.raises(Permanent):
        send(to)


def test_a_point_that_is_not_on_the_curve_is_never_tried(server):
    keys = {"p256dh": b64(b"\x04" + b"\x01" * 64), "auth": b64(SECRET)}
    with pytest.raises(Permanent):
        send(json.dumps({"endpoint": f"{server.url}/x", "keys": keys}))
    with pytest.raises(Permanent):
        send(Browser(server.url).subscription, text="ы" * 3000)


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:8000", "https://okno.example.org:8443", "https://okno"]
)
def test_a_house_at_any_address_is_able_to_sign(server, origin):
    """Whoever could not would leave the message with a worker that died over it, again and again."""
    send(Browser(server.url).subscription, origin=origin)
    ((_method, _path, headers, _body),) = server.heard
    claims = json.loads(raw(headers["authorization"].split(".")[1]))
    assert claims["sub"] == origin


@pytest.mark.parametrize("name", ["a.", f"{'a' * 64}"])
def test_a_name_that_no_machine_can_have_is_a_bad_address_for_ever(name):
    endpoint = Browser(f"https://{name}.fcm.googleapis.com").subscription
    with pytest.raises(Permanent, match="bad_address"):
        send(endpoint, hosts=["fcm.googleapis.com"])
