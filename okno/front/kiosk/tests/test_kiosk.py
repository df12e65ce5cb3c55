"""The kiosk without a browser."""

import socket
import threading
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection
from django.test import Client

from okno.base import clock
from okno.base.models import Event
from okno.base.text import Text
from okno.catalog import actions as catalog
from okno.catalog.models import Offer
from okno.network import actions as network_acts
from okno.network import queries as network
from okno.network.actions import set_up_device
from okno.network.models import Device, Hall
from okno.network.tests.factories import CentreFactory
from okno.queue.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


def touch(kiosk, path, **form):
    return kiosk.post(f"/kiosk/{path}", {"ui": "ru", **form})


def set_up(**settings):
    """Give the kiosk its settings."""
    Device.objects.update(settings=settings)
    network.forget_devices()


def at_night():
    clock.set_to(datetime(2026, 11, 24, 19, tzinfo=UTC), speed=0.001)


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
    Device.objects.update(is_active=False)
    network.forget_devices()
    answer = kiosk.get("/kiosk/")
    assert answer.status_code == 401
    assert "Этот терминал отключён" in answer.content.decode()
    assert "This kiosk is switched off" in answer.content.decode()


def test_a_ticket_is_issued_in_the_chosen_language(kiosk):
    assert "What exactly?" in touch(kiosk, "purpose/", ui="en", service="passport").content.decode()
    page = touch(kiosk, "ticket/", ui="en", service="passport", purpose="file", key="k1")
    assert "Your ticket" in page.content.decode()
    assert Ticket.objects.get().language == "en"


def test_a_kiosk_that_stands_in_a_hall_gives_tickets_of_that_hall_and_others_of_the_centre(
    kiosk, centre, at
):
    hall = Hall.objects.create(centre=centre, slug="b", name=Text(ru="Зал Б", en="Hall B"))
    for key, settings in (("k1", {"hall": "b"}), ("k2", {})):
        set_up_device(device=Device.objects.get(), settings=settings, at=at, by="x")
        network.forget_devices()
        touch(kiosk, "ticket/", service="passport", purpose="file", key=key)
    assert list(Ticket.objects.order_by("pk").values_list("hall", flat=True)) == [hall.pk, None]


@pytest.mark.parametrize(
    "form", [{}, {"page": "1"}, {"page": "all"}, {"event": "passport"}, {"event": "x"}]
)
def test_every_page_of_services_has_a_way_on(kiosk, form):
    page = touch(kiosk, "services/", **form)
    assert page.status_code == 200
    way = page.content.decode().partition('class="kiosk-way"')[2]
    assert "Назад" in way
    assert "Найти услугу" in way


@pytest.mark.parametrize(
    ("speak", "name", "reads", "says"),
    [
        ("uz", "Oʻzbekcha", "ru", "Оператор узнает"),
        ("tg", "Тоҷикӣ", "ru", "Оператор узнает"),
        ("zh", "中文", "en", "The operator will be told"),
        ("ar", "العربية", "en", "The operator will be told"),
    ],
)
def test_who_speaks_another_language_reads_the_one_they_know_and_hears_that_it_is_noted(
    kiosk, speak, name, reads, says
):
    page = kiosk.post("/kiosk/services/", {"speak": speak}).content.decode()
    assert f'<html lang="{reads}"' in page
    assert says in page
    assert f'lang="{speak}"' in page
    assert name in page
    assert says not in kiosk.post("/kiosk/services/", {"ui": reads}).content.decode()


def test_the_start_lets_the_language_one_speaks_decide_what_one_reads(kiosk):
    form = kiosk.get("/kiosk/").content.decode().partition('class="kiosk-speak"')[2]
    assert 'name="ui"' not in form.partition("</form>")[0]


def test_the_title_names_the_centre(kiosk):
    title = kiosk.get("/kiosk/").content.decode().partition("<title>")[2].partition("</title>")[0]
    assert title.strip() == "Тверской · okno"


