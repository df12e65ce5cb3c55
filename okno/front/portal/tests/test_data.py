"""The catalogue for programs."""

import json

import pytest

pytestmark = pytest.mark.django_db


def test_a_page_names_its_cpsv_ap_twin_and_the_whole_catalogue_holds_it(client, services):
    page = client.get("/services/passport/").content.decode()
    address = "/services/passport.jsonld"
    assert f'href="{address}"' in page
    one, every = client.get(address), client.get("/services.jsonld")
    assert one["Content-Type"] == every["Content-Type"] == "application/ld+json"
    assert _public_services(one) == {"http://testserver/services/passport"}
    assert _public_services(every) == {
        f"http://testserver/services/{slug}" for slug in ("passport", "benefit", "extract")
    }


def _public_services(answer):
    graph = json.loads(answer.content)["@graph"]
    return {node["@id"] for node in graph if node["@type"] == "cpsv:PublicService"}


def test_a_service_nobody_knows_has_no_data(client, services):
    assert client.get("/services/nothing.jsonld").status_code == 404
