"""What a centre's kiosks show first by weekday and hour."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.base.text import Text
from okno.catalog import actions as catalog
from okno.catalog import queries
from okno.catalog.models import KioskScreen, Service
from okno.catalog.tests.factories import OfferFactory
from okno.network.tests.factories import CentreFactory

pytestmark = pytest.mark.django_db
NOTICE = Text(ru="До 12:00 результаты выдают окна 1–4", en="Results: counters 1–4 until 12:00")
TUESDAY = 1


@pytest.fixture
def shown(centre, services, at):
    """`shown(opens=…)`: an act's keywords, a Tuesday morning unless said otherwise."""

    def arrangement(**other):
        usual = {
            "weekdays": [TUESDAY],
            "opens": time(8),
            "closes": time(12),
            "services": [],
            "notice": NOTICE,
        }
        return usual | other | {"at": at, "by": "staff:7"}  # fmt: skip

    return arrangement


@pytest.fixture
def add(centre, shown):
    return lambda **other: catalog.add_screen(centre=centre, **shown(**other))


def refused(act, *subject, **given):
    with pytest.raises(Refusal) as refusal:
        act(*subject, **given)
    assert str(refusal.value.message)
    return refusal.value.code, refusal.value.field


def slugs(found):
    return [each.slug for each in found]


def test_it_is_shown_from_its_beginning_until_its_end_on_its_days_in_the_centres_zone(
    centre, add, django_assert_num_queries
):
    screen = add(weekdays=[TUESDAY, 4])
    zone = ZoneInfo("Europe/Moscow")
    for when, is_shown in (
        (datetime(2026, 11, 24, 7, 59, 59, tzinfo=zone), False),
        (datetime(2026, 11, 24, 8, tzinfo=zone), True),
        (datetime(2026, 11, 24, 11, 59, 59, tzinfo=zone), True),
        (datetime(2026, 11, 24, 12, tzinfo=zone), False),
        (datetime(2026, 11, 25, 9, tzinfo=zone), False),
        (datetime(2026, 11, 27, 9, tzinfo=zone), True),
    ):
        with django_assert_num_queries(1):
            assert queries.screen_at(centre, when) == (screen if is_shown else None), when
    far = CentreFactory(slug="far", zone="Asia/Vladivostok")
    early = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Vladivostok"))
    assert queries.screen_at(far, early) is None
    catalog.add_screen(
        centre=far, weekdays=[TUESDAY], opens=time(8), closes=time(12), services=[], notice=NOTICE,
        at=early, by="staff:1",
    )  # fmt: skip
    assert queries.screen_at(far, early).centre == far


def test_the_chosen_stand_first_in_their_order_and_the_usual_after_them(
    centre, services, django_assert_num_queries
):
    Service.objects.filter(slug="passport").update(is_popular=True)
    first = [services["extract"].pk, services["benefit"].pk]
    with django_assert_num_queries(1):
        assert slugs(queries.popular(centre, first)) == ["extract", "benefit", "passport"]
    assert slugs(queries.popular(centre, first[::-1])) == ["benefit", "extract", "passport"]
    assert slugs(queries.popular(centre)) == ["passport"]


def test_never_more_than_ten_stand_there(centre, services):
    for _each in range(12):
        OfferFactory(centre=centre, service__is_popular=True)
    found = queries.popular(centre, [services["extract"].pk])
    assert len(found) == 10
    assert found[0].slug == "extract"


def test_what_is_paused_or_withdrawn_is_simply_not_shown_and_may_stay_on_the_screen(
    centre, services, add, shown, at
):
    both = [services["benefit"].pk, services["extract"].pk]
    screen = add(services=both)
    catalog.withdraw(services["benefit"], centre=centre, at=at, by="staff:7")
    catalog.set_status(services["extract"], status="paused", at=at, by="staff:7")
    assert queries.popular(centre, screen.services) == []
    catalog.change_screen(screen, **shown(services=both, closes=time(11)))
    catalog.set_status(services["extract"], status="active", at=at, by="staff:7")
    assert slugs(queries.popular(centre, queries.screen_of(centre, screen.pk).services)) == [
        "extract"
    ]


