"""A manager closes the day, and with it the centre: whoever is booked for later is told, and has missed nothing."""

import re
from datetime import time, timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.text import Text
from okno.booking import actions as booking
from okno.network import actions as network
from okno.network.models import Closure
from okno.notify.models import Message
from okno.queue import actions as queue
from okno.queue.models import CounterSession

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
HOUR = timedelta(hours=1)


@pytest.fixture
def office(client, vera, services):
    client.force_login(vera)
    return client


@pytest.fixture
def later(schedule, book, at):
    """Somebody is booked for three in the afternoon."""
    return book(at.replace(hour=12, minute=0))


def asked(office):
    return office.get("/office/close-day/").content.decode()


def close(office, **form):
    key = re.search(r'name="key" value="(\w+)"', asked(office))[1]
    return office.post("/office/act/close-day/", {"key": key, "centre": "tverskoy", **form})


def test_who_is_booked_for_later_is_spoken_of_and_told_unless_the_tick_is_taken_out(
    office, session, later, at
):
    page = asked(office)
    assert "Ещё на сегодня записан 1 человек." in page
    assert re.search(r'id="early" name="early" value="1"[^>]* checked', page)
    assert close(office, early="1")["Location"] == "/office/"
    assert not CounterSession.objects.filter(closed_at=None).exists()
    assert booking.displace_all(at=at, by="system") == 1
    assert Message.objects.get(act="displaced").about == f"appointment:{later.pk}/1"
    booking.miss_all(at=at + 24 * HOUR, by="system")
    later.refresh_from_db()
    assert later.state == "unkept"
    with pytest.raises(Refusal) as refused:
        queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    assert refused.value.code == "centre_closed"


def test_without_the_tick_the_centre_stays_open_and_the_booking_stands(office, later, at):
    page = asked(office)
    assert "записанных не предупредят, и они придут" in page
    assert page.index("записан 1 человек") < page.index("записанных не предупредят")
    close(office)
    assert not Closure.objects.exists()
    assert booking.displace_all(at=at, by="system") == 0
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")


def test_who_was_asked_to_choose_another_time_is_not_spoken_of_as_coming(office, later, at):
    later.displaced_at = at
    later.save()
    page = asked(office)
    assert "записан 1 человек" not in page
    assert "они придут" not in page


def test_where_nobody_is_booked_the_tick_is_not_set(office, schedule, book, tomorrow):
    book(tomorrow)
    page = asked(office)
    assert "записан 1 человек" not in page
    assert re.search(r'id="early" name="early" value="1"(?![^>]* checked)', page)


def test_a_day_that_is_shortened_already_is_changed_where_it_was_shortened(office, later, at):
    network.close(
        city=later.centre.district.okrug.city, centre=later.centre, starts_on=later.day, ends_on=later.day,
        opens=time(8), closes=time(19), reason=Text(ru="Учёба", en="Training"), at=at, by="staff:1",
    )  # fmt: skip
    page = asked(office)
    assert 'name="early"' not in page
    assert "в «Днях и услугах»" in page
    assert close(office, early="1").status_code == 409
    assert Closure.objects.count() == 1


def test_closing_a_day_to_come_speaks_of_people_and_of_nobody_inside(
    office, schedule, book, tomorrow
):
    book(tomorrow)
    form = {
        "key": "c", "centre": "tverskoy", "service": "", "starts_on": "2026-11-25", "ends_on": "2026-11-25",
        "opens": "", "closes": "", "reason_ru": "Учёба", "reason_en": "Training",
    }  # fmt: skip
    page = office.post("/office/centre/close/", form).content.decode()
    assert "Это коснётся людей" in page
    assert "На это время записан 1 человек" in page
    assert "ждут" not in page[page.index('id="new"') :]
