"""The Moscow file, loaded."""

import json
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okno.network import actions as network
from okno.network import queries
from okno.network.models import Centre, Device, WeeklyHours
from okno.network.tests.factories import CentreFactory

FILE = Path(__file__).parent.parent / "data" / "moscow.json"


def test_the_file_names_its_sources_and_139_centres_inside_the_city():
    found = json.loads(FILE.read_text(encoding="utf-8"))
    assert found["sources"]
    centres = found["centres"]
    assert len(centres) == len({centre["slug"] for centre in centres}) == 139
    for centre in centres:
        assert 55.1 < centre["lat"] < 56.1
        assert 36.8 < centre["lon"] < 38.0
        assert round(centre["lat"], 3) == centre["lat"]
        assert centre["counters"] >= 5
        assert centre["name"]["ru"]
        assert centre["name"]["en"].isascii()
    kinds = [centre["kind"] for centre in centres]
    assert kinds.count("palace") == 1
    assert kinds.count("flagship") >= 7


@pytest.mark.django_db
def test_loading_twice_changes_nothing(at):
    for _ in range(2):
        network.load_city(at=at, by="system")
    assert Centre.objects.count() == 139
    assert Device.objects.filter(kind="kiosk").count() == 139


@pytest.mark.django_db
def test_who_is_open_now_in_the_whole_network_costs_four_statements(at):
    network.load_city(at=at, by="system")
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.open_now(at)) == 139
    assert len(asked) <= 4


@pytest.mark.django_db
def test_a_centre_inherits_its_profile_until_it_has_its_own(centre):
    other = CentreFactory(own_standard_minutes=20)
    centre.profile.standard_minutes, centre.profile.recall_limit = 10, 3
    centre.profile.save()
    seen = {found.pk: found for found in type(centre).objects.all()}
    assert (seen[centre.pk].standard_minutes, seen[other.pk].standard_minutes) == (10, 20)
    assert (seen[centre.pk].recall_limit, seen[other.pk].recall_limit) == (3, 3)
    assert not seen[other.pk].paper_roll


def test_a_service_may_have_weekly_hours_of_its_own(centre):
    tuesday = 1
    hours = {"weekday": tuesday, "opens": time(10), "closes": time(12)}
    WeeklyHours.objects.create(centre=centre, service="passport", **hours)
    noon, evening = (datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (8, 15))
    assert queries.is_open(centre, noon, "passport")
    assert not queries.is_open(centre, evening, "passport")
    assert queries.is_open(centre, evening, "benefit")
    assert queries.is_open(centre, evening)


def test_a_renewed_token_ends_the_old_one(centre, at):
    device, old = network.enrol_device(centre=centre, kind="kiosk", name="x", at=at, by="x")
    new = network.renew_token(device=device, at=at, by="x")
    queries.forget_devices()
    assert queries.device_by_token(old) is None
    assert queries.device_by_token(new) == device
    assert old not in Device.objects.get(pk=device.pk).token_hash


@pytest.mark.django_db
def test_closures_are_per_city_centre_and_service_and_can_be_taken_back(centre, at):
    from datetime import timedelta

    from okno.base.errors import Refusal
    from okno.base.text import Text

    city = centre.district.okrug.city
    same = {"city": city, "reason": Text(ru="Ремонт", en="Repair"), "at": at, "by": "x"}
    days = {"starts_on": at.date(), "ends_on": at.date()}
    service = network.close(**same, **days, centre=centre, service="passport")
    assert queries.is_open(centre, at)
    assert not queries.is_open(centre, at, "passport")
    network.reopen(closure=service, at=at, by="x")
    assert queries.is_open(centre, at, "passport")
    network.close(**same, **days)
    assert not queries.is_open(centre, at)
    assert queries.next_opening(centre, at).date() == at.date() + timedelta(days=1)
    with pytest.raises(Refusal):
        network.close(**same, starts_on=at.date(), ends_on=at.date() - timedelta(days=1))


@pytest.mark.django_db
def test_on_a_holiday_of_its_list_the_city_is_closed(centre):
    from datetime import UTC, datetime

    city = centre.district.okrug.city
    noon = datetime(2026, 11, 4, 9, tzinfo=UTC)
    assert queries.is_open(centre, noon)
    city.closed_on = ["11-04"]
    city.save()
    assert not queries.is_open(centre, noon)


@pytest.mark.django_db
def test_a_large_centre_has_two_halls_whose_counters_are_numbered_through(at):
    network.load_city(at=at, by="system")
    large = Centre.objects.exclude(kind="district")
    for centre in large:
        first, second = (
            list(hall.counters.order_by("number").values_list("number", flat=True))
            for hall in centre.halls.order_by("slug")
        )
        assert first + second == list(range(1, len(first) + len(second) + 1))
        assert abs(len(first) - len(second)) <= 1
    assert Centre.objects.get(slug="tverskoy").halls.count() == 1
