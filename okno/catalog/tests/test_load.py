"""Loading the content: complete, repeatable, quick, and polite to what people changed."""

import json
import shutil
from datetime import UTC, date, datetime

import pytest
from django.test.utils import CaptureQueriesContext

from okno.base.models import Event
from okno.catalog import actions as catalog
from okno.catalog import content
from okno.catalog.models import Edition, Evidence, LifeEvent, Offer, Service
from okno.network.tests.factories import CentreFactory

AT = datetime(2026, 11, 24, 7, 20, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return CentreFactory(kind="district")


def test_loading_brings_every_service_with_its_parts(district):
    loaded = catalog.load(at=AT)
    found = content.read()
    assert loaded.services == len(found.services) == Service.objects.count()
    assert LifeEvent.objects.count() == len(found.life_events)
    service = Service.objects.get(slug="marriage")
    assert str(service.short_name) == "Пожениться"
    assert service.costs.get().roubles == 350
    assert {law.code for law in service.legal_basis.all()} == {"143-FZ", "210-FZ"}
    assert service.requirements.count() == 3
    assert service.outputs.exists()
    assert service.channels.exists()


def test_loading_twice_changes_nothing_and_records_nothing(district):
    catalog.load(at=AT)
    before = Edition.objects.count(), Event.objects.count(), Evidence.objects.count()
    assert catalog.load(at=AT) == catalog.Loaded(services=0, offers=0)
    assert (Edition.objects.count(), Event.objects.count(), Evidence.objects.count()) == before


def test_rows_keep_their_ids_when_a_file_changes(district, monkeypatch, tmp_path):
    catalog.load(at=AT)
    paper = Evidence.objects.get(service__slug="snils", code="passport")
    gone = Evidence.objects.get(service__slug="snils", code="translation").pk
    folder = tmp_path / "data"
    shutil.copytree(content.FOLDER, folder)
    path = folder / "07-work.json"
    event = json.loads(path.read_text(encoding="utf-8"))
    event["services"][0]["evidence"] = ["passport"]
    event["services"][0]["short_name"]["en"] = "SNILS number"
    event["services"][0]["legal_basis"] = ["210-FZ"]
    path.write_text(json.dumps(event), encoding="utf-8")
    changed = content.read(folder)
    monkeypatch.setattr(content, "read", lambda: changed)
    catalog.load(at=AT)
    service = Service.objects.get(slug="snils")
    assert service.short_name["en"] == "SNILS number"
    assert [each.pk for each in service.evidence.all()] == [paper.pk]
    assert not Evidence.objects.filter(pk=gone).exists()
    assert [law.code for law in service.legal_basis.all()] == ["210-FZ"]


def test_a_centre_gets_the_services_of_its_kind(district):
    flagship = CentreFactory(kind="flagship")
    catalog.load(at=AT)
    assert not Offer.objects.filter(centre=district, service__slug="vehicle-registration").exists()
    assert Offer.objects.filter(centre=flagship, service__slug="vehicle-registration").exists()


def test_a_centre_that_opens_later_gets_its_offers_at_the_next_load(district):
    catalog.load(at=AT)
    late = CentreFactory(kind="palace")
    loaded = catalog.load(at=AT)
    assert loaded.services == 0
    assert loaded.offers == Offer.objects.filter(centre=late).count() > 0


def test_a_withdrawn_offer_stays_withdrawn(district):
    catalog.load(at=AT)
    service = Service.objects.get(slug="snils")
    catalog.withdraw(service, centre=district, at=AT, by="staff:1")
    Edition.objects.create(at=AT, content="")
    catalog.load(at=AT)
    assert not Offer.objects.filter(centre=district, service=service).exists()


def test_a_service_somebody_vouched_for_keeps_its_text(district):
    catalog.load(at=AT)
    service = Service.objects.get(slug="snils")
    service.name["en"] = "Our own words"
    service.save()
    catalog.assure(service, on=date(2026, 11, 1), at=AT, by="staff:1")
    Edition.objects.create(at=AT, content="")
    catalog.load(at=AT)
    service.refresh_from_db()
    assert service.name["en"] == "Our own words"
    assert service.assured_on == date(2026, 11, 1)
    assert service.is_checked


def test_the_number_of_statements_does_not_grow_with_the_network(connection_queries):
    CentreFactory(kind="district")
    first = connection_queries(lambda: catalog.load(at=AT))
    for _ in range(20):
        CentreFactory(kind="district")
    again = connection_queries(lambda: catalog.load(at=AT))
    assert first < 60
    assert again <= 12


def test_the_load_is_recorded_once(district):
    catalog.load(at=AT)
    event = Event.objects.get(name="catalog.loaded")
    assert event.by == "system"
    assert event.payload["services"] == Service.objects.count()


@pytest.fixture
def connection_queries():
    from django.db import connection

    def count(act):
        with CaptureQueriesContext(connection) as caught:
            act()
        return len(caught)

    return count
