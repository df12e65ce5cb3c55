"""The kiosk shows first what the centre has set for the hour."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okno.base import clock
from okno.base.text import Text
from okno.catalog import actions as catalog
from okno.catalog.models import Service, Way
from okno.network.tests.factories import CentreFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
NOTICE = Text(ru="До 12:00 результаты выдают окна 1–4", en="Results: counters 1–4 until 12:00")


@pytest.fixture
def until_noon(centre, services, at):
    """The extract, then the benefit, and a notice: Tuesdays until noon. Usual is the passport."""
    Service.objects.filter(slug="passport").update(is_popular=True)
    return catalog.add_screen(
        centre=centre,
        weekdays=[1],
        opens=time(8),
        closes=time(12),
        services=[services["extract"].pk, services["benefit"].pk],
        notice=NOTICE,
        at=at,
        by="staff:7",
    )


def said(answer):
    return answer.content.decode()


def services_in(page):
    """The services that are pressed, in their order."""
    return [part.partition('"')[0] for part in said(page).split('name="service" value="')[1:]][:-1]


def touch(kiosk, **form):
    return kiosk.post("/kiosk/services/", {"ui": "ru", **form})


def test_the_first_screen_says_the_notice_in_both_languages_and_it_goes_when_its_time_is_over(
    kiosk, until_noon, at
):
    page = said(kiosk.get("/kiosk/"))
    assert NOTICE["ru"] in page
    assert NOTICE["en"] in page
    clock.set_to(at + timedelta(minutes=99), speed=0.001)  # a minute before noon
    assert NOTICE["ru"] in said(kiosk.get("/kiosk/"))
    clock.set_to(at + timedelta(minutes=100), speed=0.001)
    assert NOTICE["ru"] not in said(kiosk.get("/kiosk/"))
    assert services_in(touch(kiosk)) == ["passport"]


def test_the_services_of_the_hour_stand_before_the_usual_ones(kiosk, until_noon):
    page = touch(kiosk, ui="en")
    assert services_in(page) == ["extract", "benefit", "passport"]
    assert NOTICE["en"] in said(page)
    assert NOTICE["ru"] not in said(page)
    assert NOTICE["en"] not in said(touch(kiosk, ui="en", page="1")), "once is enough"


def test_what_is_not_given_now_is_not_shown_and_what_is_by_appointment_says_so(
    kiosk, until_noon, centre, services, at
):
    same = {"centre": centre, "at": at, "by": "staff:7"}
    catalog.withdraw(services["extract"], **same)
    catalog.give_by(services["benefit"], ways=[Way.ONLINE], **same)
    page = touch(kiosk)
    assert services_in(page) == ["benefit", "passport"]
    assert "по записи" in said(page)


def test_a_kiosk_without_a_screen_of_its_own_asks_once_more_and_no_oftener(kiosk, centre, services):
    kiosk.get("/kiosk/")
    for ask in (lambda: kiosk.get("/kiosk/"), lambda: touch(kiosk)):
        with CaptureQueriesContext(connection) as asked:
            ask()
        of_screens = [each for each in asked if "kioskscreen" in each["sql"]]
        assert len(of_screens) == 1
    with CaptureQueriesContext(connection) as asked:
        touch(kiosk, page="all")
    assert not [each for each in asked if "kioskscreen" in each["sql"]]


# ── A look at it, for whoever sets it ───────────────────────────────────────────────────────────


def test_a_manager_looks_at_the_screen_of_an_hour_and_touches_nothing(client, vera, until_noon):
    client.force_login(vera)
    for ask, language, other in (("ui=ru", "ru", "en"), ("ui=en", "en", "ru")):
        page = client.get(f"/office/centre/screens/look/tverskoy/?at=2026-12-01T08:30&{ask}")
        assert services_in_look(page) == ["extract", "benefit", "passport"]
        assert f'<html lang="{language}"' in said(page)
        assert NOTICE[language] in said(page)
        assert NOTICE[other] not in said(page)
        assert 'tabindex="-1" inert' in said(page)
        assert "ok-idle" not in said(page)
    first = said(client.get("/office/centre/screens/look/tverskoy/?at=2026-12-01T08:30"))
    assert NOTICE["ru"] in first
    assert NOTICE["en"] in first


def services_in_look(page):
    """The same; nothing was chosen, and no field below says so."""
    return [part.partition('"')[0] for part in said(page).split('name="service" value="')[1:]]


@pytest.mark.parametrize(
    ("when", "is_shown"),
    [("2026-12-01T12:00", False), ("2026-12-02T08:30", False), ("", True), ("soon", True)],
)
def test_at_another_hour_it_is_as_usual_and_without_one_it_is_now(
    client, vera, until_noon, when, is_shown
):
    client.force_login(vera)
    page = said(client.get("/office/centre/screens/look/tverskoy/", {"at": when}))
    assert (NOTICE["ru"] in page) == is_shown


def test_a_screen_that_begins_before_the_centre_opens_is_shown_to_who_looks(
    kiosk, client, vera, until_noon, at
):
    catalog.change_screen(
        until_noon, weekdays=[1], opens=time(6), closes=time(12), services=[], notice=NOTICE, at=at, by="x"
    )  # fmt: skip
    clock.set_to(at - timedelta(hours=4), speed=0.001)
    assert NOTICE["ru"] not in said(kiosk.get("/kiosk/")), "the centre is closed"
    client.force_login(vera)
    page = said(client.get("/office/centre/screens/look/tverskoy/?at=2026-12-01T06:00"))
    assert NOTICE["ru"] in page
    assert 'href="/office/centre/screens/"' in page


def test_nobody_else_looks_and_no_further_than_their_scope(kiosk, client, vera, anna, until_noon):
    CentreFactory(slug="other")
    assert kiosk.get("/office/centre/screens/look/tverskoy/").status_code == 302, (
        "a kiosk is nobody who signs in"
    )
    client.force_login(anna)
    assert client.get("/office/centre/screens/look/tverskoy/").status_code == 403
    client.force_login(vera)
    assert client.get("/office/centre/screens/look/tverskoy/").status_code == 200
    assert client.get("/office/centre/screens/look/other/").status_code == 404