def test_who_has_called_a_person_is_not_asked_to_call_again(kiosk):
    page = touch(kiosk, "person/").content.decode()
    assert 'action="/kiosk/person/"' not in page
    assert "Позвали" in page
    assert 'action="/kiosk/person/"' in touch(kiosk, "services/").content.decode()


def test_the_letters_of_the_keyboard_are_not_called_as_a_language_of_the_screen_is(kiosk):
    page = touch(kiosk, "search/").content.decode()
    assert page.count("English") == 1
    assert "ABC" in page


def test_the_language_one_speaks_is_kept_beside_the_language_one_reads(kiosk):
    touch(kiosk, "ticket/", ui="en", speak="uz", service="passport", purpose="file", key="k1")
    assert Ticket.objects.get().language == "uz"


def test_a_double_tap_gives_one_ticket_and_the_same_page(kiosk):
    pages = [
        touch(kiosk, "ticket/", service="passport", purpose="file", key="same") for _ in range(3)
    ]
    assert Ticket.objects.count() == 1
    assert {page.status_code for page in pages} == {200}


def test_a_screen_gives_no_more_tickets_than_hands_can_take(kiosk):
    form = {"service": "passport", "purpose": "file"}
    pages = [touch(kiosk, "ticket/", **form, key=f"k{tap}") for tap in range(21)]
    assert [page.status_code for page in pages] == [200] * 20 + [429]
    assert "позовите человека" in pages[-1].content.decode()
    assert Ticket.objects.count() == 20


def test_a_double_tap_prints_one_ticket(kiosk):
    printed = []
    with socket.create_server(("127.0.0.1", 0)) as printer:

        def listen():
            while True:
                line, _address = printer.accept()
                with line, line.makefile("rb") as paper:
                    printed.append(paper.read())

        threading.Thread(target=listen, daemon=True).start()
        set_up(printer="network", host="127.0.0.1", port=printer.getsockname()[1])
        form = {"service": "passport", "purpose": "file", "key": "same"}
        first, second = (touch(kiosk, "ticket/", **form).content.decode() for _ in range(2))
    assert "Возьмите талон внизу" in first
    assert "Если бумага не вышла" in second
    assert len(printed) == 1


def test_paper_that_does_not_come_is_said_and_the_ticket_stands(kiosk):
    set_up(printer="network", host="127.0.0.1", port=9)
    page = touch(kiosk, "ticket/", service="passport", purpose="file", key="k1").content.decode()
    assert "Сфотографируйте, пожалуйста, этот экран" in page
    assert Ticket.objects.exists()


def test_the_pdf_is_given_for_ones_own_centre_only(kiosk):
    touch(kiosk, "ticket/", service="passport", purpose="file", key="k1")
    ticket = Ticket.objects.get()
    answer = touch(kiosk, "ticket.pdf", token=ticket.token)
    assert answer.content.startswith(b"%PDF-")
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
    at_night()
    page = touch(kiosk, "ticket/", service="passport", purpose="file", key="k1")
    assert page.status_code == 422
    assert "Откроется" in page.content.decode()


def test_a_closed_centre_says_so_in_both_languages_before_anything_is_asked(kiosk):
    at_night()
    page = kiosk.get("/kiosk/").content.decode()
    assert "Откроемся завтра в 08:00." in page
    assert "We open tomorrow at 08:00." in page
    assert 'name="ui"' not in page.partition("<main")[2].partition("</main")[0]


def test_shortly_before_closing_the_time_is_named_in_both_languages(kiosk):
    clock.set_to(datetime(2026, 11, 24, 16, 40, tzinfo=UTC), speed=0.001)
    page = kiosk.get("/kiosk/").content.decode()
    assert "Закрываемся в" in page
    assert "We close at" in page


