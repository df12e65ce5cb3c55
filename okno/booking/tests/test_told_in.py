"""Messages come in the language the visitor reads, whatever language they are served in."""

import re
from datetime import timedelta

import pytest

from okno.base.text import Text
from okno.booking import actions as booking
from okno.network import actions as network
from okno.notify.models import Message
from tests.cast_booking import schedule_of

pytestmark = pytest.mark.django_db
HALF, WEEK = timedelta(minutes=30), timedelta(days=7)


def told():
    """By act in what languages it was told; what is said to be English has no Russian letter."""
    found = dict[str, set[str]]()
    for each in Message.objects.order_by("pk"):
        found.setdefault(each.act, set()).add(each.language)
        is_russian = re.search("[А-яЁё]", f"{each.subject} {each.text}") is not None
        assert is_russian == (each.language == "ru"), each.text
    return found


def all_in(language, *acts):
    return {act: {language} for act in acts}


@pytest.fixture
def close(centre, at):
    """The centre is closed on a day; then it is not."""

    def close(day):
        closure = network.close(
            city=centre.district.okrug.city,
            centre=centre,
            starts_on=day.date(),
            ends_on=day.date(),
            reason=Text(ru="Ремонт", en="Repairs"),
            at=at,
            by="staff:1",
        )
        booking.displace_all(at=at, by="system")
        network.reopen(closure=closure, at=at, by="staff:1")
        booking.displace_all(at=at, by="system")

    return close


def test_a_reader_of_english_who_is_served_in_russian_is_told_everything_in_english(
    schedule, book, close, tomorrow, at
):
    made = book(tomorrow + WEEK, email="jane@example.org", told_in="en")
    assert (made.language, made.visitor.language) == ("ru", "en")
    made = booking.move(made, starts_at=tomorrow + WEEK + HALF, at=at, by="visitor")
    close(tomorrow + WEEK)
    made.refresh_from_db()
    booking.cancel(made, at=at, by="visitor")
    acts = ("booked", "reminder", "changed", "displaced", "stands_again", "cancelled")
    assert told() == all_in("en", *acts)


def test_whose_language_nobody_has_said_is_told_in_the_one_they_wish_to_speak(
    english, book, tomorrow
):
    book(tomorrow + WEEK, language="en")
    assert told() == all_in("en", "booked", "reminder")


def test_who_is_asked_for_a_word_is_asked_in_their_language(schedule, book, tomorrow):
    for number in range(2):
        book(tomorrow + number * HALF, told_in="en")
    later = tomorrow + timedelta(hours=4)
    booking.miss_all(at=later, by="system")
    book(tomorrow + WEEK, at=later, told_in="en")
    assert told()["confirm_by_reply"] == {"en"}


def test_whoever_was_rung_up_in_vain_reads_so_in_their_language(by_phone, book, tomorrow):
    made = book(tomorrow + WEEK, medium="phone", told_in="en")
    came = booking.arrive(made, centre=made.centre_id, at=made.starts_at, by="system")
    booking.not_reach(came, at=made.starts_at, by="staff:1")
    assert told() == all_in("en", "booked_by_phone", "reminder_by_phone", "not_reached")


def test_what_is_offered_to_a_reader_of_english_and_taken_is_told_in_english(
    schedule, sold_out, centre, services, tomorrow, at
):
    made = booking.wish(
        centre=centre,
        services=[services["passport"]],
        first_day=tomorrow.date(),
        last_day=tomorrow.date(),
        name="Jane",
        phone="+79160000001",
        agreed=True,
        told_in="en",
        at=at,
        by="visitor",
    )
    sold_out()
    booking.offer_free_times(at=at)
    taken = booking.accept(made, at=at, by="visitor")
    assert taken.language == "ru"
    assert told() == all_in("en", "wished", "slot_offered", "booked")


def test_whoever_speaks_what_is_not_written_here_is_told_in_what_they_read(
    centre, services, at, book, tomorrow
):
    schedule_of(centre, languages=["zh", "uz"], at=at)
    for nth, (speaks, reads) in enumerate((("zh", "en"), ("uz", "ru"))):
        made = book(tomorrow + nth * HALF, f"+7916000010{nth}", language=speaks)
        assert (made.language, made.visitor.language) == (speaks, reads)
