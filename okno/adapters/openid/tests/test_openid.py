"""What a provider may say and still not be believed: against a server whose every word can be chosen."""

import time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory

from okno.adapters.openid import api
from okno.base import calling
from okno.base.errors import Refusal
from tests.outside_openid import Liar

BACK = "http://testserver/me/enter/city/back/"


@pytest.fixture
def liar(settings):
    with Liar() as running:
        settings.OPENID = [f"city={running.address.replace('//', '//okno:s%26cret@')}?name=City"]
        yield running


def request(path="/", **query):
    made = RequestFactory().get(path, query)
    made.session = SessionStore()
    return made


def come_back(**query):
    begun = request()
    there = api.begin(begun, "city", back=BACK, after="/a/t/")
    state = there.split("state=")[1].split("&")[0]
    came = request(**({"code": "c", "state": state} | query))
    came.session = begun.session
    return api.finish(came, "city", back=BACK)


def refused(**query):
    with pytest.raises(Refusal) as told:
        come_back(**query)
    return told.value.code


def test_an_honest_answer_is_taken_and_the_secret_is_read_as_it_was_meant(liar):
    identity, after = come_back()
    assert (identity.issuer, identity.subject, after) == (liar.address, "liar", "/a/t/")
    _path, form = next(each for each in liar.heard if each[0] == "/token")
    assert form["client_secret"] == ["s&cret"]
    assert len(form["code_verifier"][0]) > 100


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"aud": ["okno", "another"]},
        {"aud": ["okno", "another"], "azp": "another"},
        {"iss": "https://another.example"},
        {"exp": 1},
        {"nonce": "of another browser"},
        {"nonce": None},
        {"sub": ""},
        {"sub": "x" * 256},
    ],
)
def test_an_id_token_that_is_not_for_us_now_is_not_believed(liar, claims):
    liar.claims = claims
    assert refused() == "door_over"


@pytest.mark.parametrize("claims", [{"sub": None}, {"aud": None}, {"exp": None}, {"sub": 7}])
def test_an_id_token_that_lacks_something_is_not_believed(liar, claims):
    liar.claims = claims
    assert refused() in ("door_over", "door_away")


def test_an_id_token_for_several_is_taken_when_it_names_us(liar):
    liar.claims = {"aud": ["okno", "another"], "azp": "okno"}
    assert come_back()[0].subject == "liar"


def test_a_signature_of_somebody_else_is_not_believed(liar):
    liar.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert refused() == "door_over"


@pytest.mark.parametrize(("algorithm", "key"), [("none", None), ("HS256", "public" * 8)])
def test_a_weaker_signature_is_not_believed(liar, algorithm, key):
    liar.algorithm, liar.signs_with = algorithm, key
    assert refused() in ("door_over", "door_away")


def test_a_document_that_speaks_for_another_issuer_is_not_believed(liar):
    liar.issuer = "https://another.example"
    assert refused() == "door_away"


def test_an_answer_that_names_another_issuer_is_not_taken(liar):
    assert refused(iss="https://another.example") == "door_over"


def test_nobody_is_sent_to_an_address_that_is_none(liar):
    liar.discovery = {"authorization_endpoint": "javascript:alert(1)"}
    assert refused() == "door_away"


@pytest.mark.parametrize("document", [{"token_endpoint": None}, {"authorization_endpoint": 3}])
def test_a_document_that_lacks_something_is_a_provider_that_is_away(liar, document):
    liar.discovery = document
    assert refused() in ("door_away", "door_over")


def test_a_huge_answer_is_not_read_to_its_end(liar):
    liar.long = 5_000_000
    assert refused() == "door_away"


def test_a_redirect_is_not_followed(liar):
    liar.moved = True
    assert refused() == "door_away"
    assert len(liar.heard) == 1


def test_a_provider_that_answers_drop_by_drop_is_hung_up_on(liar, monkeypatch):
    monkeypatch.setattr(calling, "TIMEOUT", 0.5)
    liar.slow_s = 0.2
    began = time.monotonic()
    assert refused() == "door_away"
    assert time.monotonic() - began < 3


def test_a_provider_that_holds_two_hands_gets_no_third(liar):
    with api._hands, api._hands:
        assert refused() == "door_away"
    assert come_back()[0].subject == "liar"
