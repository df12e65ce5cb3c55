"""The catalogue's answers, and how many statements they take."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import translation

from okno.base.errors import Refusal
from okno.base.text import Text
from okno.catalog import actions as catalog
from okno.catalog import queries
from okno.catalog.models import Applicant, Edition, LifeEvent, Purpose, Service
from okno.catalog.tests.factories import EvidenceFactory, OfferFactory, ServiceFactory
from okno.network.tests.factories import CentreFactory

AT = datetime(2026, 11, 24, 7, 20, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    """One district centre and the whole catalogue."""
    centre = CentreFactory(kind="district")
    catalog.load(at=AT)
    return centre


def test_lists_take_one_statement_each(city, django_assert_num_queries):
    with django_assert_num_queries(1):
        events = queries.life_events(city)
    assert len(events) == 10
    with django_assert_num_queries(1):
        popular = queries.popular(city)
    assert len(popular) == 10
    with django_assert_num_queries(1):
        offered = [str(service.life_event) for service in queries.offered_at(city)]
    assert len(offered) > 50
    with django_assert_num_queries(1):
        assert queries.services_for(events[0], city)
    with django_assert_num_queries(1):
        queries.service_at("snils", city, "file")


def test_a_whole_service_takes_a_fixed_number_of_statements(city, django_assert_num_queries):
    with django_assert_num_queries(7):
        service = queries.service_by_slug("passport-lost")
        queries.checklist(service, "citizen")
        assert [str(each) for each in service.costs.all()]
        assert service.authority.name["en"]
    with django_assert_num_queries(7):
        assert len(queries.all_services()) > 60


def test_a_life_event_without_a_service_here_is_not_shown(city):
    empty = LifeEvent.objects.create(slug="empty", order=99, name=Text(ru="Пусто", en="Empty"))
    assert empty not in queries.life_events()
    elsewhere = ServiceFactory(life_event=empty)
    assert empty in queries.life_events()
    assert empty not in queries.life_events(city)
    OfferFactory(service=elsewhere, centre=city)
    assert empty in queries.life_events(city)


def test_an_unknown_service_is_refused_as_not_found(city):
    for ask in (
        lambda: queries.service_by_slug("nothing"),
        lambda: queries.service_at("nothing", city),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.code == "unknown_service"
        assert refused.value.status == 404


def test_a_purpose_the_service_does_not_have_is_refused(city):
    with pytest.raises(Refusal) as refused:
        queries.service_at("newcomer-advice", city, "receive")
    assert refused.value.code == "purpose_not_possible"
    assert queries.service_at("newcomer-advice", city, "ask").slug == "newcomer-advice"


def test_a_foreign_citizen_may_marry_but_is_told_that_passports_are_for_citizens(city):
    marriage = queries.service_by_slug("marriage")
    assert queries.who_may_apply(marriage, Applicant.FOREIGN_VISA).may_apply
    passport = queries.service_by_slug("passport-age")
    with translation.override("en"):
        verdict = queries.who_may_apply(passport, Applicant.FOREIGN_VISA)
        assert not verdict.may_apply
        assert "citizen of Russia" in verdict.reason
    with translation.override("ru"):
        assert "гражданин России" in queries.who_may_apply(passport, "foreign_visa").reason


def test_nobody_can_marry_for_somebody_else(city):
    verdict = queries.who_may_apply(queries.service_by_slug("marriage"), "representative")
    assert not verdict.may_apply


def codes(service, applicant, purpose="file"):
    return [paper.code for paper in queries.checklist(service, applicant, purpose)]


def test_each_applicant_is_asked_for_their_own_papers(city):
    marriage = queries.service_by_slug("marriage")
    assert "passport" in codes(marriage, "citizen")
    assert "marital_status" not in codes(marriage, "citizen")
    assert {"foreign_passport", "marital_status", "translation"} <= set(
        codes(marriage, "foreign_visa")
    )
    assert "passport" not in codes(marriage, "foreign_visa")


def test_one_who_comes_for_the_result_brings_only_passport_and_receipt(city):
    service = queries.service_by_slug("travel-passport-5")
    assert codes(service, "citizen", "receive") == ["passport", "receipt"]
    assert codes(service, "citizen", "ask") == []


def test_papers_without_applicants_are_for_everybody():
    service = ServiceFactory()
    EvidenceFactory(service=service, code="all")
    EvidenceFactory(service=service, code="firms", applicants=["business"])
    assert codes(service, "citizen") == ["all"]
    assert codes(service, "business") == ["all", "firms"]


def test_typical_time_is_by_purpose_and_short_for_a_purpose_there_is_not():
    service = ServiceFactory(file_minutes=20, ask_minutes=6, receive_minutes=None)
    assert service.typical(Purpose.FILE) == timedelta(minutes=20)
    assert service.typical("receive") == timedelta(minutes=6)
    assert service.purposes == [Purpose.FILE, Purpose.ASK]


def test_a_service_without_any_purpose_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="service_has_a_purpose"):
        ServiceFactory(file_minutes=None, ask_minutes=None, receive_minutes=None)


def test_a_letter_that_reads_differently_in_russian_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="service_letter"):
        ServiceFactory(letter="D")


def test_sums_read_as_people_say_them(city):
    marriage = queries.service_by_slug("marriage").costs.get()
    assert marriage.sum_in_words == "350 ₽"
    divorce = queries.service_by_slug("divorce").costs.get()
    assert divorce.sum_in_words == "5\u00a0000 ₽"
    with translation.override("en"):
        assert queries.service_by_slug("snils").costs.get().sum_in_words == "free"
        extract = queries.service_by_slug("egrn-extract").costs.get()
        assert extract.sum_in_words == "the centre names the sum"


def test_search_takes_two_statements_once_it_is_warm(city, django_assert_num_queries):
    queries.search("паспорт")
    with django_assert_num_queries(2):
        found = queries.search("потеряла паспорт", "ru", city)
    assert found[0].slug == "passport-lost"


def test_search_shows_only_what_is_given_here(city):
    assert queries.search("поставить машину на учёт")[0].slug == "vehicle-registration"
    here = [each.slug for each in queries.search("поставить машину на учёт", "ru", city)]
    assert "vehicle-registration" not in here


def test_search_sees_a_changed_catalogue_at_once(city):
    assert queries.search("абракадабра") == []
    service = Service.objects.get(slug="snils")
    service.keywords["ru"].append("абракадабра")
    service.save()
    Edition.objects.create(at=AT, content="")
    assert queries.search("абракадабра") == [service]
    catalog.set_status(service, status="closed", at=AT, by="staff:1")
    assert queries.search("абракадабра") == []


def test_search_cuts_what_is_too_long_and_limits_what_it_gives(city):
    assert len(queries.search("паспорт " * 1000, limit=3)) == 3
