"""What a webhook says and how it is signed."""

import json
from datetime import UTC, datetime

import pytest

from okno.adapters.webhooks import policy


def test_the_signature_is_that_of_the_specification():
    """The example of the Standard Webhooks specification's own test vectors."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = '{"test": 2432232314}'
    assert (
        policy.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_a_fact_is_a_cloud_event():
    said = json.loads(
        policy.cloud_event(
            number=17,
            name="queue.ticket_called",
            at=datetime(2026, 11, 24, 7, tzinfo=UTC),
            centre="tverskoy",
            subject="ticket:3",
            by="staff:1",
            payload={"ticket": "A17"},
            origin="https://okno.example.org",
        )
    )
    assert said == {
        "specversion": "1.0",
        "id": "17",
        "source": "https://okno.example.org/centres/tverskoy",
        "type": "okno.queue.ticket_called",
        "time": "2026-11-24T07:00:00+00:00",
        "subject": "ticket:3",
        "datacontenttype": "application/json",
        "data": {"ticket": "A17", "by": "staff:1"},
    }


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        ([], True),
        (["queue."], True),
        (["queue.ticket_called"], True),
        (["queue.ticket"], False),
        (["booking."], False),
    ],
)
def test_a_subscription_names_facts_or_rooms(names, wanted):
    assert policy.wants(names, "queue.ticket_called") is wanted


def test_it_is_tried_again_for_a_day_and_a_half_and_then_given_up():
    waits = [policy.next_try(attempts) for attempts in range(1, 9)]
    assert waits[:-1] == list(policy.AGAIN)
    assert waits[-1] is None
    assert 1.0 < sum(each.total_seconds() for each in policy.AGAIN) / 86_400 < 2.0


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("93.184.216.34", True, True),
        ("2606:2800:220:1:248:1893:25c8:1946", True, True),
        ("127.0.0.1", False, True),
        ("10.1.2.3", False, True),
        ("::1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("169.254.169.254", False, False),
        ("fe80::1", False, False),
        ("224.0.0.1", False, False),
        ("0.0.0.0", False, False),
        ("64:ff9b::a9fe:a9fe", False, True),
        ("64:ff9b:1::7f00:1", False, True),
        ("2002:7f00:1::", False, True),
        ("2001:0:7f00:1::", False, True),
        ("::127.0.0.1", False, True),
        ("fec0::1", False, True),
        ("192.0.0.8", False, True),
    ],
)
def test_only_the_worlds_addresses_are_called_unless_private_ones_are_allowed(
    address, public, private
):
    assert policy.may_be_reached(address, private=False) is public
    assert policy.may_be_reached(address, private=True) is private
