"""Applications: read by the programs of their centre, without a word of their person; a result comes once."""

import pytest

from conformance.conftest import refused


@pytest.fixture
def case(asked):
    """The address of an application whose result is awaited."""
    return f"/cases/{asked.case}"


def test_an_application_says_how_it_is_going_and_not_whose_it_is(program, asked, case):
    said = program.get(case)
    assert said.status == 200, said
    assert said.body["id"] == asked.case
    assert (said.body["centre"], len(said.body["number"])) == (asked.centre, 8)
    assert said.body["due_on"] >= said.body["opened_at"][:10]
    whose = {"name", "phone", "email", "token", "ticket", "account", "ways"}
    assert not whose & said.body.keys()


def test_who_is_no_program_of_the_centre_reads_and_says_nothing_of_it(anybody, case):
    refused(anybody.get(case), 401)
    refused(anybody.post(f"{case}/ready"), 401)


def test_what_is_no_application_of_the_centre_is_not_there(program):
    refused(program.get("/cases/0"), 404)
    refused(program.post("/cases/0/ready"), 404)
    refused(program.get("/cases/first"), 422)


def test_a_result_comes_once(program, case, key):
    """Asked again under its key, the same is answered; under another, it has come already."""
    if program.get(case).body["state"] == "accepted":
        first = program.post(f"{case}/ready", idempotency_key=key)
        assert (first.status, first.body["state"]) == (200, "ready"), first
        assert first.body["ready_at"]
        again = program.post(f"{case}/ready", idempotency_key=key)
        assert (again.status, again.body) == (200, first.body)
    late = program.post(f"{case}/ready", idempotency_key=key + "-late")
    assert refused(late, 409)["code"] == "case_moved_on"
