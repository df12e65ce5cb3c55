"""By phone and by video on the portal: chosen, booked, met; nobody is sent to the centre."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from okno.base import clock
from okno.booking import queries
from okno.booking.models import Appointment, Wish
from okno.queue import actions as queue
from okno.queue.models import Ticket
from tests.cast import ALL_SKILLS
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
MINUTE = timedelta(minutes=1)
WHO = {"name": "Ян", "phone": "8 916 000-00-01", "consent": "on"}


def _text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def where(services, centre):
    return (
        f"/book/{services['passport'].slug}/",
        f"/book/{services['passport'].slug}/{centre.slug}/",
    )


@pytest.fixture
def page(client):
    """The page of an appointment as it reads at a moment."""

    def page(made, at):
        clock.set_to(at, speed=0.001)
        return client.get(f"/a/{made.token}/")

    return page


@pytest.fixture
def begun(tomorrow):
    """The ticket of somebody whose time has come."""

    def begun() -> Ticket:
        clock.set_to(tomorrow, speed=0.001)
        assert queue.begin_remote(at=tomorrow, by="system") == 1
        return Ticket.objects.get()

    return begun


# booking


def test_one_is_asked_how_only_where_there_is_a_choice(client, schedule, where, centre, at):
    assert not any("Как вам удобнее?" in _text(client.get(path)) for path in where)
    schedule_of(centre, slug="phone", medium="phone", at=at)
    for path in where:
        said = _text(client.get(path))
        assert "Как вам удобнее?" in said
        assert "По телефону" in said
        assert "По видео" not in said  # the city has no rooms


def test_what_is_handed_over_is_collected_at_the_centre(client, schedule, by_phone, where):
    for path in where:
        said = client.get(path, {"for": "receive", "by": "phone"})
        assert said.status_code == 200
        assert "Как вам удобнее?" not in _text(said)
        assert re.findall(r'<a [^>]*href="[^"]*by=phone', said.content.decode()) == []


def test_what_was_chosen_goes_along_to_the_appointment(client, schedule, by_phone, where, tomorrow):
    times, choose = where
    found = client.get(times, {"by": "phone"})
    links = re.findall(rf'href="({choose}\?[^"]*)"', found.content.decode())
    assert links
    assert all("by=phone" in link for link in links)
    kept = client.post(f"{choose}?by=phone", {"starts_at": tomorrow.isoformat()})["Location"]
    assert "Кому позвонить?" in _text(client.get(kept))
    booked = client.post(kept, WHO)
    made = Appointment.objects.get()
    assert (booked["Location"], made.schedule) == (f"/a/{made.token}/", by_phone)


def test_other_wishes_keep_the_medium(client, by_phone, where):
    answer = client.post(
        f"{where[0]}wishes/", {"for": "file", "in": "ru", "by": "phone", "needs": []}
    )
    assert "by=phone" in answer["Location"]


def test_whoever_is_rung_up_is_told_what_is_missing(client, by_phone, where, tomorrow):
    kept = client.post(f"{where[1]}?by=phone", {"starts_at": tomorrow.isoformat()})["Location"]
    answer = client.post(kept, {"email": "jan@example.org"})
    said = _text(answer)
    assert answer.status_code == 422
    for wrong in ("Оставьте номер телефона", "как к вам обращаться", "согласи"):
        assert wrong in said, wrong


@pytest.mark.parametrize("by", ["fax", "", "video"])
def test_an_address_that_says_what_there_is_not(client, schedule, where, by):
    said = _text(client.get(where[1], {"by": by}))
    assert ("посмотрите время в центре" in said.lower()) == (by == "video")


def test_nobody_waits_for_a_time_that_can_never_come_free(
    client, schedule, by_phone, rooms, where, services, tomorrow
):
    """The waiting list was offered for calls about a service that nobody ever receives by phone."""
    by_phone.services = [services["benefit"].pk]
    by_phone.save()
    page = client.get(where[1], {"by": "phone"})
    assert f"{where[1]}wait/" not in page.content.decode()
    assert "Посмотреть время в центре" in _text(page)
    assert 'href="?for=file&amp;in=ru"' in page.content.decode()
    day = {"first_day": tomorrow.date().isoformat(), "last_day": tomorrow.date().isoformat()}
    for method in (client.get, client.post):
        answer = method(f"{where[1]}wait/?by=phone", {**WHO, **day, "by": "phone"})
        assert answer["Location"].startswith(f"{where[1]}?"), "which says how else to come"
    assert not Wish.objects.exists()


def test_waiting_for_a_call_needs_a_number(client, by_phone, sold_out, where, tomorrow):
    from okno.booking.models import Blocked

    Blocked.objects.update(schedule=by_phone)
    day = {"first_day": tomorrow.date().isoformat(), "last_day": tomorrow.date().isoformat()}
    answer = client.post(
        f"{where[1]}wait/?by=phone", {**WHO, **day, "phone": "", "email": "a@b.ru"}
    )
    assert "Оставьте номер телефона" in _text(answer)
    assert client.post(f"{where[1]}wait/?by=phone", {**WHO, **day}).status_code == 302


# the appointment


def test_whoever_is_rung_up_is_sent_nowhere(client, rung, page, at):
    said = _text(page(rung, at))
    assert "Позвоним в 11:00 на номер, который вы оставили" in said
    for wrong in ("Ваш код на входе", "Где это", "Я здесь", "Что взять с собой", "+7"):
        assert wrong not in said, wrong


def test_one_sees_which_number_is_rung_and_nobody_else_learns_it(client, rung, page, at, tomorrow):
    said = _text(page(rung, at))
    assert "Он оканчивается на 01" in said
    assert "Отмените запись и запишитесь заново" in said
    assert "916" not in said
    rung.visitor.delete()
    assert "оканчивается" not in _text(page(rung, at)), "it is kept no more"


def test_the_room_stands_on_the_page_from_ten_minutes_before(client, joining, page, tomorrow):
    room = queries.room_of(joining)
    before = page(joining, tomorrow - 11 * MINUTE)
    assert room not in before.content.decode()
    assert "с 10:50" in _text(before)
    assert 'hx-trigger="every 30s"' in before.content.decode()
    open_now = page(joining, tomorrow - 9 * MINUTE)
    assert f'href="{room}" target="_blank" rel="noopener noreferrer"' in open_now.content.decode()
    assert open_now["Cache-Control"] == "no-store"


def test_the_room_is_shown_until_the_visit_is_over(
    client, joining, page, begun, session, centre, tomorrow
):
    ticket, room = begun(), queries.room_of(joining)
    where = {"centre": centre.pk, "counter": session.counter_id, "by": "staff:1"}
    mine = f"/t/{ticket.token}/"
    for path in (mine, f"/a/{joining.token}/"):
        assert room in client.get(path).content.decode()
    said = _text(client.get(f"/a/{joining.token}/"))
    assert "Специалист войдёт, когда" in said
    assert "у входа" in said
    queue.call_next(**where, at=tomorrow)
    assert "Специалист уже в видеокомнате" in _text(client.get(mine))
    queue.start(**where, ticket=ticket.pk, at=tomorrow)
    assert room in client.get(mine).content.decode()
    assert "Специалист войдёт, когда" not in _text(client.get(f"/a/{joining.token}/"))
    queue.finish(**where, ticket=ticket.pk, at=tomorrow + MINUTE)
    assert "у входа" not in _text(client.get(f"/a/{joining.token}/"))
    after = client.get(mine)
    assert room not in after.content.decode()
    assert "Оцените" in _text(after) or 'name="rating"' in after.content.decode()


def test_the_page_of_a_call_says_who_rings(client, rung, begun, session, centre, tomorrow):
    ticket = begun()
    where = {"centre": centre.pk, "counter": session.counter_id, "by": "staff:1"}
    mine = f"/t/{ticket.token}/"
    assert "Держите телефон под рукой" in _text(client.get(mine))
    queue.call_next(**where, at=tomorrow)
    said = _text(client.get(mine))
    assert "Мы вам звоним" in said
    assert "Ваше окно" not in said
    for _ring in range(2):
        queue.recall(**where, ticket=ticket.pk, at=tomorrow)
    queue.mark_no_show(**where, ticket=ticket.pk, at=tomorrow + MINUTE)
    said = _text(client.get(mine))
    assert "не дождались ответа" in said
    assert "администратору" not in said


def test_whoever_missed_it_books_another_call(client, rung, page, begun, session, centre, tomorrow):
    ticket = begun()
    where = {"centre": centre.pk, "counter": session.counter_id, "by": "staff:1"}
    queue.call_next(**where, at=tomorrow)
    for _ring in range(2):
        queue.recall(**where, ticket=ticket.pk, at=tomorrow)
    queue.mark_no_show(**where, ticket=ticket.pk, at=tomorrow + MINUTE)
    queue.settle_appointments(at=tomorrow + 3 * MINUTE)
    answer = page(rung, tomorrow + 4 * MINUTE)
    assert "Мы не смогли с вами связаться" in _text(answer)
    assert "by=phone" in answer.content.decode()


def test_whom_we_ring_up_goes_back_to_no_counter(
    client, rung, begun, session, counters, anna, centre, tomorrow
):
    anna.skills = ALL_SKILLS
    anna.save()
    where = {"centre": centre.pk, "counter": session.counter_id, "by": "staff:1", "at": tomorrow}
    there = counters[1].pk
    queue.open_counter(centre=centre.pk, counter=there, staff=anna, at=tomorrow, by="staff:2")
    ticket = begun()
    queue.call_next(**where)
    queue.start(**where, ticket=ticket.pk)
    step = {"service": "benefit", "purpose": "file", "to_counter": there}
    queue.transfer(**where, ticket=ticket.pk, **step, back_to_me=True)
    assert Ticket.objects.get().returns_to_id == session.counter_id
    said = _text(client.get(f"/t/{ticket.token}/"))
    assert "вернётесь к окну" not in said
    assert f"Дальше в этом визите: {ticket.service.short_name}" in said


def test_whom_we_rang_up_late_is_asked_for_pardon_and_sent_for_no_coffee(
    client, rung, begun, session, centre, tomorrow
):
    ticket = begun()
    late = tomorrow + timedelta(hours=2)
    queue.call_next(centre=centre.pk, counter=session.counter_id, at=late, by="staff:1")
    clock.set_to(late, speed=0.001)
    voucher = Ticket.objects.get().voucher
    assert voucher
    said = _text(client.get(f"/t/{ticket.token}/"))
    assert voucher not in said
    assert "администратор" not in said
    assert "Вы ждали нас дольше, чем мы обещали. Простите." in said


# calendars


def _event(client, made):
    calendar = Calendar.from_ical(client.get(f"/a/{made.token}/okno.ics").content)
    return next(iter(calendar.walk("VEVENT")))


def test_a_calendar_has_the_page_to_join_from_and_not_the_room(client, joining, rooms):
    event = _event(client, joining)
    assert str(event["conference"]).endswith(f"/a/{joining.token}/")
    assert event["conference"].params["FEATURE"] == "VIDEO"
    assert str(event["location"]) == "По видео"
    assert "geo" not in event
    assert joining.code not in event.to_ical().decode()
    assert rooms not in event.to_ical().decode()


def test_a_call_in_a_calendar_has_no_place(client, rung):
    event = _event(client, rung)
    assert str(event["location"]) == "По телефону"
    assert "conference" not in event
    assert "+7" not in event.to_ical().decode()


def test_the_page_has_the_code_for_whoever_comes_all_the_same(page, rung, begun, tomorrow):
    code = f"{rung.code[:3]} {rung.code[3:]}"
    assert code in _text(page(rung, tomorrow - 60 * MINUTE))
    begun()
    assert code in _text(page(rung, tomorrow))
