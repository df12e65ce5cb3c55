"""Booking on the portal without a browser: what is kept, refused, shown to nobody else."""

import re
from datetime import datetime, timedelta

import pytest

from okno.base import clock
from okno.base.models import Event
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking.models import Appointment, State
from okno.catalog.models import Offer
from okno.catalog.tests.factories import ServiceFactory
from okno.front.portal import loads
from okno.network import actions as network
from okno.network.tests.factories import CentreFactory
from okno.people.models import Visitor
from okno.ui import words
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]

WHO = {"name": "Ян", "phone": "8 916 000-00-01", "consent": "on", "companions": "1"}


@pytest.fixture
def address(centre, services):
    return f"/book/{services['passport'].slug}/{centre.slug}/"


@pytest.fixture
def keep(client, address, tomorrow):
    """Press a time: the address of what is kept."""

    def keep(at=None, **more):
        answer = client.post(address, {"starts_at": (at or tomorrow).isoformat()}, **more)
        assert answer.status_code == 302, answer.content.decode()
        return answer["Location"]

    return keep


def _text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_earliest_time_of_each_centre_is_shown(client, services, centre):
    page = client.get(f"/book/{services['passport'].slug}/")
    assert "Тверской" in _text(page)
    assert f"/book/{services['passport'].slug}/{centre.slug}/?" in page.content.decode()


def test_only_today_leaves_the_later_days_out(client, services, schedule, at):
    day = clock.now()
    assert "Сегодня в" in _text(client.get(f"/book/{services['passport'].slug}/?day=today"))
    booking.block(
        schedule,
        starts_at=day - timedelta(hours=12),
        ends_at=day + timedelta(hours=15),
        reason=Text(ru="Ремонт", en="Repairs"),
        at=at,
        by="staff:1",
    )
    page = client.get(f"/book/{services['passport'].slug}/?day=today")
    assert "Сегодня всё занято" in _text(page)
    assert "Завтра в" in _text(client.get(f"/book/{services['passport'].slug}/"))


@pytest.fixture
def elsewhere(services, at):
    """Another centre, eleven kilometres to the north, where nothing is given yet."""
    found = CentreFactory(slug="elsewhere", name=Text(ru="Северный", en="North"), lat=55.87)
    schedule_of(found, at=at)
    return found


def test_the_nearest_centre_with_a_free_time_is_first(client, services, centre, elsewhere, at):
    Offer.objects.create(centre=elsewhere, service=services["passport"])
    path = f"/book/{services['passport'].slug}/near/"
    for here, there in ((centre, elsewhere), (elsewhere, centre)):
        said = _text(client.post(path, {"lat": f"{here.lat}", "lon": f"{here.lon}"}))
        assert said.index(str(here)) < said.index(str(there))


def test_nobody_is_told_to_just_come_where_the_service_is_shut(
    client, services, session, centre, address, at
):
    pages = (f"/book/{services['passport'].slug}/", address)
    told = [("Быстрее всего" in said, "Без записи" in said) for said in map(_said(client), pages)]
    assert told == [(True, False), (False, True)]
    network.close(
        city=centre.district.okrug.city,
        centre=centre,
        service="passport",
        starts_on=at.date(),
        ends_on=at.date(),
        reason=Text(ru="Учёба", en="Training"),
        at=at,
        by="staff:1",
    )
    loads.forget()
    told = [("Быстрее всего" in said, "Без записи" in said) for said in map(_said(client), pages)]
    assert told == [(False, False), (False, False)]


def _said(client):
    return lambda path: _text(client.get(path))


@pytest.mark.parametrize("lat", ["", "north", "nan", "91"])
def test_a_place_that_is_none_is_none(client, services, centre, lat):
    path = f"/book/{services['passport'].slug}/near/"
    assert client.post(path, {"lat": lat, "lon": "37"}).status_code == 200


def test_a_time_that_is_pressed_is_kept_and_booked(client, keep, tomorrow):
    kept = keep()
    assert "Кто придёт?" in _text(client.get(kept))
    answer = client.post(kept, WHO)
    assert answer["Location"] == kept.replace("/h/", "/a/")
    found = Appointment.objects.get()
    assert (found.state, found.starts_at, found.companions) == (State.BOOKED, tomorrow, 1)
    assert found.visitor.phone == "+79160000001"
    page = client.get(answer["Location"])
    assert f"{found.code[:3]} {found.code[3:]}" in _text(page)
    assert "Ян" not in page.content.decode()
    assert "9160000001" not in page.content.decode()


