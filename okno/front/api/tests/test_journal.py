"""The journal as a program reads it: every fact of its own centre, once, and nobody else's."""

import pytest

from okno.network.tests.factories import CentreFactory
from okno.queue import actions as queue

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_of_the_journal_hold_every_fact_of_ones_own_centre_once(
    client, centre, services, token, at
):
    from okno.catalog.models import Offer

    other = CentreFactory(slug="arbat")
    for service in services.values():
        Offer.objects.get_or_create(centre=other, service=service)
    mine = []
    for _ in range(5):
        mine.append(queue.issue(centre="tverskoy", service="passport", at=at, by="x").pk)
        queue.issue(centre="arbat", service="passport", at=at, by="x")
    headers = {"Authorization": f"Bearer {token('program')}"}
    read, position = [], ""
    while page := client.get(f"/api/v1/events?limit=2&after={position}", headers=headers).json():
        assert len(page) <= 2
        read += page
        position = page[-1]["position"]
    assert {fact["centre"] for fact in read} == {"tverskoy"}
    issued = [fact["subject"] for fact in read if fact["name"] == "queue.ticket_issued"]
    assert issued == [f"ticket:{pk}" for pk in mine]
