"""What a visitor, a kiosk or a program cannot do to the line or to the journal."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.catalog.models import Offer
from okno.network.models import Device
from okno.network.tests.factories import CentreFactory
from okno.queue import actions as queue
from okno.queue.models import Ticket
from okno.queue.queries import rings_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(session, at):
    where = {"centre": session.centre_id, "counter": session.counter_id, "at": at, "by": "x"}
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    queue.call_next(**where)
    queue.start(**where, ticket=ticket.pk)
    return queue.finish(**where, ticket=ticket.pk)


def test_nobody_is_issued_a_ticket_as_one_called_again(services, at):
    with pytest.raises(Refusal) as caught:
        queue.issue(centre="tverskoy", service="passport", priority="recall", at=at, by="x")
    assert caught.value.field == "priority"


@pytest.mark.parametrize(
    "wish", [{"priority": "veteran"}, {"booked_at": "2026-11-24T08:00:00+00:00"}]
)
def test_a_kiosk_does_not_choose_a_place_in_line(client, services, token, it_is_ten, wish):
    headers = {"Authorization": f"Bearer {token('kiosk')}"}
    answer = client.post(
        "/api/v1/centres/tverskoy/tickets",
        {"service": "passport", **wish},
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 403
    assert not Ticket.objects.exists()


def test_the_same_mark_again_is_no_news_and_after_a_day_it_is_too_late(served, at):
    for rating in (5, 5, 4, 4):
        queue.rate(ticket=served, rating=rating, at=at, by="visitor")
    assert Event.objects.filter(name="queue.ticket_rated").count() == 2
    with pytest.raises(Refusal) as caught:
        queue.rate(ticket=served, rating=1, at=at + timedelta(hours=25), by="visitor")
    assert caught.value.code == "too_late_to_rate"
    assert Ticket.objects.get(pk=served.pk).rating == 4


@pytest.fixture
def kiosk(centre):
    return Device.objects.create(centre=centre, kind="kiosk", name="kiosk", token_hash="x")


def rings(kiosk, when):
    where = {"centre": kiosk.centre_id, "device": kiosk.pk, "by": f"device:{kiosk.pk}"}
    queue.call_administrator(**where, at=when)
    return Event.objects.filter(name="queue.administrator_called").count()


def test_who_rings_again_at_once_is_heard_already(kiosk, at):
    heard = [rings(kiosk, at + timedelta(seconds=seconds)) for seconds in (0, 5, 29, 31)]
    assert heard == [1, 1, 1, 2]
    (ring,) = rings_now(kiosk.centre_id, at + timedelta(minutes=1))
    assert ring.since == at, "a kiosk that rings twice waits since the first time"


def test_who_rings_after_somebody_went_is_heard_anew(kiosk, at):
    rings(kiosk, at)
    for _ in range(2):
        queue.answer_administrator(
            centre=kiosk.centre_id, device=kiosk.pk, at=at + timedelta(seconds=5), by="staff:1"
        )
    assert Event.objects.filter(name="queue.administrator_answered").count() == 1
    assert rings_now(kiosk.centre_id, at + timedelta(seconds=6)) == []
    assert rings(kiosk, at + timedelta(seconds=7)) == 2


def test_a_ticket_of_another_centre_is_not_named_here(services, at):
    other = CentreFactory(slug="arbat")
    Offer.objects.create(centre=other, service=services["passport"])
    held = queue.issue(centre="arbat", service="passport", phone="+79160000000", at=at, by="x")
    with pytest.raises(Refusal) as caught:
        queue.issue(centre="tverskoy", service="passport", phone="+79160000000", at=at, by="x")
    assert caught.value.code == "second_ticket"
    assert held.label not in str(caught.value)


def test_a_program_that_leaves_the_counter_out_still_holds_for_it(session, at):
    where = {"centre": session.centre_id, "counter": session.counter_id, "at": at, "by": "x"}
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    queue.call_next(**where)
    held = queue.hold(centre=session.centre_id, counter=None, ticket=ticket.pk, at=at, by="x")
    assert held.only_counter_id == session.counter_id