def test_pressing_book_twice_books_once(client, keep):
    kept = keep()
    first, second = client.post(kept, WHO), client.post(kept, WHO)
    assert first["Location"] == second["Location"]
    assert Appointment.objects.filter(state=State.BOOKED).count() == 1


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_kept(client, keep):
    kept = keep()
    answer = client.post(kept, {"name": "7", "phone": "12", "email": "x@"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert [id for id in ("name", "phone", "email", "consent") if f'href="#{id}"' in page] == [
        "name",
        "phone",
        "email",
        "consent",
    ]
    assert 'value="12"' in page
    assert not Visitor.objects.exists()
    assert Appointment.objects.get().state == State.HELD


@pytest.mark.parametrize("companions", ["-1", "5", "x", "", "٣"])
def test_a_number_of_companions_that_is_none_is_refused(client, keep, companions):
    assert client.post(keep(), WHO | {"companions": companions}).status_code == 422
    assert Appointment.objects.get().state == State.HELD


def test_after_ten_minutes_the_time_is_chosen_anew(client, keep, monkeypatch):
    kept = keep()
    later = clock.now() + timedelta(minutes=10)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.post(kept, WHO).status_code == 409
    page = client.get(kept)
    assert "Это время больше не держим" in _text(page)
    assert not Visitor.objects.exists()


def test_days_are_shown_as_far_ahead_as_the_schedule_is_open(client, schedule, address, at):
    for ahead in (7, 60):
        schedule.days_ahead = ahead
        schedule.save(update_fields=["days_ahead"])
        page = client.get(address).content.decode()
        assert f"day={(at + timedelta(days=ahead)).date()}" in page
        assert f"day={(at + timedelta(days=ahead + 1)).date()}" not in page


def test_a_time_given_back_is_free_at_once(client, keep, tomorrow):
    kept = keep()
    back = client.post(kept + "back/")
    assert f"day={tomorrow.date()}" in back["Location"]
    assert Appointment.objects.get().state == State.EXPIRED
    there = client.get(back["Location"]).content.decode()
    assert f"{words.local(tomorrow, 'Europe/Moscow').isoformat()}" in there
    assert keep() != kept


def test_a_time_that_somebody_was_quicker_to_take_is_said_so_in_place(
    client, keep, address, tomorrow, hold
):
    hold(tomorrow)
    answer = client.post(address, {"starts_at": tomorrow.isoformat()})
    assert answer.status_code == 409
    assert "Это время только что заняли" in _text(answer)
    assert "days__day" in answer.content.decode()


@pytest.mark.parametrize(
    "text",
    ["", "now", "2026-13-45", "2026-11-30T11:00", "9999-12-31T23:59+00:00", "0001-01-01T00:00Z"],
)
def test_a_time_that_is_none_is_refused_in_place(client, address, text):
    answer = client.post(address, {"starts_at": text})
    assert answer.status_code in (409, 422)
    assert not Appointment.objects.exists()


def test_one_browser_keeps_one_time(keep, tomorrow):
    keep()
    keep(tomorrow + timedelta(hours=1))
    states = Appointment.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.EXPIRED, State.HELD]


def test_a_browser_that_keeps_nothing_of_ours_may_hoard_thirty_times_an_hour(
    client, address, tomorrow
):
    answers = []
    for nth in range(31):
        client.cookies.clear()
        moment = tomorrow + timedelta(minutes=15 * nth)
        answers.append(client.post(address, {"starts_at": moment.isoformat()}).status_code)
    assert answers == [302] * 30 + [429]


def test_a_bot_without_cookies_and_with_invented_phones_books_a_dozen_times_an_hour(
    client, address, tomorrow, keep
):
    for nth in range(12):
        client.cookies.clear()
        kept = keep(tomorrow + timedelta(minutes=15 * nth))
        assert client.post(kept, WHO | {"phone": f"+7 900 000-00-{nth:02}"}).status_code == 302
    client.cookies.clear()
    refused = client.post(keep(tomorrow + timedelta(hours=4)), WHO)
    assert refused.status_code == 429
    assert "позвоните в центр или приходите без записи" in _text(refused)
    assert Appointment.objects.filter(state=State.BOOKED).count() == 12


def test_a_forged_cookie_is_none(client, keep):
    client.cookies["okno_book"] = "somebody:else"
    keep()
    assert client.cookies["okno_book"].value != "somebody:else"


def test_what_one_needs_is_asked_for_and_stands_in_no_address(client, services, english, address):
    main = services["passport"].slug
    answer = client.post(
        f"/book/{main}/wishes/",
        {"for": "file", "in": "en", "needs": ["wheelchair"], "centre": address.split("/")[3]},
    )
    assert answer["Location"].startswith(address)
    assert "wheelchair" not in answer["Location"]
    moment = re.search(r'name="starts_at" value="([^"]+)"', _html(client, answer["Location"]))[1]
    assert client.post(answer["Location"], {"starts_at": moment}).status_code == 302
    found = Appointment.objects.get()
    assert (found.language, found.needs, found.schedule) == ("en", ["wheelchair"], english)


def _html(client, address):
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    "wish",
    [
        {"for": "eat", "in": "ru"},
        {"for": "file", "in": "xx"},
        {"for": "file", "in": "ru", "needs": ["gold"]},
        {"for": "file", "in": "ru", "with": ["no-such"]},
        {"for": "file", "in": "ru", "centre": "nowhere"},
    ],
)
def test_a_wish_that_is_none_is_refused(client, services, wish):
    assert client.post(f"/book/{services['passport'].slug}/wishes/", wish).status_code in (404, 422)


