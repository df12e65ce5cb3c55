"""Whoever joined the line from home, before the kiosk."""

import re

import pytest
from django.test import Client

from okno.base.models import Event
from okno.network.tests.factories import CentreFactory
from okno.queue import actions as queue
from okno.queue import queries as hall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


def code_shown(kiosk, **form):
    page = kiosk.post("/kiosk/here/", {"ui": "ru", **form}).content.decode()
    return re.search(r'class="kiosk-code">(\w+)<', page)[1]


def test_the_code_on_the_kiosk_makes_a_ticket_of_a_place_taken_at_home(kiosk, centre, at):
    place = queue.join(centre=centre.pk, service="passport", holder="b", at=at, by="visitor")
    ticket = queue.come_from_afar(place, code=code_shown(kiosk), at=at, by="visitor")
    assert ticket.label == "A1"


def test_it_is_the_code_of_this_centre_and_no_other(kiosk, centre, at):
    other = CentreFactory.create()
    assert code_shown(kiosk) in hall.presence_code(centre.pk, at)
    assert code_shown(kiosk) != hall.presence_code(other.pk, at)


def test_both_languages_of_the_first_screen_lead_to_the_code(kiosk):
    start = kiosk.get("/kiosk/").content.decode()
    form = start.partition('action="/kiosk/here/"')[2].partition("</form>")[0]
    assert "Очередь занята из дома" in form
    assert "I joined the line from home" in form
    page = kiosk.post("/kiosk/here/", {"ui": "en"}).content.decode()
    assert '<html lang="en"' in page


def test_the_code_stands_nowhere_but_on_the_screen(kiosk, at):
    code = code_shown(kiosk)
    assert code not in str(list(Event.objects.values_list("payload", "subject")))
    answer = kiosk.post("/kiosk/here/", {"ui": "ru"})
    assert "no-store" in answer["Cache-Control"]
    assert kiosk.get("/kiosk/here/")["Location"] == "/kiosk/"


def test_nobody_without_a_kiosk_is_shown_the_code(token, services):
    assert Client().post("/kiosk/here/").status_code == 401
    client = Client()
    client.get(f"/enter/{token('board')}")
    assert client.post("/kiosk/here/").status_code == 401
