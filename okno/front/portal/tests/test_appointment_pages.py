"""The page of an appointment, its calendar file, and the waiting list, without a browser."""

import re
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from okno.base import clock
from okno.booking import actions as booking
from okno.booking.models import Appointment, State, Wish
from okno.catalog.tests.factories import EvidenceFactory
from okno.people.models import Visitor
from okno.queue import actions as queue
from okno.queue import queries as hall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]

WHO = {"name": "Ян", "phone": "8 916 000-00-01", "consent": "on"}


@pytest.fixture
def address(centre, services):
    return f"/book/{services['passport'].slug}/{centre.slug}/"


def _text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _html(client, address):
    return client.get(address).content.decode()


@pytest.fixture
def mine(book, tomorrow):
    return book(tomorrow)


def test_a_page_that_is_a_secret_is_kept_nowhere(client, mine):
    for path in (f"/a/{mine.token}/", f"/a/{mine.token}/okno.ics", "/a/nobody/", "/w/nobody/"):
        answer = client.get(path)
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "strict-origin"
        assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("path", ["/a/{}/", "/h/{}/", "/w/{}/", "/a/{}/move/"])
def test_a_link_that_leads_nowhere_says_what_may_have_become_of_it_and_where_to_go(client, path):
    answer = client.get(path.format("x" * 22))
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "<h1>Мы не знаем этой записи</h1>" in page
    assert 'href="/"' in page
    assert "Попробовать ещё раз" not in page


def test_whom_the_centre_displaced_is_offered_another_time_once(client, mine, at):
    Appointment.objects.update(displaced_at=at)
    page = _html(client, f"/a/{mine.token}/")
    assert page.count(f"/a/{mine.token}/move/") == 1
    assert page.index(f"/a/{mine.token}/move/") < page.index("Что взять с собой")


def test_whoever_cancelled_is_first_offered_another_time_and_then_their_calendar(client, mine):
    client.post(f"/a/{mine.token}/cancel/")
    page = _html(client, f"/a/{mine.token}/")
    assert page.index("Записаться на другое время") < page.index("okno.ics")


def test_an_appointment_is_moved_once_by_the_version_one_sees(client, mine, tomorrow):
    later = (tomorrow + timedelta(days=1)).isoformat()
    path = f"/a/{mine.token}/move/"
    assert str(mine.sequence) in re.search(r'name="sequence" value="(\d+)"', _html(client, path))[1]
    assert client.post(path, {"starts_at": later, "sequence": mine.sequence}).status_code == 302
    again = client.post(path, {"starts_at": tomorrow.isoformat(), "sequence": mine.sequence})
    assert again.status_code == 412
    mine.refresh_from_db()
    assert mine.starts_at == tomorrow + timedelta(days=1)


def test_a_cancelled_appointment_is_cancelled_and_offers_another(client, mine):
    path = f"/a/{mine.token}/"
    assert client.post(path + "cancel/", {"sequence": mine.sequence})["Location"] == path
    assert "Запись отменена" in _text(client.get(path))
    assert client.post(path + "cancel/", {}).status_code == 409
    assert client.get(path + "move/")["Location"] == path


def test_the_page_of_a_cancelled_appointment_offers_the_file_that_cancels_it_in_ones_calendar(
    client, mine
):
    path = f"/a/{mine.token}/"
    assert "Отменить в моём календаре" not in _text(client.get(path))
    client.post(path + "cancel/", {"sequence": mine.sequence})
    assert "Отменить в моём календаре" in _text(client.get(path))
    assert f'href="{path}okno.ics"' in _html(client, path)
    assert _event(client, mine)[1]["status"] == "CANCELLED"


def test_whoever_moves_an_appointment_sees_the_day_first_that_it_is_on(client, book, tomorrow):
    mine = book(tomorrow + timedelta(days=9))
    page = _html(client, f"/a/{mine.token}/move/")
    assert f'day={mine.day.isoformat()}#times" aria-current="date"' in page


def test_who_missed_two_is_asked_for_a_word(client, mine):
    Appointment.objects.filter(pk=mine.pk).update(confirm_by=clock.now() + timedelta(hours=2))
    path = f"/a/{mine.token}/"
    assert "Скажите, пожалуйста, что придёте" in _text(client.get(path))
    client.post(path + "confirm/")
    assert "Скажите, пожалуйста, что придёте" not in _text(client.get(path))


def test_an_appointment_that_became_a_ticket_leads_to_it(client, book, centre, at):
    soon = book(at.replace(minute=30))
    ticket = queue.check_in(centre=centre.pk, appointment=soon, at=clock.now(), by="visitor")
    assert f"/t/{ticket.token}/" in _html(client, f"/a/{soon.token}/")


