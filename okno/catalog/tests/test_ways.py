"""In what ways a centre gives a service: to whoever comes, books online, or lets the staff book."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.catalog import actions as catalog
from okno.catalog import queries
from okno.catalog.models import Offer, Way
from okno.network.tests.factories import CentreFactory

pytestmark = pytest.mark.django_db
WALK_IN, ONLINE, PHONE = Way.WALK_IN, Way.ONLINE, Way.PHONE


def refused(code, act, *subject, **given):
    with pytest.raises(Refusal) as refusal:
        act(*subject, **given)
    assert refusal.value.code == code
    assert str(refusal.value.message)


def test_a_service_is_given_in_every_way_until_a_centre_says_otherwise(centre, services):
    assert queries.service_at("passport", centre).ways == [WALK_IN, ONLINE, PHONE]
    with connection.cursor() as cursor:  # as the version before writes it, while both run
        cursor.execute("delete from catalog_offer where service_id = %s", [services["extract"].pk])
        cursor.execute(
            "insert into catalog_offer (centre_id, service_id) values (%s, %s)",
            [centre.pk, services["extract"].pk],
        )
    assert queries.service_at("extract", centre).ways == [WALK_IN, ONLINE, PHONE]


def test_a_way_is_closed_for_one_service_of_one_centre(
    centre, services, at, django_assert_num_queries
):
    other = CentreFactory(slug="other")
    catalog.offer(services["passport"], centre=other, at=at, by="staff:1")
    given = {"centre": centre, "at": at, "by": "staff:1"}
    catalog.give_by(services["passport"], ways=[ONLINE, PHONE], **given)
    with django_assert_num_queries(1):
        assert queries.service_at("passport", centre).ways == [ONLINE, PHONE]
    both = [services["passport"], services["benefit"]]
    passport, benefit = (each.pk for each in both)
    either = {passport: {centre.pk, other.pk}, benefit: {centre.pk}}
    assert queries.centres_offering_each(both) == either
    assert queries.centres_offering_each(both, WALK_IN) == either | {passport: {other.pk}}
    assert queries.centres_offering_each(both, WALK_IN, PHONE) == either
    listed = {each.slug: each.ways for each in queries.offered_at(centre)}
    assert listed == {
        "passport": [ONLINE, PHONE],
        "benefit": [WALK_IN, ONLINE, PHONE],
        "extract": [WALK_IN, ONLINE, PHONE],
    }
    assert [each.ways for each in queries.search("passport", centre=centre)] == [[ONLINE, PHONE]]


def test_the_journal_says_once_in_what_ways_it_is_given_now(centre, services, at):
    given = {"centre": centre, "at": at, "by": "staff:7"}
    for _again in range(2):
        catalog.give_by(services["passport"], ways=[PHONE, WALK_IN], **given)
    told = Event.objects.get(name="catalog.service_ways_set")
    assert told.payload == {"service": "passport", "ways": ["walk_in", "phone"]}
    assert (told.centre_id, told.by) == (centre.pk, "staff:7")


def test_the_last_way_is_not_closed_and_an_unknown_one_not_opened(centre, services, at):
    given = {"centre": centre, "at": at, "by": "staff:1"}
    catalog.give_by(services["passport"], ways=[PHONE], **given)
    refused("no_way_left", catalog.give_by, services["passport"], ways=[], **given)
    refused("no_way_left", catalog.switch_way, services["passport"], way=PHONE, on=False, **given)
    refused("unknown_way", catalog.switch_way, services["passport"], way="post", on=True, **given)
    assert queries.service_at("passport", centre).ways == [PHONE]
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.update(ways=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.update(ways=["post"])


def test_what_is_given_again_is_given_in_the_ways_of_before(centre, services, at):
    given = {"centre": centre, "at": at, "by": "staff:1"}
    catalog.give_by(services["passport"], ways=[PHONE], **given)
    catalog.withdraw(services["passport"], **given)
    refused("not_offered_here", catalog.give_by, services["passport"], ways=[ONLINE], **given)
    assert {each.slug: each.ways for each in queries.given_or_not(centre)}["passport"] is None
    catalog.offer(services["passport"], **given)
    assert queries.service_at("passport", centre).ways == [PHONE]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_switch_two_ways_at_once_neither_undoes_the_other(centre, services, at):
    gate = threading.Barrier(2)

    def close(way):
        try:
            with transaction.atomic():
                gate.wait()
                catalog.switch_way(
                    services["passport"], centre=centre, way=way, on=False, at=at, by="staff:1"
                )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        list(both.map(close, [WALK_IN, PHONE]))
    assert queries.service_at("passport", centre).ways == [ONLINE]
