"""What everybody may read: the description, centres, load, services; and the journal for programs."""

from conformance.conftest import refused


def test_it_is_described_in_openapi_3_1(anybody):
    found = anybody.get("/openapi.json")
    assert found.status == 200
    assert found.body["openapi"].startswith("3.1")
    assert {"/api/v1/centres", "/api/v1/appointments"} <= found.body["paths"].keys()


def test_every_centre_says_where_it_is_and_how_long_one_waits(anybody, asked):
    found = {each["slug"]: each for each in anybody.get("/centres").body}
    mine = found[asked.centre]
    assert -90 <= mine["lat"] <= 90
    assert mine["load"].keys() >= {"waiting", "serving", "wait_s"}
    assert anybody.get(f"/centres/{asked.centre}/load").status == 200


def test_the_services_have_names_in_two_languages_at_least(anybody, asked):
    found = {each["slug"]: each for each in anybody.get("/services").body}
    assert {"ru", "en"} <= found[asked.service]["name"].keys()


def test_a_centre_says_in_what_ways_one_comes_for_each_of_its_services(anybody, asked):
    found = {each["slug"]: each for each in anybody.get(f"/centres/{asked.centre}/services").body}
    assert asked.service in found
    for each in found.values():
        assert each["ways"], each
        assert set(each["ways"]) <= {"walk_in", "online", "phone"}, each
    refused(anybody.get("/centres/no-such-centre/services"), 404)


def test_what_is_not_there_is_a_problem(anybody):
    refused(anybody.get("/centres/no-such-centre/load"), 404)
    refused(anybody.get("/no-such-address"), 404)
    refused(anybody.get("/tickets/no-such-ticket"), 404)


def test_the_journal_is_for_programs_and_is_read_without_gaps(anybody, program):
    refused(anybody.get("/events"), 401)
    refused(program.get("/events", {"after": "nonsense"}), 422)
    seen, after = [], ""
    for _page in range(3):
        page = program.get("/events", {"after": after, "limit": 5}).body
        seen += [each["position"] for each in page]
        if not page:
            break
        after = page[-1]["position"]
    again = [each["position"] for each in program.get("/events", {"limit": 15}).body]
    assert seen == again[: len(seen)]
    assert len(seen) == len(set(seen))
