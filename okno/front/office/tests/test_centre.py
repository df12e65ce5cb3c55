"""The centre's days and services, without a browser: closing, reopening, giving and withdrawing."""

import re
from datetime import date, time, timedelta

import pytest
from django.test import Client

from okno.base.models import Event
from okno.base.text import Text
from okno.booking import actions as booking
from okno.catalog import actions as catalog
from okno.catalog.models import Offer
from okno.network import actions as network
from okno.network.models import Centre, Closure
from okno.network.tests.factories import CentreFactory
from okno.queue import actions as queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
PAGE = "/office/centre/"
DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)
FORM = {
    "key": "k", "service": "", "starts_on": "2026-11-25", "ends_on": "2026-11-25", "opens": "",
    "closes": "", "reason_ru": "Учёба", "reason_en": "Training",
}  # fmt: skip


@pytest.fixture
def office(client, vera, services):
    client.force_login(vera)
    return client


def close(office, **changed):
    return office.post(f"{PAGE}close/", FORM | changed)


def switch(office, verb, slug, **more):
    return office.post(f"{PAGE}service/{verb}/", {"key": f"{verb} {slug}", "service": slug} | more)


def words(answer):
    """The page as one reads it, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def journal(*names):
    return list(Event.objects.filter(name__in=names).order_by("pk").values_list("name", "by"))


def issue(at, slug="passport"):
    return queue.issue(centre="tverskoy", service=slug, at=at, by="x")


def test_a_centre_is_closed_for_tomorrow_and_opened_again(office, vera):
    answer = close(office)
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}#closures")
    page = words(office.get(PAGE))
    assert "Среда, 25 ноября Учёба закрыто" in page
    assert "Весь центр: 25 ноября закрыто весь день · Учёба" in page
    closure = Closure.objects.get()
    assert office.post(f"{PAGE}reopen/", {"key": "r", "closure": closure.pk}).status_code == 302
    assert not Closure.objects.exists()
    assert journal("network.centre_closed", "network.centre_reopened") == [
        ("network.centre_closed", f"staff:{vera.pk}"),
        ("network.centre_reopened", f"staff:{vera.pk}"),
    ]


def test_one_service_closes_early_on_friday(office, services):
    friday = {"starts_on": "2026-11-27", "ends_on": "2026-11-27"}
    close(office, service="passport", opens="08:00", closes="13:00", **friday)
    closure = Closure.objects.get()
    assert (closure.service, closure.opens, closure.closes) == ("passport", time(8), time(13))
    page = words(office.get(PAGE))
    assert "Пятница, 27 ноября Дело passport: 08:00–13:00 · Учёба 08:00–20:00" in page


def test_a_double_press_closes_once(office):
    assert [close(office).status_code for _ in range(2)] == [302, 302]
    assert Closure.objects.count() == 1
    key = {"key": "r", "closure": Closure.objects.get().pk}
    answers = [office.post(f"{PAGE}reopen/", key).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert len(journal("network.centre_reopened")) == 1


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"ends_on": "2026-11-24"}, "ends_on", "Конец раньше начала."),
        ({"starts_on": "soon"}, "starts_on", "Выберите день в календаре."),
        ({"opens": "8 o'clock"}, "opens", "Укажите время так: 13:00."),
        ({"opens": "08:00"}, "closes", "Укажите оба времени или ни одного"),
        ({"reason_en": ""}, "reason_en", "Скажите почему, и на этом языке тоже."),
        ({"reason_ru": "у" * 201}, "reason_ru", "В причине до 200 знаков."),
        ({"service": "wedding"}, "service", "Такой услуги мы не знаем"),
        ({"starts_on": "2026-11-20", "ends_on": "2026-11-23"}, "ends_on", "Эти дни уже прошли."),
    ],
)
def test_a_refusal_stands_beside_what_was_typed_and_nothing_is_lost(office, typed, field, said):
    form = FORM | typed
    answer = office.post(f"{PAGE}close/", form)
    page = answer.content.decode()
    assert answer.status_code in (404, 422)
    assert f'href="#{field}"' in page, "the summary leads to the field"
    assert page.index(f'id="{field}-error"') < page.index(said, page.index(f'id="{field}-error"'))
    assert answer.context["typed"] == {
        name: text for name, text in form.items() if name not in ("key",)
    }
    assert not Closure.objects.exists()


def test_a_service_not_given_here_cannot_be_closed_here(office, centre, services, at):
    catalog.withdraw(services["benefit"], centre=centre, at=at, by="x")
    answer = close(office, service="benefit")
    assert answer.status_code == 422
    assert "В этом центре такой услуги нет." in words(answer)
    assert '<option value="benefit" selected>' in answer.content.decode(), "not the whole centre"
    assert not Closure.objects.exists()


def test_later_days_and_longer_hours_ask_nothing_of_those_inside(office, session, at):
    issue(at)
    assert close(office).status_code == 302
    today = {
        "starts_on": "2026-11-24",
        "ends_on": "2026-11-24",
        "opens": "08:00",
        "closes": "22:00",
    }
    assert close(office, **today, key="l").status_code == 302


def test_a_day_that_is_booked_is_closed_once_somebody_has_read_how_many_are_told(
    office, schedule, book, tomorrow, at
):
    book(tomorrow)
    asked = close(office)
    assert asked.status_code == 422
    assert "На это время записан 1 человек." in words(asked)
    assert not Closure.objects.exists()
    agreed = re.search(r'name="agreed" value="([^"]+)"', asked.content.decode())[1]
    assert close(office, agreed=agreed).status_code == 302
    assert Closure.objects.count() == 1
    assert booking.displace_all(at=at, by="system") == 1


def test_withdrawing_what_is_booked_is_asked_first(office, schedule, book, tomorrow):
    book(tomorrow)
    asked = switch(office, "withdraw", "passport")
    assert asked.status_code == 422
    assert "На это время записан 1 человек." in words(asked)
    assert Offer.objects.filter(service__slug="passport").exists()


def test_a_service_is_withdrawn_and_offered_again_once_per_key(office, services, vera):
    for _ in range(2):
        assert switch(office, "withdraw", "benefit")["Location"] == f"{PAGE}#given-benefit"
    assert not Offer.objects.filter(service=services["benefit"]).exists()
    row = re.search(r'id="give-benefit".*?>', office.get(PAGE).content.decode())[0]
    assert 'aria-checked="false"' in row
    switch(office, "offer", "benefit")
    assert Offer.objects.filter(service=services["benefit"]).exists()
    assert journal("catalog.service_withdrawn", "catalog.service_offered") == [
        ("catalog.service_withdrawn", f"staff:{vera.pk}"),
        ("catalog.service_offered", f"staff:{vera.pk}"),
    ]


@pytest.mark.parametrize("script", [True, False])
def test_withdrawing_what_people_wait_for_is_asked_first(office, session, services, at, script):
    issue(at)
    headers = {"HX-Request": "true"} if script else {}
    form = {"key": "w", "service": "passport"}
    asked = office.post(f"{PAGE}service/withdraw/", form, headers=headers)
    assert asked.status_code == 422
    page = words(asked)
    assert "Сейчас этой услуги ждёт 1 человек." in page
    assert "1 окно, которое оказывает её сейчас, вызывает и дальше" in page
    assert ("<html" in asked.content.decode()) is not script
    assert Offer.objects.filter(service=services["passport"]).exists()
    form["agreed"] = "passport"
    done = office.post(f"{PAGE}service/withdraw/", form, headers=headers)
    assert done.status_code == (200 if script else 302)
    assert not Offer.objects.filter(service=services["passport"]).exists()
    called = queue.call_next(centre=session.centre_id, counter=session.counter_id, at=at, by="x")
    assert called.service == services["passport"], "as the page said"


def test_a_paused_service_is_named_and_not_switched(office, services, at):
    catalog.set_status(services["benefit"], status="paused", at=at, by="x")
    page = office.get(PAGE).content.decode()
    assert "приостановлена везде" in page
    assert "give-benefit" not in page
    assert switch(office, "offer", "benefit").status_code == 422


def test_an_unknown_act_or_service_is_refused(office):
    assert switch(office, "destroy", "passport").status_code == 404
    assert switch(office, "offer", "wedding").status_code == 404
    assert office.post(f"{PAGE}reopen/", {"key": "r", "closure": "1 or 1"}).status_code == 422
    assert office.get(f"{PAGE}close/")["Location"] == PAGE, "where only a form goes"


def test_a_closure_of_another_centre_is_not_opened_here(office, centre, at):
    city, reason = centre.district.okrug.city, Text(ru="Ремонт", en="Repair")
    same = {
        "city": city,
        "reason": reason,
        "starts_on": TODAY,
        "ends_on": TODAY,
        "at": at,
        "by": "x",
    }
    for place in (CentreFactory(), None):
        other = network.close(centre=place, **same)
        answer = office.post(f"{PAGE}reopen/", {"key": f"r{other.pk}", "closure": other.pk})
        assert answer.status_code == 404
    page = words(office.get(PAGE))
    assert "Весь город: 24 ноября" in page
    assert "задано для всей сети" in page
    assert Closure.objects.count() == 2


def test_an_editor_closes_the_chosen_centre_and_no_other_by_an_old_page(client, lidia, services):
    client.force_login(lidia)
    CentreFactory(slug="elsewhere")
    chosen = client.post("/office/choose/", {"centre": "elsewhere", "page": "centre"})
    assert chosen["Location"] == PAGE
    assert close(client, centre="tverskoy").status_code == 409
    assert not Closure.objects.exists()
    assert close(client, centre="elsewhere").status_code == 302
    assert Closure.objects.get().centre.slug == "elsewhere"


def test_an_old_page_ends_no_day_of_the_centre_chosen_since(client, lidia, services):
    client.force_login(lidia)
    CentreFactory(slug="elsewhere")
    client.post("/office/choose/", {"centre": "elsewhere"})
    for centre, status in (("tverskoy", 409), ("elsewhere", 302)):
        form = {"key": f"k-{centre}", "centre": centre}
        assert client.post("/office/act/close-day/", form).status_code == status
    ended = Event.objects.filter(name="queue.day_closed").values_list("centre_id", flat=True)
    assert [Centre.objects.get(pk=pk).slug for pk in ended] == ["elsewhere"]


@pytest.mark.parametrize("login", ["gleb", "anna"])
def test_only_a_manager_and_the_editor_open_the_page(client, request, services, login):
    client.force_login(request.getfixturevalue(login))
    assert client.get(PAGE).status_code == 403
    assert close(client).status_code == 403
    assert "/office/centre/" not in client.get("/office/door/").content.decode()


def test_the_page_costs_few_queries(office, session, at, django_assert_max_num_queries):
    for ahead in range(1, 9):
        day = str(TODAY + ahead * DAY)
        close(office, key=f"k{ahead}", starts_on=day, ends_on=day, service="passport")
        issue(at)
    with django_assert_max_num_queries(22):
        office.get(PAGE)


def test_the_phone_that_the_manager_sets_is_on_the_page_of_the_centre_and_told_to_programs(
    office, client, vera
):
    page = office.get(PAGE).content.decode()
    assert 'type="tel" id="phone" name="phone" value=""' in page
    assert "tel:" not in Client().get("/centres/tverskoy/").content.decode()
    answer = office.post(f"{PAGE}phone/", {"key": "p", "phone": "8 495 000-00-07"})
    assert answer["Location"] == f"{PAGE}#phone-of"
    assert 'name="phone" value="+7 495 000-00-07"' in office.get(PAGE).content.decode()
    public = Client().get("/centres/tverskoy/").content.decode()
    assert 'href="tel:+74950000007"' in public
    assert "+7 495 000-00-07" in public
    told = Client().get("/api/v1/centres").json()
    assert [each["phone"] for each in told if each["slug"] == "tverskoy"] == ["+74950000007"]
    assert journal("network.phone_set") == [("network.phone_set", f"staff:{vera.pk}")]


def test_what_is_no_phone_comes_back_beside_its_field(office):
    answer = office.post(f"{PAGE}phone/", {"key": "p", "phone": "позвоните"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Это не номер телефона") == 1
    assert 'name="phone" value="позвоните"' in page
    assert Centre.objects.get(slug="tverskoy").phone == ""


def test_an_administrator_sets_no_phone(client, gleb):
    client.force_login(gleb)
    assert client.post(f"{PAGE}phone/", {"key": "p", "phone": "+74950000007"}).status_code == 403
