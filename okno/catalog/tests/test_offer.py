"""Giving and withdrawing a service at a centre, pausing it, vouching for its text."""

from datetime import UTC, date, datetime, timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.catalog import actions as catalog
from okno.catalog import queries
from okno.catalog.models import Edition, Offer, Service
from okno.catalog.tests.factories import ServiceFactory
from okno.network.tests.factories import CentreFactory

AT = datetime(2026, 11, 24, 7, 20, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def service():
    return ServiceFactory(slug="snils")


def names():
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_an_offered_service_is_given_at_the_centre_and_nowhere_else(centre, service):
    catalog.offer(service, centre=centre, at=AT, by="staff:1")
    assert queries.service_at("snils", centre) == service
    assert queries.centres_offering_each([service]) == {service.pk: {centre.pk}}
    with pytest.raises(Refusal) as refused:
        queries.service_at("snils", CentreFactory())
    assert refused.value.code == "not_offered_here"


def test_offering_twice_is_one_offer_and_one_event(centre, service):
    catalog.offer(service, centre=centre, at=AT, by="staff:1")
    catalog.offer(service, centre=centre, at=AT, by="staff:1")
    assert Offer.objects.count() == 1
    assert names() == ["catalog.service_offered"]


def test_a_withdrawn_service_can_be_offered_again(centre, service):
    catalog.offer(service, centre=centre, at=AT, by="staff:1")
    catalog.withdraw(service, centre=centre, at=AT, by="staff:1")
    assert queries.offered_at(centre) == []
    catalog.offer(service, centre=centre, at=AT, by="staff:1")
    assert queries.offered_at(centre) == [service]
    assert names() == [
        "catalog.service_offered",
        "catalog.service_withdrawn",
        "catalog.service_offered",
    ]


def test_what_is_not_given_cannot_be_withdrawn(centre, service):
    with pytest.raises(Refusal) as refused:
        catalog.withdraw(service, centre=centre, at=AT, by="staff:1")
    assert refused.value.code == "not_offered_here"
    assert names() == []


def test_a_paused_service_is_refused_everywhere_and_not_offered_anew(centre, service):
    catalog.offer(service, centre=centre, at=AT, by="staff:1")
    catalog.set_status(service, status="paused", at=AT, by="staff:1")
    assert not Offer.objects.exists()
    for ask in (
        lambda: queries.service_at("snils", centre),
        lambda: catalog.offer(service, centre=CentreFactory(), at=AT, by="staff:1"),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.code == "service_paused"
    catalog.set_status(service, status="active", at=AT, by="staff:1")
    assert queries.service_at("snils", centre) == service


def test_a_status_that_does_not_exist_is_a_bug_not_a_refusal(service):
    with pytest.raises(ValueError, match="sleeping"):
        catalog.set_status(service, status="sleeping", at=AT, by="staff:1")
    assert Service.objects.get().status == "active"


def test_a_text_cannot_have_been_checked_tomorrow(service):
    with pytest.raises(Refusal) as refused:
        catalog.assure(service, on=AT.date() + timedelta(days=1), at=AT, by="staff:1")
    assert refused.value.code == "assured_in_future"
    assert not Service.objects.get().is_checked


def test_vouching_makes_a_new_edition(service):
    catalog.assure(service, on=date(2026, 11, 20), at=AT, by="staff:1")
    catalog.assure(service, on=date(2026, 11, 21), at=AT, by="staff:1")
    assert Edition.objects.count() == 2
    assert Event.objects.latest("pk").payload == {"service": "snils", "assured_on": "2026-11-21"}
