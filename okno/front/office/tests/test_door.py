"""The administrator at the door, without a browser."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest

from okno.base.models import Look
from okno.queue import actions as queue
from okno.queue.models import Ticket
from okno.queue.policy import LANGUAGES
from okno.ui import languages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
MINUTE = timedelta(minutes=1)
DOOR = "/office/door/"


@pytest.fixture
def door(client, gleb, services):
    client.force_login(gleb)
    return client


def register(door, **form):
    return door.post(f"{DOOR}issue/", {"key": "k", "service": "passport"} | form)


def find(door, asked):
    return door.post(f"{DOOR}find/", {"find": asked}, follow=True)


def test_the_administrator_registers_with_a_priority_and_two_services(door, session):
    form = {"more": "extract", "purpose": "file", "language": "en", "priority": "veteran"}
    assert register(door, **form).status_code == 200
    ticket = Ticket.objects.get()
    assert (ticket.priority, ticket.language, len(ticket.rest)) == ("veteran", "en", 1)
    register(door, **form)
    assert Ticket.objects.count() == 1, "the same key gives the same ticket"
    assert door.get(f"{DOOR}issue/")["Location"] == DOOR


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_visitor_of_any_language_is_registered_and_found(door, session, at, code):
    assert languages.own_name(code) in door.get(DOOR).content.decode()
    assert register(door, language=code).status_code == 200
    ticket = Ticket.objects.get()
    assert ticket.language == code
    assert "ждёт" in find(door, ticket.label).content.decode()


def test_nobody_is_registered_for_a_service_nobody_chose(door, session):
    assert "selected" not in door.get(DOOR).content.decode()
    answer = register(door, service="", more="extract", language="en", priority="veteran")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Выберите, с чем пришли" in page
    for kept in ("extract", "en", "veteran"):
        assert re.search(rf'value="{kept}"[^>]* selected', page), kept
    assert not Ticket.objects.exists()


def test_what_is_refused_comes_back_as_it_was_typed(door, session):
    answer = register(door, service="benefit", more="nonsense")
    assert answer.status_code == 422
    assert re.search(r'value="benefit"[^>]* selected', answer.content.decode())
    register(door, service="benefit", key=answer.context["key"])
    assert Ticket.objects.get().service.slug == "benefit"


def test_the_services_stand_by_life_event_the_frequent_first_and_are_searched(door, services):
    services["extract"].is_popular = True
    services["extract"].save()
    page = door.get(DOOR).content.decode()
    assert page.index("Чаще всего") < page.index('value="extract"') < page.index('value="passport"')
    assert f'<optgroup label="{services["passport"].life_event.name}">' in page
    word = str(services["benefit"].short_name)
    for more in ({}, {"headers": {"HX-Request": "true"}}):
        found = door.get(DOOR, {"q": word}, **more)
        (options,) = re.findall(r'id="service".*?</select>', found.content.decode(), re.S) or [
            found.content.decode()
        ]
        assert 'value="benefit"' in options
        assert "<optgroup" not in options
    nothing = door.get(DOOR, {"q": "яяяя"}, headers={"HX-Request": "true"}).content.decode()
    assert "Ничего не нашлось" in nothing


def test_the_ticket_on_paper_speaks_the_visitors_language_and_says_all(door, session):
    page = register(door, language="en", more="extract").content.decode()
    (paper,) = re.findall(r'<article class="paper">.*?</article>', page, re.S)
    for words in ("Tverskoy", "A1", "File an application", "Nov. 24, 2026, 10:20", "You will be called",
                  "more than 15 minutes, the coffee is on us", "Point your phone"):  # fmt: skip
        assert words in paper
    assert not re.search("[а-яё]", paper)
    assert paper.count("paper__strong") == 4, "centre, both services, the wait"
    assert "paper.css" in page
    page = register(door, key="2", language="ru").content.decode()
    (paper,) = re.findall(r'<article class="paper">.*?</article>', page, re.S)
    assert "Вас вызовут" in paper
    assert "You will" not in paper


def test_who_speaks_neither_russian_nor_english_gets_both_on_paper(door, session):
    page = register(door, language="uz").content.decode()
    (paper,) = re.findall(r'<article class="paper">.*?</article>', page, re.S)
    assert paper.index("Вас вызовут") < paper.index("You will be called")
    assert 'lang="en"' in paper
    assert "paper.css" not in door.get(DOOR).content.decode()


def test_a_ticket_is_found_by_number_and_the_look_is_written_down(door, session, at):
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    for asked in ("A1", "a 1", "1"):
        found = find(door, asked)
        assert "ждёт" in found.content.decode()
    assert Look.objects.filter(why="door").exists()
    assert "ждёт" in door.get(found.redirect_chain[-1][0]).content.decode(), "after a reload too"
    missing = find(door, "A9")
    assert "такого талона нет" in missing.content.decode()
    assert 'value="A9"' in missing.content.decode()


def test_a_number_typed_in_cyrillic_finds_the_ticket(door, at):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    typed = f"\u0410{ticket.number}"  # the letter as a Russian keyboard writes it
    assert find(door, typed).context["found"] == ticket


def test_a_ticket_of_another_day_or_centre_is_not_opened_by_its_address(door, session, at):
    from okno.network.tests.factories import CentreFactory

    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    assert door.get(DOOR, {"ticket": ticket.pk}).status_code == 200
    Ticket.objects.update(day=at.date() - timedelta(days=1))
    assert door.get(DOOR, {"ticket": ticket.pk}).status_code == 404
    Ticket.objects.update(day=at.date(), centre=CentreFactory(slug="elsewhere"))
    assert door.get(DOOR, {"ticket": ticket.pk}).status_code == 404
    assert door.get(DOOR, {"ticket": "x"}).status_code == 422


def test_the_coffee_is_handed_out_by_its_code_once_and_no_address_holds_the_code(door, session, at):
    queue.issue(centre="tverskoy", service="passport", at=at - 20 * MINUTE, by="x")
    queue.break_promises(at=at)
    ticket = Ticket.objects.get()
    found = find(door, ticket.voucher)
    page = found.content.decode()
    assert "Кофе выдан" in page
    assert all(ticket.voucher not in address for address, _status in found.redirect_chain)
    assert 'method="get"' not in page.lower()
    assert door.post(f"{DOOR}act/coffee/", {"ticket": ticket.pk}).status_code == 302
    assert door.post(f"{DOOR}act/coffee/", {"ticket": ticket.pk}).status_code == 409
    assert "find" not in door.get(DOOR, {"find": ticket.voucher}).context
    assert door.get(f"{DOOR}find/")["Location"] == DOOR


def test_a_form_that_is_too_big_is_refused_in_words(door, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = door.post(f"{DOOR}issue/", {"service": "x" * 2000})
    assert answer.status_code == 413
    assert "Отправьте меньше" in answer.content.decode()


def test_where_no_counter_could_call_no_wait_is_promised(door):
    page = register(door, language="en").content.decode()
    assert "Сейчас ни одно открытое окно" in page
    assert "You will be called" not in page


def test_the_figures_at_the_door_are_asked_for_again_with_every_act_of_the_hall(
    client, gleb, centre, services, at
):
    client.force_login(gleb)
    page = client.get("/office/door/").content.decode()
    assert f'data-live="hall:{centre.pk}"' in page
    stream = re.search(r'<meta name="okno-wire" content="[^"]*/live\?topics=([^&"]+)', page)
    assert stream, "the page opens a line to the wire"
    assert f"hall:{centre.pk}" in unquote(stream[1]).split(","), "and follows the hall on it"
    assert 'hx-get="/office/door/load/"' in page
    queue.issue(centre=centre.pk, service="passport", at=at, by="device:1")
    part = client.get("/office/door/load/").content.decode()
    assert "<dd>1</dd>" in part
    assert "10:20" in part, "the time they are of"


def test_a_new_ticket_waits_for_no_time_at_all_while_no_counter_serves(door, session, at):
    part = door.get("/office/door/load/").content.decode()
    assert "окна ещё не принимают" not in part
    queue.close_counter(centre=session.centre_id, counter=session.counter_id, at=at, by="staff:1")
    part = door.get("/office/door/load/").content.decode()
    assert "окна ещё не принимают" in part
    assert "<dd>~" not in part
    assert "мин" not in part
