"""The page on which a manager says what the kiosk shows first, and when."""

import re
from datetime import time

import pytest

from okno.base.models import Event
from okno.base.text import Text
from okno.catalog import actions as catalog
from okno.catalog import queries
from okno.catalog.models import KioskScreen
from okno.network.tests.factories import CentreFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
PAGE = "/office/centre/screens/"


@pytest.fixture
def office(client, vera, services):
    client.force_login(vera)
    return client


@pytest.fixture
def send(office, services):
    """`send(to, opens="…")`: a form of Monday to Friday, eight to twelve, with the extract first."""

    def send(to=PAGE, key="k", **typed):
        usual = {
            "weekdays": ["0", "1", "2", "3", "4"], "opens": "08:00", "closes": "12:00",
            "service-1": services["extract"].pk, "service-3": services["passport"].pk,
            "notice_ru": "До 12:00 — выдача", "notice_en": "Until 12:00: results",
        }  # fmt: skip
        return office.post(to, {"key": key, "centre": "tverskoy"} | usual | typed)

    return send


def words(answer):
    return answer.content.decode()


def test_a_screen_is_added_listed_in_words_and_shown_now(office, send, centre, services, vera):
    assert f'href="{PAGE}"' in words(office.get("/office/centre/"))
    assert "весь день обычный" in words(office.get(PAGE))
    assert send().status_code == 302
    assert send().status_code == 302, "pressed twice it is one"
    screen = KioskScreen.objects.get()
    assert screen.services == [services["extract"].pk, services["passport"].pk]
    assert screen.notice == Text(ru="До 12:00 — выдача", en="Until 12:00: results")
    page = words(office.get(PAGE))
    assert "Понедельник – пятница, 08:00–12:00" in page
    assert "1. Дело extract · 2. Дело passport" in page
    assert "До 12:00 — выдача" in page
    assert "сейчас на экране" in page
    assert "/office/centre/screens/look/tverskoy/?at=2026-11-24T08%3A00" in page, (
        "today it is still shown"
    )
    assert Event.objects.get(name="catalog.screen_added").by == f"staff:{vera.pk}"


def test_it_is_changed_from_what_it_is_and_removed(office, send, centre, services):
    send()
    screen = KioskScreen.objects.get()
    form = words(office.get(f"{PAGE}{screen.pk}/"))
    assert 'value="08:00"' in form
    assert re.search(r'id="weekday-4"[^>]* checked', form)
    assert not re.search(r'id="weekday-5"[^>]* checked', form)
    chosen = re.findall(r'<option value="(\d+)" selected>', form)
    assert chosen == [str(services["extract"].pk), str(services["passport"].pk)]
    answer = send(f"{PAGE}{screen.pk}/change/", key="k2", **{"weekdays": ["6"], "service-1": ""})
    assert answer.status_code == 302
    screen.refresh_from_db()
    assert (screen.weekdays, screen.services) == ([6], [services["passport"].pk])
    page = words(office.get(PAGE))
    assert "сейчас на экране" not in page
    assert "at=2026-11-29T08%3A00" in page, "the next Sunday"
    office.post(f"{PAGE}{screen.pk}/remove/", {"key": "k3", "centre": "tverskoy"})
    assert not KioskScreen.objects.exists()


@pytest.mark.parametrize(
    ("typed", "ident"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"opens": "soon"}, "opens"),
        ({"closes": ""}, "closes"),
        ({"closes": "07:00"}, "closes"),
        ({"service-1": "999999999"}, "services"),
        ({"service-1": "", "service-3": "", "notice_ru": "", "notice_en": ""}, "services"),
        ({"notice_en": ""}, "notice_en"),
        ({"notice_ru": "я" * 121}, "notice_ru"),
    ],
)
def test_what_cannot_be_stands_next_to_what_was_typed(office, send, typed, ident):
    for to in (PAGE, None):
        if to is None:
            send(key="first")
            to = f"{PAGE}{KioskScreen.objects.get().pk}/change/"
        answer = send(to, **typed)
        page = words(answer)
        assert answer.status_code == 422
        assert f'id="{ident}-error"' in page
        link = re.search(r'id="errors".*?href="#([^"]+)"', page, re.DOTALL)[1]
        assert f'id="{link}"' in page, "the summary leads to the field"
        if "notice_ru" not in typed:
            assert "До 12:00 — выдача" in page


def test_hours_that_overlap_are_refused_and_the_other_is_named(send):
    send()
    answer = send(key="k2", weekdays=["4", "5"], opens="11:00", closes="13:00")
    assert answer.status_code == 422
    assert "с 08:00 до 12:00" in words(answer)
    assert KioskScreen.objects.count() == 1


def test_what_is_given_no_more_is_named_so_and_stays_in_the_form(
    office, send, centre, services, at
):
    send()
    catalog.withdraw(services["extract"], centre=centre, at=at, by="x")
    assert "Дело extract (сейчас не оказывают, на экране не стоит)" in words(office.get(PAGE))
    screen = queries.screens_of(centre)[0]
    form = words(office.get(f"{PAGE}{screen.pk}/"))
    assert f'<option value="{services["extract"].pk}" selected>' in form
    assert send(f"{PAGE}{screen.pk}/change/", key="k2", closes="11:00").status_code == 302


def test_another_centres_screen_is_not_there(office, send, at):
    other = catalog.add_screen(
        centre=CentreFactory(slug="other"), weekdays=[1], opens=time(8), closes=time(9), services=[],
        notice=Text(ru="а", en="a"), at=at, by="x",
    )  # fmt: skip
    assert office.get(f"{PAGE}{other.pk}/").status_code == 404
    assert send(f"{PAGE}{other.pk}/change/").status_code == 404
    assert send(f"{PAGE}{other.pk}/remove/", key="k2").status_code == 404
    assert KioskScreen.objects.get().notice == Text(ru="а", en="a")


def test_there_is_nothing_else_to_do_to_a_screen(send):
    send()
    number = KioskScreen.objects.get().pk
    assert send(f"{PAGE}{number}/paint/", key="k2").status_code == 404
