"""A demo and then a live start on the same data: what the demo gave away opens nothing any more."""

import pytest
from django.db import IntegrityError, connection

from okno.base import access, clock
from okno.booking.models import Schedule
from okno.cases import actions as cases
from okno.config import content
from okno.config.env import Unusable
from okno.network import actions as network
from okno.network import queries
from okno.network.models import Device
from okno.people.models import Staff
from okno.queue import actions as queue
from okno.queue.models import CounterSession, Ticket

pytestmark = pytest.mark.django_db


def opens(link):
    queries.forget_devices()
    return access.device_by(link.removeprefix("/enter/")) is not None


@pytest.fixture
def links(centre, it_is_ten, token):
    """The kiosk and the board of the centre, and what a demo start prints of them."""
    for kind in ("kiosk", "board"):
        token(kind)
    return content.demo_links("tverskoy")


def test_the_keys_of_the_demo_end_with_it(links):
    assert all(map(opens, links.values()))
    content.end_the_demo()
    assert not any(map(opens, links.values()))
    assert not Staff.objects.filter(is_demo=True, is_active=True).exists()


def test_a_key_given_by_hand_outlives_the_demo_and_every_later_start(links, at):
    board = Device.objects.get(kind="board")
    key = network.renew_token(device=board, at=at, by="system")
    content.end_the_demo()
    assert opens(key)
    kiosk = network.renew_token(device=Device.objects.get(kind="kiosk"), at=at, by="system")
    content.end_the_demo()
    assert opens(key)
    assert opens(kiosk)


def test_a_screen_left_open_goes_on_when_the_demo_is_started_again(links, settings):
    assert content.demo_links("tverskoy") == links
    assert all(map(opens, links.values()))
    settings.SECRET_KEY = "of another house"
    assert not set(content.demo_links("tverskoy").values()) & set(links.values())


def test_what_the_demo_left_open_ends_with_it(links, centre, services, at):
    staff = Staff.objects.filter(is_demo=True, role="operator").first()
    counter = centre.counters.first().pk
    here = {"centre": centre.pk, "at": at, "by": "x"}
    queue.open_counter(**here, counter=counter, staff=staff)
    waiting = queue.issue(**here, service="passport").pk
    clock.set_to(at, 0.001)
    content.end_the_demo()
    assert not CounterSession.objects.filter(closed_at=None).exists()
    assert Ticket.objects.get(pk=waiting).state == "closed"
    assert clock.speed() == 1.0


def test_the_number_that_is_nobodys_goes_with_the_demo_and_one_that_was_set_stays(
    links, centre, at
):
    for said in ("", "+74957777777"):
        content.open_all_ways("tverskoy")
        Schedule.objects.all().delete()
        centre.refresh_from_db()
        assert centre.phone == "+74950000000"
        if said:
            network.set_phone(centre=centre, phone=said, at=at, by="staff:1")
        Staff.objects.filter(is_demo=True).update(is_active=True)
        content.end_the_demo()
        centre.refresh_from_db()
        assert centre.phone == said


def test_a_living_demo_opens_its_ways_once_and_what_its_people_change_stays(links, centre):
    content.open_all_ways("tverskoy")
    assert set(centre.schedules.values_list("medium", flat=True)) == {"phone"}  # it has no rooms
    centre.refresh_from_db()
    assert centre.calls_by_name
    queue.set_calls(centre=centre, by_name=False, at=clock.now(), by="staff:1")
    content.open_all_ways("tverskoy")
    centre.refresh_from_db()
    assert not centre.calls_by_name


def test_a_demo_on_the_data_of_a_house_at_work_leaves_what_its_people_set(links, vera, centre, at):
    network.set_phone(centre=centre, phone="+74957777777", at=at, by="staff:1")
    content.open_all_ways("tverskoy")
    assert not centre.schedules.filter(medium="phone").exists()
    content.end_the_demo()
    centre.refresh_from_db()
    assert (centre.phone, centre.own_calls_by_name) == ("+74957777777", None)


def test_calling_by_number_stays_where_the_people_of_the_demo_wished_it(links, centre, at):
    for by_name in (True, False):
        queue.set_calls(centre=centre, by_name=by_name, at=at, by="staff:1")
    content.open_all_ways("tverskoy")
    centre.refresh_from_db()
    assert not centre.calls_by_name


def test_a_demo_ends_as_a_whole_or_not_at_all(links):
    """Here the database refuses new keys, as a power cut would; the next start does what is left."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table network_device add constraint cut check (id < 0) not valid")
        with pytest.raises(IntegrityError):
            content.end_the_demo()
        assert Staff.objects.filter(is_demo=True, is_active=True).exists()
        cursor.execute("alter table network_device drop constraint cut")
    content.end_the_demo()
    assert not any(map(opens, links.values()))


def test_the_web_alone_does_not_begin_on_data_of_a_demo(links, settings):
    with pytest.raises(Unusable, match="okno migrate"):
        content.refuse_data_of_a_demo()
    settings.MODE = "demo"
    content.refuse_data_of_a_demo()
    settings.MODE = "live"
    content.end_the_demo()
    content.refuse_data_of_a_demo()


def test_after_the_demo_another_one_works(links):
    content.end_the_demo()
    again = content.demo_links("tverskoy")
    assert all(map(opens, again.values()))
    assert Staff.objects.filter(is_demo=True, is_active=True).exists()


def test_a_demo_shows_the_page_of_an_application_whose_result_has_come(links, file, client, at):
    assert content.filed_links("tverskoy") == {}
    case = cases.result_ready(file(), at=at, by="day")
    shown = content.filed_links("tverskoy")["case"]
    assert client.get(shown).context["case"] == case
    assert f"case    http://okno{shown} " in content.welcome(
        "http://okno", links | {"case": shown}, "tverskoy"
    )
    cases.issue(case, at=at, by="day")
    assert content.filed_links("tverskoy") == {}
