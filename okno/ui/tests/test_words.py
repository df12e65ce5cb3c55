"""Times and prices as people say them, in both languages."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from okno.ui import words

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("minutes", "en", "ru"),
    [
        (-3, "less than a minute", "меньше минуты"),
        (0, "less than a minute", "меньше минуты"),
        (1, "about 1 minute", "около 1 минуты"),
        (2, "about 2 minutes", "около 2 минут"),
        (6, "about 10 minutes", "около 10 минут"),
        (21, "about 25 minutes", "около 25 минут"),
        (57, "about 1 hour", "около 1 часа"),
        (61, "about 1 hour 15 minutes", "около 1 часа 15 минут"),
        (120, "about 2 hours", "около 2 часов"),
        (130, "about 2 hours 15 minutes", "около 2 часов 15 минут"),
    ],
)
def test_a_wait_is_said_as_people_say_it(minutes, en, ru):
    for language, said in (("en", en), ("ru", ru)):
        with translation.override(language):
            assert words.wait(minutes * MINUTE) == said


@pytest.mark.parametrize(
    ("minutes", "en", "ru"),
    [
        (0, "any moment now", "вот-вот"),
        (1, "in about 1 minute", "примерно через 1 минуту"),
        (3, "in about 3 minutes", "примерно через 3 минуты"),
        (9, "in about 10 minutes", "примерно через 10 минут"),
        (60, "in about 1 hour", "примерно через 1 час"),
        (70, "in about 1 hour 15 minutes", "примерно через 1 час 15 минут"),
    ],
)
def test_a_wait_fits_into_a_sentence(minutes, en, ru):
    for language, said in (("en", en), ("ru", ru)):
        with translation.override(language):
            assert words.in_wait(minutes * MINUTE) == said


@pytest.mark.parametrize(
    ("minutes", "en", "ru"),
    [
        (1, "1 minute", "1 минута"),
        (2, "2 minutes", "2 минуты"),
        (5, "5 minutes", "5 минут"),
        (11, "11 minutes", "11 минут"),
        (21, "21 minutes", "21 минута"),
        (22, "22 minutes", "22 минуты"),
        (112, "112 minutes", "112 минут"),
    ],
)
def test_a_length_takes_the_right_plural(minutes, en, ru):
    for language, said in (("en", en), ("ru", ru)):
        with translation.override(language):
            assert words.minutes(minutes * MINUTE) == said


@given(st.integers(min_value=1, max_value=6000))
def test_nobody_is_promised_less_than_the_estimate(seconds):
    hours, minutes = words._rounded(timedelta(seconds=max(60, seconds)))
    promised = timedelta(hours=hours, minutes=minutes)
    assert timedelta() <= promised - timedelta(seconds=max(60, seconds)) < timedelta(minutes=15)


def test_staff_read_whole_minutes_and_visitors_rounded_ones():
    with translation.override("ru"):
        assert words.exact_wait(timedelta(minutes=13, seconds=50)) == "13\u00a0мин"
        assert words.short_wait(timedelta(minutes=13)) == "15\u00a0мин"
        assert words.exact_wait(timedelta(minutes=75)) == "1\u00a0ч\u00a015\u00a0мин"


def test_a_time_of_day_is_the_centres_own():
    at = datetime(2026, 3, 2, 11, 20, tzinfo=UTC)
    assert words.clock_time(at, "Europe/Moscow") == "14:20"
    assert words.clock_time(at, "Asia/Vladivostok") == "21:20"


@pytest.mark.parametrize(
    ("amount", "en", "ru"),
    [
        (None, "free of charge", "бесплатно"),
        (0, "free of charge", "бесплатно"),
        (350, "350\u00a0₽", "350\u00a0₽"),
        (2000, "2,000\u00a0₽", "2\u00a0000\u00a0₽"),
        (Decimal("99.50"), "99.50\u00a0₽", "99,50\u00a0₽"),
    ],
)
def test_a_price_is_written_in_the_language(amount, en, ru):
    for language, said in (("en", en), ("ru", ru)):
        with translation.override(language):
            assert words.price(amount) == said
