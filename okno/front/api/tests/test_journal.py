"""The journal as a program reads it: every fact of its own centre, once, and nobody else's."""

import time

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
    end = time.monotonic() + 60
    while (
        len(read) < len(mine) + 1 and time.monotonic() < end
    ):  # the program's enrolment is one more
        page = client.get(f"/api/v1/events?limit=2&after={position}", headers=headers).json()
        assert len(page) <= 2
        read += page
        if page:
            position = page[-1]["position"]
        else:  # a transaction that began earlier anywhere in this PostgreSQL is waited for
            time.sleep(0.2)
    assert {fact["centre"] for fact in read} == {"tverskoy"}
    issued = [fact["subject"] for fact in read if fact["name"] == "queue.ticket_issued"]
    assert issued == [f"ticket:{pk}" for pk in mine]
