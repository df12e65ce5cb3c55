"""The page of an appointment that the centre did not keep: it asks for pardon and offers another time."""

from datetime import timedelta

import pytest

from okno.booking import actions as booking
from okno.booking.models import Appointment
from okno.catalog import actions as catalog
from okno.front.portal.tests.test_account import book, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]


@pytest.fixture
def page(client, services, centre, tomorrow):
    return book(client, services, centre, tomorrow)


def test_whom_the_centre_displaced_reads_afterwards_that_it_was_not_their_fault(
    client, page, tomorrow, at
):
    Appointment.objects.update(displaced_at=at)
    booking.miss_all(at=tomorrow + timedelta(days=1), by="system")
    shown = text(client.get(page))
    assert "Мы не смогли вас принять" in shown
    assert "неявкой это не считается" in shown
    assert "Выбрать другое время" not in shown, "it is over, and booked anew"
    assert f"/{Appointment.objects.get().service.slug}/" in client.get(page).content.decode()
    assert "Мы вас не дождались" not in shown
    assert b"STATUS:CANCELLED" in client.get(f"{page}okno.ics").content


def test_whom_nobody_displaced_reads_that_we_did_not_see_them(client, page, tomorrow):
    booking.miss_all(at=tomorrow + timedelta(days=1), by="system")
    shown = text(client.get(page))
    assert "Мы вас не дождались" in shown
    assert "неявкой" not in shown


def test_whose_service_is_given_here_no_more_reads_that_and_is_led_to_other_centres(
    client, page, services, centre, at
):
    """The centre is open then; another time in it would help nobody."""
    found = Appointment.objects.get()
    catalog.withdraw(found.service, centre=centre, at=at, by="staff:1")
    booking.displace_all(at=at, by="system")
    shown = text(client.get(page))
    assert "Здесь эту услугу больше не оказывают" in shown
    assert "Выбрать другой центр" in shown
    assert "закрыт" not in shown
