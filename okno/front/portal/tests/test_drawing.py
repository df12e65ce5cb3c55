"""The drawn city: every window can be pressed and every name read."""

import math
from itertools import combinations

import pytest
from django.utils import translation

from okno.base import clock
from okno.base.text import Text
from okno.front.portal import drawing, loads, week
from okno.network import actions as network
from okno.network import queries
from okno.ui import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(at, it_is_ten):
    network.load_city(at=at, by="system")
    return loads.everywhere()


def nearest_two(pins):
    return min(math.hypot(a.x - b.x, a.y - b.y) for a, b in combinations(pins, 2))


def test_no_window_covers_another_and_none_leaves_the_sheet(shown):
    sheet = drawing.whole_city(shown)
    assert len(sheet.pins) == len(shown) == 139
    assert nearest_two(sheet.pins) > 15
    assert all(0 < pin.x < sheet.width and 0 < pin.y < sheet.height for pin in sheet.pins)


def test_the_name_of_an_okrug_covers_no_window(shown):
    sheet = drawing.whole_city(shown)
    assert len(sheet.parts) == 12
    for part in sheet.parts:
        half = 6 * len(str(part.okrug.abbr))
        covered = [
            pin
            for pin in sheet.pins
            if abs(pin.x - part.name_x) < half and abs(pin.y - part.name_y + 6) < 10
        ]
        assert covered == [], part.okrug


@pytest.mark.parametrize("language", ["ru", "en"])
def test_in_an_okrug_a_window_is_as_large_as_a_thumb_and_each_has_its_name_or_a_number(
    shown, language
):
    with translation.override(language):
        for okrug in {each.centre.district.okrug.slug for each in shown}:
            sheet = drawing.one_okrug(shown, okrug)
            assert nearest_two(sheet.pins) > 40, okrug
            assert all(pin.anchor for pin in sheet.pins), okrug
            assert len(sheet.numbered) <= 0.3 * len(sheet.pins), okrug
            assert [pin.label for pin in sheet.numbered] == [
                str(n) for n in range(1, len(sheet.numbered) + 1)
            ]


@pytest.mark.parametrize("letters", [60, 300])
def test_an_okrug_whose_short_name_is_wider_than_the_sheet_is_drawn(shown, letters):
    """The accident: there was no spot for such a name, and the page of all centres broke."""
    shown[0].centre.district.okrug.abbr = Text(ru="Ш" * letters, en="W" * letters)
    sheet = drawing.whole_city(shown)
    assert len(sheet.pins) == 139
    assert all(part.name_x >= 0 for part in sheet.parts)


def test_an_okrug_names_its_best(shown):
    part = drawing.whole_city(shown).parts[0]
    inside = [each for each in shown if each.centre.district.okrug == part.okrug]
    assert part.tone == min((each.tone for each in inside), key=drawing.TONES.index)
    assert part.centres == len(inside)


def test_a_city_nobody_has_drawn_has_its_windows_alone(centre, it_is_ten):
    city = centre.district.okrug.city
    city.slug = "nowhere"
    city.save()
    loads.forget()
    sheet = drawing.whole_city(loads.everywhere())
    loads.forget()
    assert (len(sheet.pins), sheet.water, sheet.rings) == (1, [], [])


def test_a_network_without_centres_is_an_empty_sheet():
    assert drawing.whole_city([]).pins == drawing.one_okrug([], "cao").pins == []


def test_the_usual_week_is_said_in_as_few_lines_as_it_takes(centre, at):
    pattern = queries.patterns([centre], since=at.date())[centre.pk]
    assert [(each.days, each.hours) for each in week.usual(pattern)] == [
        ("Каждый день", "08:00–20:00")
    ]
    pattern.week[6] = []
    assert [each.days for each in week.usual(pattern)] == ["Понедельник – суббота", "Воскресенье"]
    assert week.usual(pattern)[1].hours == "закрыто весь день"


def test_a_day_that_differs_is_named(centre, at):
    same = {
        "starts_on": at.date(),
        "ends_on": at.date(),
        "reason": Text(ru="Ремонт", en="Repair"),
        "at": at,
        "by": "staff:1",
    }
    network.close(city=centre.district.okrug.city, centre=centre, **same)
    pattern = queries.patterns([centre], since=at.date())[centre.pk]
    assert [(each.days, each.hours) for each in week.unusual(pattern, at)] == [
        ("Сегодня, 24 ноября", "закрыто весь день")
    ]


def test_an_opening_is_said_as_people_say_it(at):
    zone = "Europe/Moscow"
    at = at.replace(minute=0)
    later = [at.replace(hour=18), at.replace(day=25, hour=5), at.replace(day=27, hour=5)]
    assert [words.opening(opens, at, zone) for opens in later] == [
        "сегодня в 21:00",
        "завтра в 08:00",
        "27 ноября в 08:00",
    ]
    assert words.opening(None, clock.now(), zone) == ""
