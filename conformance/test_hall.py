"""A visit: a place in line is given once, called, begun, ended; what does not fit is refused."""

import pytest

from conformance.conftest import refused


@pytest.fixture
def ticket(program, asked):
    """A ticket of somebody."""
    given = program.post(f"/centres/{asked.centre}/tickets", {"service": asked.service})
    assert given.status == 201, given
    return given.body


def act(program, ticket, verb, asked, **body):
    return program.post(f"/tickets/{ticket['id']}/{verb}", {"counter": asked.counter, **body})


def test_nobody_without_a_token_is_given_a_ticket(anybody, asked):
    refused(anybody.post(f"/centres/{asked.centre}/tickets", {"service": asked.service}), 401)


def test_the_same_key_gives_one_ticket_and_another_wish_under_it_is_refused(program, asked, key):
    address, wish = f"/centres/{asked.centre}/tickets", {"service": asked.service}
    first = program.post(address, wish, idempotency_key=key)
    again = program.post(address, wish, idempotency_key=key)
    assert (first.status, first.body["id"]) == (again.status, again.body["id"])
    other = wish | {"language": "en"}
    assert refused(program.post(address, other, idempotency_key=key), 422)["code"] == "key_reused"


def test_a_visit_from_the_door_to_the_end(program, anybody, asked, ticket):
    token = ticket["token"]
    waiting = anybody.get(f"/tickets/{token}").body
    assert waiting["state"] == "waiting"
    called: set[int] = set()
    while ticket["id"] not in called:  # whoever came before goes first
        answer = program.post(f"/counters/{asked.counter}/call-next")
        assert answer.status == 200, answer
        person = answer.body
        assert person["id"] not in called, "nobody is called twice"
        called.add(person["id"])
        assert act(program, person, "start", asked).body["state"] == "serving"
        assert act(program, person, "finish", asked).body["state"] == "finished"
    refused(act(program, ticket, "finish", asked), 409)
    assert anybody.get(f"/tickets/{token}").body["state"] == "finished"


def test_a_counter_has_one_person_at_a_time(program, asked, ticket):
    person = program.post(f"/counters/{asked.counter}/call-next").body
    refused(program.post(f"/counters/{asked.counter}/call-next"), 409)
    act(program, person, "start", asked)
    act(program, person, "finish", asked)


def test_wrong_bodies_are_refused_with_the_field(program, asked):
    address = f"/centres/{asked.centre}/tickets"
    assert refused(program.post(address, {"service": "no-such"}), 422)["code"]
    assert refused(program.post(address, {}), 422)["field"] == "service"
    refused(program.post(address, {"service": asked.service, "surprise": 1}), 422)