def test_a_phone_says_at_the_centre_that_its_person_is_here(client, book, centre, at, tomorrow):
    soon = book(at.replace(minute=30))
    path = f"/a/{soon.token}/"
    page = _html(client, path)
    assert "data-here" in page
    assert 'id="code"' not in page, "no wall shows a code while nobody is on the way from home"
    same = {"centre": centre.pk, "service": "passport", "at": clock.now(), "by": "visitor"}
    queue.join(holder="somebody else", **same)
    assert 'id="code"' in _html(client, path)
    refused = client.post(path + "here/", {"code": "WRONG1"})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.content.decode()
    far = client.post(path + "here/", {"lat": "59.9", "lon": "30.3"})
    assert far.status_code == 422
    assert "По данным телефона" in far.content.decode()
    code = hall.presence_code(centre.pk, clock.now())
    answer = client.post(path + "here/", {"code": code.lower()})
    assert answer["Location"].startswith("/t/")
    assert client.get(answer["Location"]).status_code == 200
    later = book(tomorrow, phone="+79160000002")
    assert "data-here" not in _html(client, f"/a/{later.token}/")


@pytest.mark.parametrize("path", ["/h/{}/", "/a/{}/", "/a/{}/move/", "/a/{}/okno.ics", "/w/{}/"])
def test_an_unknown_token_is_404(client, path):
    assert client.get(path.format("nobody")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/a/{}/cancel/", "/a/{}/confirm/", "/h/{}/back/", "/w/{}/accept/"]
)
def test_a_link_alone_does_nothing(client, mine, path):
    client.get(path.format(mine.token))
    mine.refresh_from_db()
    assert mine.state == State.BOOKED


# what to bring


@pytest.fixture
def both(book, services, tomorrow):
    EvidenceFactory(service=services["passport"], name={"ru": "Два фото", "en": "Two photos"})
    EvidenceFactory(
        service=services["passport"], applicants=["foreign_visa"], name={"ru": "Перевод паспорта"}
    )
    EvidenceFactory(service=services["benefit"], name={"ru": "Справка о доходах"})
    EvidenceFactory(service=services["benefit"], name={"ru": "Два фото"})
    return book(tomorrow, services=[services["passport"], services["benefit"]])


def test_the_papers_of_every_service_of_the_visit_are_told_each_once(client, both):
    page = _html(client, f"/a/{both.token}/")
    assert page.count('value="Справка о доходах"') == 1
    assert page.count('value="Два фото"') == 1


def test_whoever_comes_as_somebody_else_sees_their_own_papers_and_it_is_kept_nowhere(client, both):
    path = f"/a/{both.token}/"
    assert "Перевод паспорта" not in _html(client, path)
    mine = client.post(path, {"as": "foreign_visa"}).content.decode()
    assert "Перевод паспорта" in mine
    assert "Справка о доходах" in mine
    assert '<option value="foreign_visa" selected' in mine
    assert "Перевод паспорта" not in _html(client, path)
    assert client.post(path, {"as": "martian"}).status_code == 200


def test_who_one_is_is_not_asked_where_it_does_not_matter(client, mine):
    assert 'name="as"' not in _html(client, f"/a/{mine.token}/")


# the calendar file


def _event(client, mine):
    found = Calendar.from_ical(client.get(f"/a/{mine.token}/okno.ics").content)
    return found, found.events[0]


def test_a_calendar_reads_when_and_where(client, mine, tomorrow):
    calendar, event = _event(client, mine)
    assert event.start == tomorrow
    assert event.end == mine.ends_at
    assert event["dtstart"].params["TZID"] == "Europe/Moscow"
    assert [str(each["tzid"]) for each in calendar.timezones] == ["Europe/Moscow"]
    assert "Тверской" in event["location"]
    assert mine.code in event["description"]
    assert f"/a/{mine.token}/" in event["url"]
    assert "Ян" not in client.get(f"/a/{mine.token}/okno.ics").content.decode()


def test_a_calendar_that_has_it_learns_that_it_moved_and_is_off(client, mine, tomorrow):
    _calendar, first = _event(client, mine)
    moved = booking.move(mine, starts_at=tomorrow + timedelta(days=1), at=clock.now(), by="visitor")
    _calendar, second = _event(client, mine)
    booking.cancel(moved, at=clock.now(), by="visitor")
    _calendar, third = _event(client, mine)
    assert first["uid"] == second["uid"] == third["uid"]
    assert first["sequence"] < second["sequence"] < third["sequence"]
    assert [each["status"] for each in (first, second, third)] == [
        "CONFIRMED",
        "CONFIRMED",
        "CANCELLED",
    ]
    assert [len(each.alarms.times) for each in (second, third)] == [1, 0]