def test_the_journal_says_what_is_shown_and_nothing_when_nothing_changed(
    centre, services, add, shown
):
    screen = add(services=[services["extract"].pk])
    catalog.change_screen(screen, **shown(services=[services["extract"].pk]))
    catalog.change_screen(screen, **shown(closes=time(13)))
    catalog.remove_screen(screen, at=shown()["at"], by="staff:7")
    told = list(Event.objects.filter(name__startswith="catalog.screen").order_by("pk"))
    assert [each.name for each in told] == [
        "catalog.screen_added",
        "catalog.screen_changed",
        "catalog.screen_removed",
    ]
    assert {(each.centre_id, each.by, each.subject) for each in told} == {
        (centre.pk, "staff:7", f"screen:{screen.pk}")
    }
    assert told[0].payload == {
        "weekdays": [1], "opens": "08:00", "closes": "12:00",
        "services": [services["extract"].pk], "notice": dict(NOTICE),
    }  # fmt: skip
    assert told[1].payload["closes"] == "13:00"
    assert queries.screens_of(centre) == []


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"weekdays": []}, "no_weekday", "weekdays"),
        ({"weekdays": [7]}, "no_weekday", "weekdays"),
        ({"closes": time(8)}, "screen_ends_first", "closes"),
        ({"notice": Text()}, "nothing_to_show", "services"),
        ({"notice": Text(ru=" ", en=" ")}, "nothing_to_show", "services"),
        ({"services": list(range(1, 12))}, "too_many_on_screen", "services"),
        ({"services": [0]}, "not_offered_here", "service"),
        ({"notice": Text(ru="До 12", en="")}, "notice_lacks_language", "notice_en"),
        ({"notice": Text(ru="я" * 121, en="x")}, "notice_too_long", "notice_ru"),
        ({"notice": Text(ru="я", en="x" * 121)}, "notice_too_long", "notice_en"),
    ],
)
def test_what_cannot_be_shown_is_refused_when_added_and_when_changed(
    add, shown, given, code, field
):
    assert refused(add, **given) == (code, field)
    screen = add(notice=Text(ru="я" * 120, en="x" * 120))
    assert refused(catalog.change_screen, screen, **shown(**given)) == (code, field)
    assert KioskScreen.objects.get().notice == Text(ru="я" * 120, en="x" * 120)


def test_two_that_overlap_on_a_day_are_refused_and_neighbours_are_not(centre, add, shown):
    morning = add(weekdays=[0, TUESDAY])
    assert refused(add, opens=time(11, 59), closes=time(13)) == ("screens_overlap", "opens")
    assert refused(add, weekdays=[0, 5], opens=time(7)) == ("screens_overlap", "opens")
    noon = add(opens=time(12), closes=time(13))
    add(weekdays=[2])
    longer = shown(weekdays=[0, TUESDAY], closes=time(12, 1))
    assert refused(catalog.change_screen, morning, **longer)[0] == "screens_overlap"
    catalog.change_screen(morning, **shown(weekdays=[0], closes=time(12, 1)))
    other = CentreFactory(slug="other")
    catalog.add_screen(centre=other, **shown())
    assert queries.screens_of(centre)[1] == noon


def test_one_that_was_removed_meanwhile_or_is_of_another_centre_is_not_there(
    centre, add, shown, at
):
    screen = add()
    other = CentreFactory(slug="other")
    assert refused(queries.screen_of, other, screen.pk)[0] == "unknown_screen"
    catalog.remove_screen(screen, at=at, by="staff:7")
    screen.pk = queries.KioskScreen.objects.count() + 1
    assert refused(catalog.change_screen, screen, **shown())[0] == "unknown_screen"
    assert refused(catalog.remove_screen, screen, at=at, by="x")[0] == "unknown_screen"


@pytest.mark.parametrize("wrong", [{"weekdays": []}, {"weekdays": [9]}, {"closes": time(1)}])
def test_the_database_holds_no_screen_that_is_never_shown(add, wrong):
    add()
    with pytest.raises(IntegrityError), transaction.atomic():
        KioskScreen.objects.update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_same_hours_at_once_one_is_refused(centre, services, shown):
    gate = threading.Barrier(2)

    def add(minutes):
        begins = (datetime(2026, 1, 1, 8) + timedelta(minutes=minutes)).time()
        try:
            with transaction.atomic():
                gate.wait()
                catalog.add_screen(centre=centre, **shown(opens=begins))
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "added"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(add, [0, 30])) == ["added", "screens_overlap"]
    assert KioskScreen.objects.count() == 1
