"""A visitor at a kiosk calls a person: who is told, and how it ends."""

from datetime import timedelta

import pytest
from django.test import Client

from okno.base import clock
from okno.base.models import Event
from okno.network.models import Device, Hall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
RINGS = "У терминала зовут человека"


@pytest.fixture
def kiosk(token, services):
    screen = Client()
    screen.get(f"/enter/{token('kiosk')}")
    return screen


def ring(kiosk):
    assert kiosk.post("/kiosk/person/", {"ui": "ru"}).status_code == 200


def entered(person):
    screen = Client()
    screen.force_login(person)
    return screen


def sees(screen, path):
    return screen.get(path).content.decode()


def test_who_rings_at_a_kiosk_is_seen_at_the_door_and_in_the_hall_until_somebody_goes(
    kiosk, gleb, vera, at
):
    door, office = entered(gleb), entered(vera)
    assert RINGS not in sees(door, "/office/door/")
    Device.objects.update(name="У входа", hall=Hall.objects.get())
    ring(kiosk)
    clock.set_to(at + timedelta(minutes=3, seconds=1), speed=0.001)
    pages = (door, "/office/door/"), (door, "/office/door/rings/"), (office, "/office/")
    for screen, path in pages:
        page = sees(screen, path)
        assert RINGS in page
        assert "У входа" in page
        assert str(Hall.objects.get()) in page
        assert "3\xa0мин" in page
    device = Device.objects.get()
    form = {"kiosk": device.pk}
    done = office.post("/office/door/going/", form, headers={"HX-Request": "true"})
    assert RINGS not in done.content.decode()
    assert all(RINGS not in sees(screen, path) for screen, path in pages)
    door.post("/office/door/going/", form)
    answered = Event.objects.get(name="queue.administrator_answered")
    assert (answered.by, answered.subject) == (f"staff:{vera.pk}", f"device:{device.pk}")


def test_a_kiosk_that_was_answered_rings_anew(kiosk, gleb):
    door = entered(gleb)
    for _ in range(2):
        ring(kiosk)
        assert RINGS in sees(door, "/office/door/")
        answer = door.post("/office/door/going/", {"kiosk": Device.objects.get().pk})
        assert answer["Location"] == "/office/door/"
        assert RINGS not in sees(door, "/office/door/")
    assert Event.objects.filter(name="queue.administrator_called").count() == 2


def test_a_kiosk_of_another_centre_is_neither_seen_nor_answered(kiosk, gleb, vera):
    from okno.network.tests.factories import CentreFactory

    ring(kiosk)
    gleb.centre = CentreFactory(slug="elsewhere")
    gleb.save()
    door = entered(gleb)
    assert RINGS not in sees(door, "/office/door/")
    door.post("/office/door/going/", {"kiosk": Device.objects.get().pk})
    assert RINGS in sees(entered(vera), "/office/")


def test_a_call_of_long_ago_rings_no_more(kiosk, gleb, at):
    ring(kiosk)
    clock.set_to(at + timedelta(minutes=61), speed=0.001)
    assert RINGS not in sees(entered(gleb), "/office/door/")


def test_an_operator_does_not_hear_the_bell(anna):
    assert entered(anna).get("/office/door/rings/").status_code == 403