@pytest.mark.parametrize(
    ("ui", "found", "nothing"),
    [
        ("ru", "Нашлось 6 услуг", "Такого не нашлось"),
        ("en", "6 services found", "Nothing is called that"),
    ],
)
def test_the_search_finds_or_says_what_to_do(kiosk, ui, found, nothing):
    catalog.load(at=clock.now(), by="system")
    page = touch(kiosk, "search/", ui=ui, q="паспорта").content.decode()
    assert found in page
    assert 'value="passport-age"' in page
    assert 'data-types="щ"' in page, "the keyboard has both layouts"
    part = touch(kiosk, "search/found/", ui=ui, q="щщщщ").content.decode()
    assert nothing in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("ui", "service", "said"),
    [
        ("ru", "teleport", "Такой услуги мы не знаем"),
        ("en", "teleport", "We do not know such a service"),
        ("ru", "passport", "В этом центре такой услуги нет"),
        ("en", "passport", "This centre does not give this service"),
    ],
)
def test_what_is_not_given_here_is_said_at_the_first_touch_in_the_visitors_language(
    kiosk, ui, service, said
):
    Offer.objects.all().delete()
    page = touch(kiosk, "purpose/", ui=ui, service=service).content.decode()
    assert said in page
    assert f'<html lang="{ui}"' in page


def test_one_who_reads_no_russian_meets_no_russian_word_on_the_way(kiosk):
    form = {"ui": "en", "service": "passport", "purpose": "file", "key": "k1"}
    for path in ("services/", "search/", "purpose/", "ticket/", "person/"):
        main = touch(kiosk, path, **form).content.decode()
        if path == "search/":
            main = main.partition("<ok-keyboard")[0]
        words = main.partition("<main")[2].partition("</main")[0]
        assert not any("а" <= letter.lower() <= "я" for letter in words), (path, words)


def test_the_language_can_be_changed_on_the_way_and_what_was_chosen_stays(kiosk):
    page = touch(kiosk, "purpose/", service="passport").content.decode()
    assert 'name="ui" value="en"' in page
    # The button comes after the hidden field of the same name, as a browser sends them.
    page = kiosk.post("/kiosk/purpose/", {"ui": ["ru", "en"], "service": "passport"})
    assert "What exactly?" in page.content.decode()


def test_a_second_tap_for_the_twentieth_ticket_of_a_minute_shows_it(kiosk):
    def tap(key):
        return touch(kiosk, "ticket/", service="passport", purpose="file", key=key)

    assert {tap(f"k{number}").status_code for number in range(20)} == {200}
    again = tap("k19")
    assert again.status_code == 200
    assert Ticket.objects.latest("number").label in again.content.decode()
    assert tap("k20").status_code == 429
    assert Ticket.objects.count() == 20


def test_while_the_database_is_away_the_kiosk_says_so_in_both_languages(kiosk):
    def gone(execute, sql, params, many, context):
        raise OperationalError("the connection is lost")

    with connection.execute_wrapper(gone):
        answer = kiosk.get("/kiosk/")
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "Одну минуту" in page
    assert "One moment" in page
    assert "<ok-idle" in page, "it comes back by itself"


def test_a_service_that_alone_is_shut_says_so_before_it_is_chosen_and_not_of_the_centre(
    kiosk, centre, services, at
):
    network_acts.close(
        city=centre.district.okrug.city,
        centre=centre,
        service="passport",
        starts_on=at.date(),
        ends_on=at.date(),
        reason=Text(ru="Учёба", en="Training"),
        at=at,
        by="staff:1",
    )
    type(services["passport"]).objects.update(is_popular=True)
    assert "не сейчас; снова завтра в 08:00" in touch(kiosk, "services/").content.decode()
    name = str(services["passport"].short_name)
    for page in ("search/", "search/found/"):
        assert "не сейчас; снова завтра в 08:00" in touch(kiosk, page, q=name).content.decode()
    chosen = touch(kiosk, "purpose/", service="passport")
    assert chosen.status_code == 422
    said = chosen.content.decode()
    assert "Эту услугу сейчас не оказывают" in said
    assert "Центр сейчас закрыт" not in said
    assert touch(kiosk, "purpose/", service="benefit").status_code == 200