def test_no_line_of_a_calendar_file_is_longer_than_75_octets(client, mine):
    lines = client.get(f"/a/{mine.token}/okno.ics").content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75


# the waiting list


@pytest.fixture
def wait(client, address, sold_out):
    def wait(**more):
        day = clock.now().date()
        form = WHO | {"first_day": f"{day}", "last_day": f"{day + timedelta(days=5)}"} | more
        return client.post(address + "wait/", form)

    return wait


def take(client, page, of=None):
    """Press "take this time" on the page `of` the offer, as it is now unless one is given."""
    shown = of or client.get(page).content.decode()
    offer = re.search(r'name="offer" value="(\d+)"', shown)
    return client.post(page + "accept/", {"offer": offer[1]} if offer else {})


def test_whoever_waits_has_a_page_and_takes_what_is_offered(client, wait, sold_out, at):
    page = wait()["Location"]
    assert "Вы в списке" in _text(client.get(page))
    sold_out()
    booking.offer_free_times(at=clock.now())
    assert "Освободилось время" in _text(client.get(page))
    taken = take(client, page)["Location"]
    assert taken.startswith("/a/")
    assert Appointment.objects.get().state == State.BOOKED
    assert "Время для вас нашлось" in _text(client.get(page))


def test_whoever_would_wait_too_long_is_told_how_far_the_list_goes(wait):
    day = clock.now().date() + timedelta(days=61)
    said = _text(wait(first_day=f"{day}", last_day=f"{day}"))
    assert "не дальше 24 декабря" in said
    assert not Wish.objects.exists()


def test_whoever_wishes_for_what_is_free_is_shown_the_free_times(client, wait, sold_out):
    sold_out()
    answer = wait()
    assert answer.status_code == 409
    assert "есть свободное время" in _text(answer)
    shown = re.search(r'href="(/book/[^"]*day=[^"]*)"', answer.content.decode())
    assert shown
    assert client.get(shown[1].replace("&amp;", "&")).status_code == 200
    assert not Wish.objects.exists()


def test_an_offer_let_pass_is_not_taken(client, wait, sold_out, monkeypatch):
    page = wait()["Location"]
    sold_out()
    booking.offer_free_times(at=clock.now())
    shown = client.get(page).content.decode()
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert take(client, page, of=shown).status_code == 409


def test_an_old_page_takes_no_other_time_than_it_showed(client, wait, sold_out, monkeypatch):
    page = wait()["Location"]
    sold_out()
    booking.offer_free_times(at=clock.now())
    old = client.get(page).content.decode()
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    booking.expire_holds(at=later)
    booking.offer_free_times(at=later)
    for stale in ("1", "x", ""):
        answer = client.post(page + "accept/", {"offer": stale})
        assert answer.status_code == 412
        assert "предложено другое время" in _text(answer)
    assert not Appointment.objects.filter(state=State.BOOKED).exists()
    answer = take(client, page, of=old)
    assert re.search(r'name="offer" value="2"', answer.content.decode()), (
        "the new one is there to take"
    )
    assert take(client, page)["Location"].startswith("/a/")


def test_the_page_of_an_offer_that_was_given_back_shows_neither_it_nor_who_waited(
    client, wait, sold_out
):
    page = wait(name="Аглая")["Location"]
    sold_out()
    booking.offer_free_times(at=clock.now())
    assert "Взять это время" in _text(client.get(page))
    client.post(page + "withdraw/")
    said = client.get(page).content.decode()
    assert "Вы больше не ждёте" in said
    for gone in ("Взять это время", "when__time", "Забыть", "Аглая", "000-00-01"):
        assert gone not in said


def test_who_waits_no_longer_is_offered_nothing(client, wait, sold_out):
    page = wait()["Location"]
    client.post(page + "withdraw/")
    assert "Вы больше не ждёте" in _text(client.get(page))
    sold_out()
    assert booking.offer_free_times(at=clock.now()) == 0
    assert client.post(page + "accept/").status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_day": "soon"},
        {"last_day": ""},
        {"last_day": "2020-01-01"},
        {"last_day": f"{date.max}"},
        {"consent": "", "name": ""},
    ],
)
def test_a_wish_without_days_or_name_is_refused_and_nothing_is_kept(wait, wrong):
    answer = wait(**wrong)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Wish.objects.exists()
    assert not Visitor.objects.exists()
