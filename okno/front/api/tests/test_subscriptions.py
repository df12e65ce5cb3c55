"""Programs that ask to be told: their own subscriptions, how each telling went, telling once more."""

from datetime import timedelta

import pytest
from django.test import Client

from okno.adapters.webhooks import actions as webhooks
from okno.adapters.webhooks.models import Delivery, Subscription
from okno.base import clock
from okno.base.models import Event
from okno.front.api.tests.asking import get, post, refused

pytestmark = pytest.mark.django_db
URL = "https://example.org/hooks"
WISH = {"url": URL, "names": ["queue.ticket_issued", "booking."]}


@pytest.fixture(autouse=True)
def _ten_in_the_morning(at, centre, services):
    clock.set_to(at, speed=0.001)


@pytest.fixture
def told(program):
    answer = post(program, "/subscriptions", WISH)
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def deliver(told, at):
    def deliver(count, made_at=at):
        first = Delivery.objects.count() + 1
        for number in range(first, first + count):
            Delivery.objects.create(
                subscription_id=told["id"], event=number, name="queue.ticket_issued", body="{}",
                state="delivered", attempts=1, next_at=made_at, made_at=made_at,
                answered_at=made_at, status=204,
            )  # fmt: skip

    return deliver


def test_a_program_subscribes_to_its_own_centre_once_per_key_and_the_secret_is_not_shown_again(
    program, centre
):
    key = {"Idempotency-Key": "s"}
    first, again = (post(program, "/subscriptions", WISH, **key) for _ in range(2))
    assert first.json() == again.json()
    assert first["Cache-Control"] == "no-store"
    made = Subscription.objects.get()
    assert (made.centre, made.device.kind, made.names) == (centre, "program", WISH["names"])
    secret = first.json()["secret"]
    assert secret.startswith("whsec_")
    listed = get(program, "/subscriptions")
    assert [each["url"] for each in listed.json()["items"]] == [URL]
    assert secret not in listed.content.decode()
    assert "hooks" not in str(list(Event.objects.values_list("payload", flat=True)))


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"url": "http://example.org/"}, "bad_address", "url"),
        ({"url": "ftp://example.org/"}, "bad_address", "url"),
        ({"url": URL, "names": ["queue.tea_made"]}, "unknown_fact", "names"),
        ({"url": URL, "names": ["q" * 65]}, "wrong_field", "names.0"),
        ({"url": URL, "centre": "arbat"}, "wrong_field", "centre"),
        ({}, "wrong_field", "url"),
    ],
)
def test_what_cannot_be_told_is_refused_with_its_field(program, body, code, field):
    answer = post(program, "/subscriptions", body)
    refused(answer, 422, code)
    assert answer.json()["field"] == field


def test_a_program_has_ten_subscriptions_and_may_have_another_for_one_it_removed(program):
    made = [post(program, "/subscriptions", WISH) for _ in range(webhooks.MOST_OF_A_PROGRAM)]
    refused(post(program, "/subscriptions", WISH), 409, "too_many_subscriptions")
    assert post(program, f"/subscriptions/{made[0].json()['id']}/remove").status_code == 200
    assert post(program, "/subscriptions", WISH).status_code == 201


def test_a_program_sees_and_ends_no_subscription_but_its_own(program, told, token, at, kiosk):
    other = Client(headers={"Authorization": f"Bearer {token('program')}"})
    offices, _secret = webhooks.subscribe(url=URL, at=at, by="staff:1")
    for client, number in ((other, told["id"]), (program, offices.pk), (program, 2**40)):
        address = f"/subscriptions/{number}"
        refused(get(client, address), 404, "unknown_subscription")
        refused(get(client, f"{address}/deliveries"), 404, "unknown_subscription")
        refused(post(client, f"{address}/remove"), 404, "unknown_subscription")
        since = {"since": at.isoformat()}
        refused(post(client, f"{address}/replay", since), 404, "unknown_subscription")
    assert get(other, "/subscriptions").json() == {"items": [], "next": None}
    refused(get(kiosk, "/subscriptions"), 403, "not_for_you")


def test_its_subscriptions_are_read_page_by_page(program):
    made = [post(program, "/subscriptions", WISH).json()["id"] for _ in range(5)]
    seen, after = [], ""
    while after is not None:
        found = get(program, "/subscriptions", {"limit": 2, "after": after}).json()
        seen += [each["id"] for each in found["items"]]
        after = found["next"]
    assert seen == made


def test_the_deliveries_are_read_page_by_page_the_newest_first(program, told, deliver):
    deliver(5)
    address = f"/subscriptions/{told['id']}/deliveries"
    seen, after = [], ""
    while after is not None:
        found = get(program, address, {"limit": 2, "after": after}).json()
        seen += [each["event"] for each in found["items"]]
        after = found["next"]
    assert seen == ["5", "4", "3", "2", "1"]
    assert found["items"][0]["status"] == 204
    for wrong in ("x", "-1", "9" * 30):
        answer = get(program, address, {"after": wrong})
        refused(answer, 422, "unknown_cursor")
        assert answer.json()["field"] == "after"


def test_what_was_told_since_a_moment_is_told_once_more(program, told, deliver, at):
    deliver(2, made_at=at - timedelta(hours=2))
    deliver(3)
    since = {"since": (at - timedelta(hours=1)).isoformat()}
    key = {"Idempotency-Key": "r"}
    for _ in range(2):
        again = post(program, f"/subscriptions/{told['id']}/replay", since, **key)
        assert again.json() == {"count": 3}
    assert Delivery.objects.filter(state="due").count() == 3
    assert Event.objects.filter(name="webhooks.facts_replayed").count() == 1