def test_more_services_than_a_visit_holds_are_refused_on_the_form_and_no_choice_is_lost(
    client, services, centre
):
    main, five = services["passport"], ServiceFactory.create_batch(5)
    form = {"for": "receive", "in": "en", "needs": ["quiet"], "centre": centre.slug}
    answer = client.post(f"/book/{main.slug}/wishes/", form | {"with": [s.slug for s in five]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "не больше 5 услуг" in page
    ticked = re.findall(r'name="with" value="([^"]+)" checked', page)
    assert set(ticked) == {each.slug for each in five}
    assert 'value="quiet" checked' in page
    assert '<option value="receive" selected' in page
    assert '<option value="en" selected' in page
    assert f'name="centre" value="{centre.slug}"' in page


def test_where_only_a_need_stands_in_the_way_that_is_said_and_one_may_do_without(
    client, services, address
):
    """The schedule has no quiet hour."""
    main, _centre = address.split("/")[2:4]
    form = {"for": "file", "in": "ru", "needs": ["quiet"]}
    for path in (f"/book/{main}/", address):
        client.post(f"/book/{main}/wishes/", form)
        page = client.get(path)
        assert "С пожеланием «тихий час» свободного времени нет" in _text(page)
        assert "не записывают" not in _text(page)
        assert "всё занято" not in _text(page)
        hidden = re.findall(
            r'<input type="hidden" name="(for|in|with|centre)" value="([^"]*)"',
            page.content.decode(),
        )
        without = client.post(f"/book/{main}/wishes/", dict(hidden))
        assert without["Location"].startswith(path)
        assert "С пожеланием" not in _text(client.get(without["Location"]))


def test_a_quiet_hour_of_the_schedule_is_found_and_booked(client, services, schedule, address):
    schedule.week.filter(weekday=3).update(is_quiet=True)
    client.post(
        f"/book/{services['passport'].slug}/wishes/",
        {"for": "file", "in": "ru", "needs": ["quiet"]},
    )
    moment = re.search(r'name="starts_at" value="([^"]+)"', _html(client, address))[1]
    assert datetime.fromisoformat(moment).weekday() == 3
    assert client.post(address, {"starts_at": moment}).status_code == 302


def test_where_all_is_taken_nobody_is_told_that_there_are_no_bookings(
    client, services, schedule, at
):
    booking.block(
        schedule,
        starts_at=at,
        ends_at=at + timedelta(days=90),
        reason=Text(ru="-", en="-"),
        at=at,
        by="staff:1",
    )
    said = _text(client.get(f"/book/{services['passport'].slug}/"))
    assert "Везде всё занято" in said
    assert "не записывают" not in said


def test_several_services_make_one_longer_visit(client, services, address):
    more = f"{address}?for=file&in=ru&with={services['extract'].slug}"
    moment = re.search(r'name="starts_at" value="([^"]+)"', _html(client, more))[1]
    client.post(more, {"starts_at": moment})
    found = Appointment.objects.get()
    assert found.rest == [services["extract"].pk]
    length = services["passport"].typical("file") + services["extract"].typical("file")
    assert found.ends_at - found.starts_at >= length


def test_an_address_that_names_more_services_than_a_visit_holds_is_of_the_first_five(
    client, services, centre, address
):
    more = ServiceFactory.create_batch(5)
    Offer.objects.bulk_create(Offer(centre=centre, service=each) for each in more)
    query = "&".join(f"with={each.slug}" for each in more)
    moment = re.search(r'name="starts_at" value="([^"]+)"', _html(client, f"{address}?{query}"))[1]
    client.post(f"{address}?{query}", {"starts_at": moment})
    assert Appointment.objects.get().rest == [each.pk for each in more[:4]]


def test_a_service_that_is_not_given_there_is_not_booked_there(client, services, elsewhere):
    path = f"/book/{services['passport'].slug}/{elsewhere.slug}/"
    assert client.get(path).status_code == 422
    assert client.get(f"/book/{services['passport'].slug}/nowhere/").status_code == 404


def test_nothing_about_the_person_is_in_the_journal(client, keep):
    client.post(keep(), WHO)
    said = " ".join(str(event.payload) for event in Event.objects.all())
    assert "Ян" not in said
    assert "9160000001" not in said


@pytest.mark.parametrize(("hour", "waits"), [(7, ""), (16, ""), (19, "")])
def test_nobody_is_asked_to_wait_for_a_day_on_which_nothing_can_come_free(
    client, schedule, services, at, hour, waits
):
    """Early, late and after closing: all days ahead have free times, and today is over or is one of them."""
    clock.set_to(at.replace(hour=hour), speed=0.001)
    page = client.get(f"/book/{services['passport'].slug}/tverskoy/").content.decode()
    assert "days__free" in page
    assert "/wait/" not in page
