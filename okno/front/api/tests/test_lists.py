"""Lists of the programs' door: by cursor, and what is wrong in an address is named."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from okno.base import clock
from okno.booking import actions as booking
from okno.network.tests.factories import CentreFactory
from tests.cast_booking import schedule_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(token, at):
    clock.set_to(at, speed=0.001)
    return Client(headers={"Authorization": f"Bearer {token('program')}"})


def read_on(client, address):
    """Every page, by the link to the next."""
    pages = []
    while address:
        answer = client.get(address)
        pages.append([each["slug"] for each in answer.json()])
        _start, _bracket, rest = answer.get("Link", "").partition("<")
        address, _end, relation = rest.partition(">")
        assert relation in ("", '; rel="next"')
    return pages


def test_the_centres_are_read_page_by_page(client, centre):
    for slug in ("arbat", "mitino", "yakimanka", "zyablikovo"):
        CentreFactory(slug=slug)
    whole = read_on(client, "/api/v1/centres")
    assert whole == [["arbat", "mitino", "tverskoy", "yakimanka", "zyablikovo"]]
    assert read_on(client, "/api/v1/centres?limit=2") == [
        ["arbat", "mitino"],
        ["tverskoy", "yakimanka"],
        ["zyablikovo"],
    ]


def test_the_services_are_read_page_by_page(client, services):
    pages = read_on(client, "/api/v1/services?limit=1")
    assert [slug for page in pages for slug in page] == sorted(services)
    assert len(pages) == len(services)


@pytest.mark.parametrize(
    ("query", "field"),
    [("limit=0", "limit"), ("limit=x", "limit"), ("after=%00", "after"), ("after=a/b", "after")],
)
def test_a_page_that_cannot_be_is_refused_with_its_field(client, centre, query, field):
    for address in ("centres", "services"):
        answer = client.get(f"/api/v1/{address}?{query}")
        assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("slots/earliest", "service"),
        ("slots/earliest?service=passport&purpose=steal", "purpose"),
        ("centres/tverskoy/slots?service=passport&last=2026-11-25", "first"),
        ("centres/tverskoy/slots?service=passport&first=2026-11-25&last=soon", "last"),
        ("places/x?road_minutes=-1", "road_minutes"),
    ],
)
def test_what_is_missing_or_wrong_in_an_address_is_named(client, centre, address, field):
    answer = client.get(f"/api/v1/{address}")
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"]) == (422, "wrong_field", field)


def test_a_header_that_does_not_fit_is_named(client):
    address = "/api/v1/appointments/x/cancel"
    answer = client.post(address, headers={"If-Match": "x" * 65})
    assert (answer.status_code, answer.json()["field"]) == (422, "If-Match")


def test_of_a_body_the_field_is_named_as_it_was_sent(program, centre):
    answer = program.post(
        "/api/v1/centres/tverskoy/holds",
        json.dumps({"services": ["passport"], "starts_at": "soon"}),
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["field"]) == (422, "starts_at")


def test_the_schedules_of_a_centre_are_read_page_by_page_with_their_weeks_and_rules(
    program, centre, services, at
):
    for slug in ("b-counters", "a-room", "c-window"):
        made = schedule_of(centre, slug=slug, at=at, services=[services["passport"].pk])
    asked = {"before": timedelta(minutes=5), "after": None, "reminders": None}
    booking.set_rule(made, service=services["passport"], **asked, at=at, by="staff:1")
    seen, after = [], ""
    while after is not None:
        query = {"limit": 2, "after": after}
        found = program.get("/api/v1/centres/tverskoy/schedules", query).json()
        seen += found["items"]
        after = found["next"]
    assert [each["slug"] for each in seen] == ["a-room", "b-counters", "c-window"]
    first, *_rest, last = seen
    assert (first["services"], first["step_s"], first["share"]) == (["passport"], 900, 50)
    monday = {"weekday": 0, "opens": "08:00", "closes": "20:00", "counters": 2, "quiet": False}
    assert first["week"][0] == monday
    assert [each["weekday"] for each in first["week"]] == list(range(7))
    assert first["rules"] == []
    rule = {"service": "passport", "before_s": 300, "after_s": None, "reminders_s": None}
    assert last["rules"] == [rule]


def test_the_schedules_of_another_centre_are_not_shown(program, client):
    CentreFactory(slug="other")
    assert program.get("/api/v1/centres/other/schedules").status_code == 404
    assert client.get("/api/v1/centres/tverskoy/schedules").status_code == 401
