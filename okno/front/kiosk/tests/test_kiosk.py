"""The kiosk without a browser."""

import pytest
from django.test import Client

from okno.base.models import Event
from okno.network.models import Device
from okno.queue.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def kiosk(token, services):
    client = Client()
    client.get(f"/enter/{token('kiosk')}")
    return client


def touch(kiosk, path, **form):
    return kiosk.post(f"/kiosk/{path}", {"ui": "ru", **form})


def test_the_link_makes_a_screen_a_kiosk(kiosk):
    assert kiosk.get("/kiosk/").status_code == 200
    assert Client().get("/kiosk/").status_code == 401
    assert Client().get("/enter/nonsense").status_code == 401


def test_a_boards_link_opens_no_kiosk(token, services):
    client = Client()
    client.get(f"/enter/{token('board')}")
    assert client.get("/kiosk/").status_code == 401
    assert client.get("/board/").status_code == 200
    assert client.get("/board/now/").status_code == 200


def test_a_kiosk_that_was_switched_off_opens_nothing(kiosk):
    from okno.network import queries

    Device.objects.update(is_active=False)
    queries.forget_devices()
    assert kiosk.get("/kiosk/").status_code == 401


def test_a_ticket_is_issued_in_the_chosen_language(kiosk):
    assert "What exactly?" in touch(kiosk, "purpose/", ui="en", service="passport").content.decode()
    page = touch(kiosk, "ticket/", ui="en", service="passport", purpose="file", key="k1")
    assert "Your ticket" in page.content.decode()
    assert Ticket.objects.get().language == "en"


@pytest.mark.parametrize(
    "form", [{}, {"page": "1"}, {"page": "all"}, {"event": "passport"}, {"event": "x"}]
)
def test_every_page_of_services_has_a_way_on(kiosk, form):
    page = touch(kiosk, "services/", **form)
    assert page.status_code == 200
    assert 'class="choice' in page.content.decode() or form == {"event": "x"}


def test_the_language_one_speaks_is_kept_beside_the_language_one_reads(kiosk):
    touch(kiosk, "ticket/", ui="en", speak="uz", service="passport", purpose="file", key="k1")
    assert Ticket.objects.get().language == "uz"


def test_a_double_tap_gives_one_ticket_and_the_same_page(kiosk):
    pages = [
        touch(kiosk, "ticket/", service="passport", purpose="file", key="same") for _ in range(3)
    ]
    assert Ticket.objects.count() == 1
    assert {page.status_code for page in pages} == {200}


def test_paper_that_does_not_come_is_said_and_the_ticket_stands(kiosk):
    Device.objects.update(settings={"printer": "network", "host": "127.0.0.1", "port": 9})
    from okno.network import queries

    queries.forget_devices()
    page = touch(kiosk, "ticket/", service="passport", purpose="file", key="k1").content.decode()
    assert "Бумага закончилась" in page
    assert Ticket.objects.exists()


def test_the_pdf_is_given_for_ones_own_centre_only(kiosk):
    touch(kiosk, "ticket/", service="passport", purpose="file", key="k1")
    ticket = Ticket.objects.get()
    answer = touch(kiosk, "ticket.pdf", token=ticket.token)
    assert answer.content.startswith(b"%PDF-")
    from okno.network.tests.factories import CentreFactory

    Ticket.objects.update(centre=CentreFactory())
    assert touch(kiosk, "ticket.pdf", token=ticket.token).status_code == 404


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"service": "teleport", "purpose": "file", "key": "k"}, 422),
        ({"service": "passport", "purpose": "steal", "key": "k"}, 422),
        ({"service": "passport", "purpose": "file", "key": ""}, 400),
        ({"service": "passport", "purpose": "file", "key": "k", "speak": "xx"}, 422),
    ],
)
def test_what_is_not_on_the_screen_is_refused_on_the_kiosks_own_page(kiosk, form, status):
    answer = touch(kiosk, "ticket/", **form)
    assert answer.status_code == status
    assert "Позвать человека" in answer.content.decode()
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("path", ["services/", "purpose/", "ticket/", "ticket.pdf", "person/"])
def test_a_reload_begins_anew(kiosk, path):
    assert kiosk.get(f"/kiosk/{path}")["Location"] == "/kiosk/"


def test_a_person_is_called(kiosk):
    touch(kiosk, "person/")
    assert Event.objects.filter(name="queue.administrator_called").count() == 1


def test_a_closed_centre_says_when_it_opens(kiosk):
    from datetime import UTC, datetime

    from okno.base import clock

    clock.set_to(datetime(2026, 11, 24, 19, tzinfo=UTC), speed=0.001)
    page = touch(kiosk, "ticket/", service="passport", purpose="file", key="k1")
    assert page.status_code == 422
    assert "Откроется" in page.content.decode()
