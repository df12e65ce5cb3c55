"""The export says what CPSV-AP 3.2.0 and schema.org ask for."""

import json
from datetime import UTC, datetime

import pytest

from okno.catalog import actions as catalog
from okno.catalog import jsonld, queries
from okno.catalog.tests.factories import ServiceFactory

BASE = "https://okno.example"
# The properties with a minimum of one in releases/3.2.0/shacl/cpsv-ap-SHACL.ttl, by class.
MANDATORY = {
    "cpsv:PublicService": {
        "dct:identifier",
        "dct:title",
        "dct:description",
        "cv:hasCompetentAuthority",
    },
    "cv:PublicOrganisation": {"skos:prefLabel", "dct:spatial"},
    "cv:Evidence": {"dct:identifier", "dct:title"},
    "cv:Requirement": {"dct:identifier", "dct:title"},
    "cv:Output": {"dct:identifier", "dct:title"},
    "cv:Channel": {"dct:identifier"},
    "cv:Cost": {"dct:identifier"},
    "cv:Event": {"dct:identifier", "dct:title"},
}
AT_MOST_ONE = {
    "dct:identifier",
    "adms:status",
    "cv:processingTime",
    "cv:hasValue",
    "cv:currency",
    "dct:type",
}


@pytest.fixture
def exported(db, django_assert_num_queries):
    catalog.load(at=datetime(2026, 11, 24, tzinfo=UTC))
    services = queries.all_services()
    with django_assert_num_queries(0):
        return jsonld.cpsv_ap(services, BASE)


def nodes_of(graph):
    """Every node that is described (has a type), with nested ones."""
    found = []

    def walk(node):
        if isinstance(node, dict):
            if "@type" in node and "@value" not in node:
                found.append(node)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(graph["@graph"])
    return found


def types_of(node):
    return [node["@type"]] if isinstance(node["@type"], str) else node["@type"]


def test_every_node_has_what_its_class_must_have_and_not_too_much(exported):
    seen = set()
    for node in nodes_of(exported):
        for kind in types_of(node):
            seen.add(kind)
            lacking = {name for name in MANDATORY.get(kind, ()) if not node.get(name)}
            assert not lacking, (node["@id"], lacking)
        for name in AT_MOST_ONE & set(node):
            assert not isinstance(node[name], list), (node["@id"], name)
    assert set(MANDATORY) <= seen


def test_identifiers_of_nodes_are_unique_and_every_link_leads_somewhere(exported):
    described = [node["@id"] for node in nodes_of(exported) if node["@id"].startswith(BASE)]
    assert len(described) == len(set(described))

    def links(node):
        if isinstance(node, dict):
            if set(node) == {"@id"}:
                yield node["@id"]
            for value in node.values():
                yield from links(value)
        elif isinstance(node, list):
            for value in node:
                yield from links(value)

    assert set(links(exported["@graph"])) <= set(described)


def test_every_prefix_that_is_used_is_declared(exported):
    names = set()

    def walk(node):
        if isinstance(node, dict):
            names.update(key for key in node if not key.startswith("@"))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(exported["@graph"])
    assert {name.split(":")[0] for name in names} <= set(exported["@context"])


def test_texts_carry_their_language(exported):
    marriage = next(node for node in exported["@graph"] if node["@id"].endswith("/marriage"))
    assert {each["@language"] for each in marriage["dct:title"]} == {"ru", "en"}


def test_an_unknown_sum_is_left_out_and_a_known_one_is_a_number_with_a_currency(exported):
    by_id = {node["@id"]: node for node in nodes_of(exported)}
    assert by_id[f"{BASE}/services/marriage/cost/1"]["cv:hasValue"]["@value"] == "350.0"
    assert "cv:hasValue" not in by_id[f"{BASE}/services/egrn-extract/cost/1"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "working", "duration"),
    [(0, False, "P0D"), (30, False, "P30D"), (5, True, "P7D"), (6, True, "P10D"), (1, True, "P3D")],
)
def test_working_days_become_the_calendar_days_they_can_last(days, working, duration):
    service = ServiceFactory(processing_days=days, in_working_days=working)
    assert jsonld.processing_time(service) == duration


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_page_tells_search_engines_what_the_service_is(language):
    catalog.load(at=datetime(2026, 11, 24, tzinfo=UTC))
    service = queries.service_by_slug("marriage")
    found = json.loads(json.dumps(jsonld.government_service(service, BASE, language)))
    assert found["@type"] == "GovernmentService"
    assert found["name"] == service.short_name[language]
    assert found["serviceOperator"]["name"] == service.authority.name[language]
    assert found["offers"][0]["price"] == 350
    assert found["url"] == f"{BASE}/services/marriage"
    cyrillic = any("а" <= letter <= "я" for letter in json.dumps(found, ensure_ascii=False).lower())
    assert cyrillic == (language == "ru")
