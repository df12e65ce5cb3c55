"""At the door: somebody types the code of their appointment, or their phone."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.booking import actions as booking
from okno.booking.policy import FORGOTTEN, MISSES
from okno.network.tests.factories import CentreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def find(centre, tomorrow):
    def find(number, at=tomorrow, by="device:1"):
        return booking.find_at_the_door(centre=centre, number=number, at=at, by=by)

    return find


def refused(code, act, *given, **more):
    with pytest.raises(Refusal) as refusal:
        act(*given, **more)
    assert refusal.value.code == code


def a_wrong_code(made):
    return f"{(int(made.code) + 1) % 1_000_000:06}"


def missed():
    return Event.objects.filter(name="booking.appointment_not_found")


@pytest.mark.parametrize("written", ["{code}", " {code} ", "{code:.3}-{rest}"])
def test_six_digits_are_a_code_however_they_are_spaced(schedule, book, tomorrow, find, written):
    made = book(tomorrow)
    assert find(written.format(code=made.code, rest=made.code[3:])) == made


@pytest.mark.parametrize("written", ["89160000001", "9160000001", "+7 916 000-00-01"])
def test_more_digits_are_a_phone_however_it_is_written(schedule, book, tomorrow, find, written):
    made = book(tomorrow, phone="+79160000001")
    assert find(written) == made


@pytest.mark.parametrize("written", ["", "1", "12345", "abc", "١٢٣٤٥٦"])
def test_less_than_a_code_is_not_looked_for_and_not_counted(schedule, find, written):
    refused("too_few_digits", find, written)
    assert not missed().exists()


def test_what_is_no_phone_of_any_country_is_not_counted(schedule, find):
    refused("no_phone", find, "8916000000112345")
    assert not missed().exists()


def test_the_code_of_another_day_or_centre_is_not_known_here(schedule, book, tomorrow, find):
    made = book(tomorrow)
    refused("unknown_appointment", find, made.code, at=tomorrow + timedelta(days=1))
    elsewhere = CentreFactory(slug="other")
    refused(
        "unknown_appointment",
        booking.find_at_the_door,
        centre=elsewhere,
        number=made.code,
        at=tomorrow,
        by="device:2",
    )


def test_a_miss_is_written_down_without_what_was_typed(schedule, book, tomorrow, find):
    wrong = a_wrong_code(book(tomorrow))
    refused("unknown_appointment", find, wrong)
    refused("unknown_appointment", find, "+7 916 999-99-99")
    assert missed().count() == 2
    written = str(list(missed().values_list("payload", "subject", "by")))
    assert wrong not in written
    assert "999" not in written


def test_whoever_guesses_codes_is_stopped_and_not_told_when_one_is_right(
    schedule, book, tomorrow, find
):
    made = book(tomorrow)
    for _guess in range(MISSES):
        refused("unknown_appointment", find, a_wrong_code(made))
    refused("too_many_guesses", find, made.code)
    assert missed().count() == MISSES


def test_guesses_at_one_screen_stop_no_other_and_are_forgotten(schedule, book, tomorrow, find):
    made = book(tomorrow)
    for _guess in range(MISSES):
        refused("unknown_appointment", find, a_wrong_code(made))
    assert find(made.code, by="device:2") == made
    assert find(made.code, at=tomorrow + FORGOTTEN) == made
