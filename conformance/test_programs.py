"""What is a program's own: its subscriptions, the schedules of its centre, and how often it may ask."""

import re

import pytest

from conformance.conftest import refused

WISH = {"url": "https://example.org/hooks", "names": ["queue.ticket_issued"]}


@pytest.fixture
def told(program):
    answer = program.post("/subscriptions", WISH)
    assert answer.status == 201, answer
    yield answer.body
    program.post(f"/subscriptions/{answer.body['id']}/remove")


def test_a_secret_is_said_once_and_only_to_its_program(program, anybody, told):
    refused(anybody.get("/subscriptions"), 401)
    assert told["secret"].startswith("whsec_")
    listed = program.get("/subscriptions", {"limit": 500}).body["items"]
    assert told["id"] in {each["id"] for each in listed}
    assert not any("secret" in each for each in listed)


def test_what_was_told_is_read_and_told_once_more_until_it_is_removed(program, told):
    address = f"/subscriptions/{told['id']}"
    assert program.get(f"{address}/deliveries").body.keys() >= {"items", "next"}
    again = program.post(f"{address}/replay", {"since": "2026-01-01T00:00:00Z"})
    assert again.body["count"] >= 0
    assert program.post(f"{address}/remove").status == 200
    refused(program.get(address), 404)
    refused(program.post(f"{address}/replay", {"since": "2026-01-01T00:00:00Z"}), 404)


def test_an_address_that_is_none_is_refused_with_its_field(program):
    wrong = WISH | {"url": "https://"}
    assert refused(program.post("/subscriptions", wrong), 422)["field"] == "url"
    wrong = WISH | {"names": ["no.such_fact"]}
    assert refused(program.post("/subscriptions", wrong), 422)["field"] == "names"


def test_the_schedules_of_its_centre_are_read_by_cursor(program, anybody, asked):
    address = f"/centres/{asked.centre}/schedules"
    refused(anybody.get(address), 401)
    seen, after = [], ""
    while after is not None:
        page = program.get(address, {"limit": 1, "after": after}).body
        seen += [each["slug"] for each in page["items"]]
        after = page["next"]
    assert seen == sorted(set(seen))
    assert len(seen) >= 1


def test_the_centres_are_read_by_the_link_to_the_next(anybody):
    whole = [each["slug"] for each in anybody.get("/centres").body]
    page = anybody.get("/centres", {"limit": 1})
    assert [each["slug"] for each in page.body] == whole[:1]
    if len(whole) > 1:
        assert re.search(r'<[^>]*after=[^>]+>; rel="next"', page.headers["link"])


def test_what_is_missing_in_an_address_is_named(anybody):
    assert refused(anybody.get("/slots/earliest"), 422)["field"] == "service"
    assert refused(anybody.get("/centres", {"limit": 0}), 422)["field"] == "limit"


def test_what_is_not_known_in_an_address_is_named(program, anybody, asked):
    problem = refused(anybody.get("/centres", {"limt": 1}), 422)
    assert (problem["code"], problem["field"]) == ("unknown_parameter", "limt")
    problem = refused(program.get(f"/centres/{asked.centre}/schedules", {"centr": "x"}), 422)
    assert problem["field"] == "centr"


def test_a_program_is_told_how_many_requests_are_left(program, asked):
    found = program.get(f"/centres/{asked.centre}/counters").headers
    assert re.fullmatch(r'"[^"]+";q=\d+;w=\d+', found["ratelimit-policy"])
    assert re.fullmatch(r'"[^"]+";r=\d+;t=\d+', found["ratelimit"])
