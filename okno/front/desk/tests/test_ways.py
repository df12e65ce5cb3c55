"""At the desk one books what the staff book for a person, and is told why not otherwise."""

import re

import pytest

from okno.booking.models import Appointment
from okno.catalog.models import Way

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def desk(client, boris):
    client.force_login(boris)
    return client


def shown(desk, **more):
    form = {"show": "1", "service": "passport", "language": "ru", "purpose": "file"} | more
    return desk.post("/desk/book/", form, headers={"HX-Request": "true"}).content.decode()


def test_what_the_staff_do_not_book_shows_no_times_and_is_not_booked(
    desk, schedule, give_by, tomorrow
):
    assert "starts_at" in shown(desk)
    give_by("passport", Way.WALK_IN, Way.ONLINE)
    page = shown(desk)
    assert "starts_at" not in page
    assert "Они приходят без записи или записываются онлайн" in page
    form = {
        "key": "k", "service": "passport", "purpose": "file", "language": "ru", "via": "phone",
        "starts_at": tomorrow.isoformat(), "name": "Ян", "phone": "8 916 000-00-01",
        "companions": "0", "consent": "1",
    }  # fmt: skip
    assert desk.post("/desk/book/", form).status_code == 422
    assert not Appointment.objects.exists()
    give_by("passport", Way.PHONE)
    assert desk.post("/desk/book/", form).status_code == 302


def test_whoever_has_an_appointment_is_moved_though_nobody_is_booked_any_more(
    desk, schedule, give_by, book, tomorrow
):
    made = book(tomorrow)
    give_by("passport", Way.WALK_IN)
    page = desk.get(f"/desk/booked/{made.pk}/move/").content.decode()
    assert re.search(r'name="starts_at" value="[^"]+"', page)


def test_nobody_is_told_that_one_may_just_come_where_one_may_not(
    desk, schedule, session, give_by, sold_out
):
    assert "Можно прийти без записи" in shown(desk)
    give_by("passport", Way.PHONE)
    assert "а без записи с этим не принимают" in shown(desk)
    sold_out()
    assert "Без записи сейчас ждать" not in shown(desk)
