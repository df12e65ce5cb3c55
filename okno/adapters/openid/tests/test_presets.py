"""The presets, against a server that answers at their addresses; neither was tried against the real one."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from okno.adapters.openid import api
from okno.adapters.openid.tests.test_openid import BACK, come_back, refused, request
from tests import outside_openid
from tests.outside_openid import Liar


@pytest.fixture
def mosru(settings):
    with Liar() as running:
        settings.OPENID = [f"city=mosru://okno:secret@{running.address[7:]}?name=mos.ru"]
        yield running


@pytest.fixture
def esia(settings):
    with Liar() as running:
        where = f"{running.address[7:]}?name=ESIA&signer=tests.outside_openid.sign"
        settings.OPENID = [f"city=esia://OKNO@{where}"]
        running.issuer = f"{running.address}/"
        running.claims = {"aud": "OKNO", "nonce": None, "sub": "1000"}
        yield running


def test_mos_ru_is_found_at_its_own_addresses(mosru):
    there = api.begin(request(), "city", back=BACK, after="")
    assert there.startswith(f"{mosru.address}/sps/oauth/ae?")
    assert parse_qs(urlsplit(there).query)["scope"] == ["openid"]
    assert mosru.heard == []  # there is no discovery


def test_mos_ru_knows_a_person_by_its_guid(mosru):
    mosru.claims = {"guid": "a-b-c", "FirstName": "Ян"}
    identity, _after = come_back()
    assert (identity.issuer, identity.subject) == (mosru.address, "a-b-c")
    assert [path for path, _form in mosru.heard] == ["/sps/oauth/te", "/sps/oauth/me"]
    assert "client_secret" not in mosru.heard[0][1]  # it goes in the header


@pytest.mark.parametrize("claims", [{}, {"guid": ""}, {"guid": 7}, {"guid": "x" * 256}])
def test_nobody_is_known_by_no_guid(mosru, claims):
    mosru.claims = claims
    assert refused() in ("door_over", "door_away")


def _is_detached(secret):
    der = base64.urlsafe_b64decode(secret)
    return der[0] == 0x30 and b"okno test" in der


def test_esia_is_asked_with_a_detached_signature_over_scope_time_client_and_state(
    esia, monkeypatch
):
    signed = []
    honest = outside_openid.sign
    monkeypatch.setattr(outside_openid, "sign", lambda text: signed.append(text) or honest(text))
    there = api.begin(request(), "city", back=BACK, after="")
    assert there.startswith(f"{esia.address}/aas/oauth2/ac?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    text = asked["scope"] + asked["timestamp"] + asked["client_id"] + asked["state"]
    assert signed == [text.encode()]
    assert _is_detached(asked["client_secret"])
    assert signed[0] not in base64.urlsafe_b64decode(asked["client_secret"])
    assert len(asked["state"]) == 36


def test_esia_gives_the_token_for_another_signature(esia):
    identity, _after = come_back()
    assert (identity.issuer, identity.subject) == (f"{esia.address}/", "1000")
    path, form = esia.heard[0]
    assert path == "/aas/oauth2/te"
    assert _is_detached(form["client_secret"][0])
    assert form["scope"] == ["openid"]
    assert form["timestamp"][0].endswith("+0000")


@pytest.mark.parametrize(
    "claims", [{"aud": "ANOTHER"}, {"exp": 1}, {"iss": "http://x/"}, {"nonce": "of another"}]
)
def test_an_id_token_of_esia_that_is_not_for_us_now_is_not_believed(esia, claims):
    esia.claims |= claims
    assert refused() == "door_over"


def test_a_signer_that_is_not_there_is_a_provider_that_is_away(esia, settings):
    settings.OPENID = [settings.OPENID[0].replace("outside_openid.sign", "outside_openid.gone")]
    assert [each.name for each in api.all_doors()] == ["ESIA"]
    assert refused() == "door_away"
