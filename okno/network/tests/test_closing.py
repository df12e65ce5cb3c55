"""Closing a centre or a service for some days, taking it back, and the days ahead as they then are."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.utils import translation

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.base.text import Text
from okno.network import actions as network
from okno.network import queries
from okno.network.models import Closure, WeeklyHours
from okno.network.tests.factories import CentreFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TUESDAY = date(2026, 11, 24)  # the day of `at`
WHY = Text(ru="Ремонт", en="Repair")


@pytest.fixture
def shut(centre, at):
    """Close the centre; what is given changes how."""

    def close(**changed):
        how = {
            "city": centre.district.okrug.city, "centre": centre, "starts_on": TUESDAY,
            "ends_on": TUESDAY, "reason": WHY, "at": at, "by": "staff:1",
        }  # fmt: skip
        return network.close(**(how | changed))

    return close


def code_of(act, **how):
    with pytest.raises(Refusal) as refused:
        act(**how)
    return refused.value.code, refused.value.field


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"ends_on": TUESDAY - DAY}, ("upside_down", "ends_on")),
        ({"opens": time(13), "closes": time(13)}, ("upside_down", "closes")),
        ({"opens": time(8)}, ("half_hours", "closes")),
        ({"closes": time(13)}, ("half_hours", "opens")),
        ({"starts_on": TUESDAY - 2 * DAY, "ends_on": TUESDAY - DAY}, ("already_past", "ends_on")),
        ({"ends_on": TUESDAY + 367 * DAY}, ("closure_too_long", "ends_on")),
        ({"reason": Text(en="Repair")}, ("no_reason", "reason_ru")),
        ({"reason": Text(ru="Ремонт", en="  ")}, ("no_reason", "reason_en")),
        ({"reason": Text(ru="Р" * 201, en="Repair")}, ("reason_too_long", "reason_ru")),
    ],
)
def test_what_is_no_closure_is_refused_at_its_field_and_writes_nothing(shut, how, refusal):
    assert code_of(shut, **how) == refusal
    assert not Closure.objects.exists()
    assert not Event.objects.exists()


def test_a_service_is_said_to_be_shut_only_while_its_centre_is_open(centre, shut, at):
    """Of a closed centre all its services are: that one of them is shut too says nothing."""
    shut(service="passport")
    tomorrow = at.replace(day=25, hour=5, minute=0)  # 8:00 in Moscow
    assert queries.shut_services(centre, at) == {"passport": tomorrow}
    assert queries.shut_services(centre, at.replace(hour=18)) == {}  # 21:00


def test_closures_that_are_over_are_not_read_however_many(centre, at):
    city, same = centre.district.okrug.city, {"reason": WHY}
    for days, place in ((1, centre), (1, None), (3, centre), (3, None)):
        day = TUESDAY - days * DAY
        Closure.objects.create(city=city, centre=place, starts_on=day, ends_on=day, **same)
        Closure.objects.create(
            city=city, centre=place, service="passport", starts_on=day, ends_on=day, **same
        )
    hours = queries.patterns([centre], since=TUESDAY)[centre.pk]
    assert [each.ends_on for each in hours.exceptions] == 2 * [TUESDAY - DAY]
    assert queries.with_own_hours(["passport"], since=TUESDAY) == {"passport"}
    assert queries.with_own_hours(["passport", "benefit"], since=TUESDAY + 9 * DAY) == set()
    assert queries.patterns([centre], since=TUESDAY - 3 * DAY)[centre.pk].exceptions[1:]


def test_the_hours_of_a_centre_are_its_own_and_its_citys_and_nobody_elses(centre, shut):
    other = CentreFactory(slug="arbat")
    foreign = CentreFactory(
        slug="far", district__okrug__slug="far", district__okrug__city__slug="far"
    )
    shut(ends_on=TUESDAY, opens=time(9), closes=time(19))
    shut(centre=None, starts_on=TUESDAY + DAY, ends_on=TUESDAY + DAY)
    hours = queries.patterns([centre, other, foreign], since=TUESDAY)
    starts = {pk: [each.starts_on for each in found.exceptions] for pk, found in hours.items()}
    starts[centre.pk].sort()
    assert starts == {
        centre.pk: [TUESDAY, TUESDAY + DAY],
        other.pk: [TUESDAY + DAY],
        foreign.pk: [],
    }


def test_today_is_the_centres_own_day(shut, at):
    evening = at.replace(hour=21, minute=30)  # in Moscow it is Wednesday already
    assert code_of(shut, at=evening) == ("already_past", "ends_on")
    shut(starts_on=TUESDAY, ends_on=TUESDAY + DAY, at=evening)


def test_a_year_is_still_closed(shut):
    shut(ends_on=TUESDAY + 366 * DAY)


def test_the_same_is_not_closed_twice_on_one_day(shut, centre):
    shut(ends_on=TUESDAY + 3 * DAY)
    with pytest.raises(Refusal) as refused:
        shut(starts_on=TUESDAY + 3 * DAY, ends_on=TUESDAY + 9 * DAY, opens=time(8), closes=time(9))
    assert (refused.value.code, refused.value.status) == ("closed_already", 409)
    assert "24–27 ноября" in str(refused.value)
    shut(starts_on=TUESDAY + 4 * DAY, ends_on=TUESDAY + 9 * DAY)
    shut(service="passport")
    shut(centre=None)
    shut(centre=CentreFactory())
    assert code_of(shut, service="passport") == ("closed_already", "starts_on")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_the_same_at_once_one_is_told(shut):
    gate = threading.Barrier(2)

    def press(_nth):
        gate.wait()
        try:
            shut()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "closed"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(press, range(2))) == ["closed", "closed_already"]
    assert Closure.objects.count() == 1


def test_a_closure_is_taken_back_once_and_the_journal_says_by_whom(shut, at):
    closure = shut()
    again = Closure.objects.get()
    network.reopen(closure=closure, at=at, by="staff:2")
    assert code_of(network.reopen, closure=again, at=at, by="staff:3") == ("unknown_closure", None)
    assert list(Event.objects.order_by("pk").values_list("name", "by", "subject")) == [
        ("network.centre_closed", "staff:1", f"closure:{again.pk}"),
        ("network.centre_reopened", "staff:2", f"closure:{again.pk}"),
    ]


def test_what_is_over_is_not_taken_back(shut, at):
    closure = shut()
    later = {"closure": closure, "at": at + DAY, "by": "staff:1"}
    assert code_of(network.reopen, **later) == ("already_past", "ends_on")
    assert Closure.objects.exists()


def test_the_closure_of_a_city_or_another_centre_is_not_this_centres(shut, centre):
    for other in (shut(centre=None), shut(centre=CentreFactory())):
        with pytest.raises(Refusal) as refused:
            queries.closure_of(centre, other.pk)
        assert refused.value.code == "unknown_closure"
    assert queries.closure_of(centre, shut().pk).centre == centre


def test_open_is_what_city_centre_and_service_leave_whichever_came_first(shut, centre, at):
    own = shut(service="passport", opens=time(9), closes=time(13))
    shut(opens=time(10), closes=time(16))
    shut(centre=None, opens=time(7), closes=time(12))
    today = queries.days_ahead(centre, at)[0]
    assert [(o.hour, c.hour) for o, c in today.services["passport"]] == [(10, 12)]
    assert [(o.hour, c.hour) for o, c in today.hours] == [(10, 12)]
    network.reopen(closure=own, at=at, by="staff:1")
    assert queries.days_ahead(centre, at)[0].services == {}


def test_a_shortened_day_opens_no_service_outside_its_own_week(shut, centre, at):
    for weekday in range(5):
        WeeklyHours.objects.create(
            centre=centre, service="passport", weekday=weekday, opens=time(9), closes=time(13)
        )
    shut(centre=None, ends_on=TUESDAY + 4 * DAY, opens=time(10), closes=time(18))
    hours = queries.patterns([centre], "passport", since=TUESDAY)[centre.pk]
    assert [(o.hour, c.hour) for o, c in hours.intervals(TUESDAY)] == [(10, 13)]
    saturday = TUESDAY + 4 * DAY
    assert hours.intervals(saturday) == []
    assert len(queries.patterns([centre], since=TUESDAY)[centre.pk].intervals(saturday)) == 1


def test_the_days_ahead_name_the_holiday_and_the_closures_that_touch_them(shut, centre, at):
    city = centre.district.okrug.city
    city.closed_on = ["11-04"]
    city.save()
    october = at.replace(month=10, day=27)
    closure = shut(starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 30), at=october)
    with translation.override("en"):
        days = queries.days_ahead(centre, october)
    assert [each.on for each in days] == [date(2026, 10, 27) + n * DAY for n in range(15)]
    unity = days[8]
    assert (unity.on, unity.holiday, unity.hours) == (date(2026, 11, 4), "Unity Day", [])
    assert len(unity.usual) == 1
    assert [each.on.day for each in days if each.closures == [closure]] == [9, 10]
    assert [each.on.day for each in days if not each.hours] == [4, 9, 10]
    assert queries.holiday_name("RU", unity.on, "ru") == "День народного единства"


def test_what_is_planned_is_listed_by_its_first_day_until_its_last_is_over(shut, centre, at):
    later = shut(starts_on=TUESDAY + 5 * DAY, ends_on=TUESDAY + 5 * DAY)
    now = shut(starts_on=TUESDAY - DAY)
    city = shut(centre=None, starts_on=TUESDAY + DAY, ends_on=TUESDAY + DAY)
    shut(centre=CentreFactory())
    assert queries.closures_of(centre, at) == [now, city, later]
    assert queries.closures_of(centre, at + DAY) == [city, later]


def test_fifteen_days_cost_few_statements(shut, centre, at, django_assert_max_num_queries):
    for ahead in range(10):
        shut(starts_on=TUESDAY + ahead * DAY, ends_on=TUESDAY + ahead * DAY)
        shut(service="passport", starts_on=TUESDAY + ahead * DAY, ends_on=TUESDAY + ahead * DAY)
    centre = type(centre).objects.get(pk=centre.pk)
    with django_assert_max_num_queries(7):
        queries.days_ahead(centre, at)


def test_days_are_said_as_short_as_they_are_clear():
    with translation.override("en"):
        assert queries.days_words(TUESDAY, TUESDAY) == "24 November"
        assert queries.days_words(TUESDAY, TUESDAY + 3 * DAY) == "24–27 November"
        assert queries.days_words(TUESDAY, TUESDAY + 9 * DAY) == "24 November – 3 December"
        assert queries.days_words(TUESDAY, date(2027, 1, 2)) == "24 November 2026 – 2 January 2027"


def test_a_centre_that_closes_early_is_open_until_this_minute_and_as_usual_tomorrow(centre, at):
    made = network.close_early(centre=centre, at=at + timedelta(seconds=40), by="staff:1")
    assert (made.opens, made.closes, made.ends_on) == (time(8), time(10, 20), TUESDAY)
    assert made.reason == {
        "ru": "Сегодня центр закрылся раньше",
        "en": "The centre closed early today",
    }
    assert not queries.is_open(centre, at + timedelta(seconds=40))
    assert queries.is_open(centre, at + DAY)
    assert not queries.may_close_early(centre, at + DAY / 24)
    assert code_of(network.close_early, centre=centre, at=at + DAY / 24, by="staff:1") == (
        "already_past", "ends_on",
    )  # fmt: skip
    assert Event.objects.get(name="network.centre_closed").by == "staff:1"
    network.reopen(closure=made, at=at, by="staff:1")
    assert queries.is_open(centre, at + DAY / 24)


def test_a_centre_that_closes_in_its_first_minute_is_closed_all_day(centre, at):
    made = network.close_early(centre=centre, at=at.replace(hour=5, minute=0), by="staff:1")
    assert (made.opens, made.closes) == (None, None)


def test_a_day_that_is_shortened_already_is_not_closed_early(centre, shut, at):
    assert queries.may_close_early(centre, at)
    shut(opens=time(8), closes=time(13))
    assert not queries.may_close_early(centre, at)
    assert code_of(network.close_early, centre=centre, at=at, by="staff:1")[0] == "closed_already"
