"""A week of a whole network is millions of deliveries: the office counts and reads them by indexes."""

from datetime import timedelta

import pytest
from django.db import connection

from okno.adapters.webhooks import queries
from okno.adapters.webhooks.models import Delivery, Subscription

pytestmark = pytest.mark.django_db
WENT = [("due", 0), ("due", 3), ("sending", 1), ("failed", 8), ("delivered", 1), ("delivered", 2)]


@pytest.fixture
def two(at):
    made = [
        Subscription.objects.create(url=f"https://example.org/{n}", secret="s", added_at=at)
        for n in range(2)
    ]
    for event, (state, attempts) in enumerate(WENT * 2):
        Delivery.objects.create(
            subscription=made[event // 6],
            event=event,
            name="queue.ticket_left",
            state=state,
            attempts=attempts,
            next_at=at,
            made_at=at,
        )
    return made


def test_each_has_how_many_wait_were_taken_and_given_up(two, at):
    Subscription.objects.create(url="https://example.org/new", secret="s", added_at=at)
    found = [(each.due, each.delivered, each.failed) for each in queries.subscriptions()]
    assert found == [(3, 2, 1), (3, 2, 1), (0, 0, 0)]


def test_what_was_tried_in_vain_stands_first_and_is_found_by_its_index(two):
    assert [each.event for each in queries.deliveries(two[0])] == [3, 2, 1, 5, 4, 0]
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    plan = queries.deliveries(two[0])[:50].explain()
    assert "refused_first" in plan
    assert "Sort" not in plan


def test_it_is_said_to_be_tried_when_its_program_has_rested(two, at, django_assert_num_queries):
    rested = at + timedelta(minutes=5)
    Subscription.objects.filter(pk=two[0].pk).update(rests_until=rested)
    found = [queries.subscription(each.pk) for each in two]
    with django_assert_num_queries(2):
        said = [{each.tried_at for each in queries.deliveries(program)} for program in found]
    assert said == [{rested}, {at}]
