"""Booking a time at the kiosk without a browser."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.base.models import Event
from okno.booking.models import Appointment, Schedule, State, Via
from okno.booking.policy import MISSES
from okno.front.kiosk import papers
from okno.network import queries as network
from okno.network.models import Device
from okno.network.tests.factories import CentreFactory
from okno.notify.models import Message
from okno.queue import actions as queue
from okno.queue.models import Ticket
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]
PERSON = {"name": "ян", "phone": "8 916 000-00-01", "agreed": "yes", "key": "k1"}


def touch(kiosk, path, **form):
    return kiosk.post(f"/kiosk/later/{path}", {"ui": "ru", "service": "passport", **form})


def close_for_booking(schedule):
    schedule.is_active = False
    schedule.save()


def said(answer):
    return answer.content.decode()


@pytest.fixture
def held(kiosk, tomorrow):
    """Tomorrow at eleven is kept for whoever stands here."""
    touch(kiosk, "hold/", starts_at=tomorrow.isoformat())
    return Appointment.objects.get()


def test_the_way_to_a_time_begins_beside_the_purposes_and_for_whoever_lacks_a_paper(kiosk):
    page = kiosk.post("/kiosk/purpose/", {"ui": "ru", "service": "passport"})
    assert "Записаться на время" in said(page)
    page = kiosk.post("/kiosk/missing/", {"ui": "ru", "service": "passport", "missing": "file"})
    assert 'action="/kiosk/later/"' in said(page)


def test_when_the_line_is_longer_than_promised_it_is_said_beside_the_way_to_another_time(
    kiosk, session, centre, at
):
    form = {"ui": "ru", "service": "passport"}
    assert "Сейчас ждать" not in said(kiosk.post("/kiosk/purpose/", form))
    for _person in range(4):
        queue.issue(centre=centre.pk, service="passport", at=at, by="device:9")
    assert "Сейчас ждать около 1 часа" in said(kiosk.post("/kiosk/purpose/", form))


@pytest.mark.parametrize("end", [Schedule.delete, close_for_booking])
def test_a_centre_that_takes_no_bookings_offers_none(kiosk, schedule, end):
    end(schedule)
    page = kiosk.post("/kiosk/purpose/", {"ui": "ru", "service": "passport"})
    assert "Записаться на время" not in said(page)
    assert "Свободного времени для записи сейчас нет" in said(touch(kiosk, ""))


def test_days_and_their_free_times_are_shown(kiosk, tomorrow):
    days = said(touch(kiosk, ""))
    assert days.count('name="day"') == 12
    assert f'value="{tomorrow.date()}"' in days
    parts = [
        said(touch(kiosk, "times/", day=str(tomorrow.date()), part=str(part))) for part in range(2)
    ]
    told = int(
        days.partition(f'value="{tomorrow.date()}"')[2]
        .partition("вариант")[0]
        .split()[-1]
        .rpartition(">")[2]
    )
    assert sum(page.count('name="starts_at"') for page in parts) == told
    assert ["08:00" in page for page in parts] == [True, False]
    assert ["Позже" in page for page in parts] == [True, False]


@pytest.mark.parametrize("day", ["", "2026-13-01", "2020-01-01", "x"])
def test_a_day_that_is_none_has_no_times(kiosk, day):
    answer = touch(kiosk, "times/", day=day)
    assert answer.status_code == 200
    assert "В этот день свободного времени нет" in said(answer)


def test_a_time_is_kept_then_booked_and_its_code_shown_once(kiosk, held, tomorrow):
    assert (held.state, held.via, held.starts_at) == (State.HELD, Via.KIOSK, tomorrow)
    pages = [said(touch(kiosk, "book/", token=held.token, **PERSON)) for _tap in range(2)]
    held.refresh_from_db()
    assert held.state == State.BOOKED
    assert (held.visitor.name, held.visitor.phone) == ("Ян", "+79160000001")
    for page in pages:
        assert f"{held.code[:3]} {held.code[3:]}" in page
    assert Event.objects.filter(name="booking.appointment_booked").count() == 1


def test_on_its_day_the_code_from_here_checks_in_here(kiosk, held, tomorrow, find):
    touch(kiosk, "book/", token=held.token, **PERSON)
    held.refresh_from_db()
    clock.set_to(tomorrow - timedelta(minutes=5), speed=0.001)
    page = said(kiosk.post("/kiosk/check-in/appointment/", {"ui": "ru", "number": held.code}))
    assert "сегодня в" in page
    visit = find(kiosk, number=held.code)
    kiosk.post("/kiosk/check-in/ticket/", {"ui": "ru", "visit": visit, "key": "k9"})
    assert Ticket.objects.get().booked_at == tomorrow


def test_without_a_yes_to_what_we_keep_nothing_is_kept(kiosk, held):
    answer = touch(kiosk, "book/", token=held.token, **PERSON | {"agreed": ""})
    assert answer.status_code == 422
    held.refresh_from_db()
    assert (held.state, held.visitor) == (State.HELD, None)


@pytest.mark.parametrize(
    ("wrong", "page"),
    [({"name": ""}, "Как к вам обращаться?"), ({"phone": "12"}, "Ваш номер телефона?")],
)
def test_what_is_wrong_is_asked_for_again_where_it_is_typed(kiosk, held, wrong, page):
    answer = touch(kiosk, "book/", token=held.token, **PERSON | wrong)
    assert answer.status_code == 422
    assert f'for="{"name" if "name" in wrong else "phone"}">{page}' in said(answer)
    held.refresh_from_db()
    assert held.state == State.HELD


@pytest.mark.parametrize(("name", "status", "asked"), [("1", 422, "name"), ("ян", 200, "phone")])
def test_a_name_that_is_none_is_asked_for_again_before_the_phone(kiosk, held, name, status, asked):
    answer = touch(kiosk, "phone/", token=held.token, name=name)
    assert answer.status_code == status
    assert f'for="{asked}">' in said(answer)


def test_a_screen_is_not_asked_about_one_phone_after_another(kiosk, held, english, book, tomorrow):
    book(tomorrow, language="en")

    def code(number, phone):
        about = PERSON | {"phone": phone, "key": f"k{number}"}
        return touch(kiosk, "book/", token=held.token, **about).status_code

    assert {code(number, PERSON["phone"]) for number in range(MISSES)} == {409}
    assert code(MISSES, "8 916 000-00-02") == 429


def test_a_time_that_is_gone_is_told_among_those_that_are_free(kiosk, hold, tomorrow):
    hold(tomorrow)
    answer = touch(kiosk, "hold/", starts_at=tomorrow.isoformat(), day=str(tomorrow.date()))
    assert answer.status_code == 409
    assert "Выберите другое" in said(answer)
    assert 'name="starts_at"' in said(answer)
    for nonsense in ("", "x", "2026-11-25T11:00"):
        assert touch(kiosk, "hold/", starts_at=nonsense).status_code == 409


def test_whoever_chooses_again_gives_the_first_time_back(kiosk, held, tomorrow):
    touch(kiosk, "hold/", starts_at=(tomorrow + timedelta(hours=1)).isoformat())
    assert Appointment.objects.filter(state=State.HELD).count() == 1
    held.refresh_from_db()
    assert held.state == State.EXPIRED


def test_after_ten_minutes_the_time_is_others(kiosk, held):
    clock.set_to(held.held_until + timedelta(seconds=1), speed=0.001)
    answer = touch(kiosk, "book/", token=held.token, **PERSON)
    assert answer.status_code == 409
    assert "Десять минут прошли" in said(answer)


def test_what_another_centre_keeps_is_not_known_here(kiosk, held):
    Appointment.objects.update(centre=CentreFactory(slug="other"))
    assert touch(kiosk, "book/", token=held.token, **PERSON).status_code == 404
    assert touch(kiosk, "name/", token=held.token).status_code == 404


def test_the_slip_is_a_file_where_the_paper_is_the_browsers(kiosk, held):
    Device.objects.update(settings={"printer": "pdf"})
    network.forget_devices()
    assert touch(kiosk, "slip.pdf", token=held.token).status_code == 404, "only held"
    page = said(touch(kiosk, "book/", token=held.token, **PERSON))
    assert 'action="/kiosk/later/slip.pdf"' in page
    answer = touch(kiosk, "slip.pdf", token=held.token)
    assert answer.content.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]


def test_a_slip_has_its_day_and_code_whatever_the_layout_of_tickets_leaves_out(kiosk, held, rf):
    touch(kiosk, "book/", token=held.token, **PERSON)
    request = rf.post("/")
    request.device = Device.objects.get()
    request.device.settings = {"ticket": {"parts": ["number"], "width": 58}}
    held.refresh_from_db()
    slip = papers.slip(request, held)
    assert (slip.label, slip.wait) == (f"{held.code[:3]} {held.code[3:]}", "25 ноября, 11:00")
    assert slip.url.endswith(f"/a/{held.token}/")
    assert {"number", "wait", "code"} <= set(slip.parts)
    assert slip.dots == 384


def test_whoever_speaks_a_language_no_counter_is_booked_in_books_in_the_one_they_read(
    kiosk, tomorrow
):
    touch(kiosk, "hold/", speak="uz", starts_at=tomorrow.isoformat())
    assert Appointment.objects.get().language == "ru"


@pytest.mark.parametrize("path", ["", "times/", "hold/", "name/", "phone/", "book/", "slip.pdf"])
def test_a_reload_begins_anew(kiosk, path):
    assert kiosk.get(f"/kiosk/later/{path}")["Location"] == "/kiosk/"


def test_what_was_typed_goes_on_with_the_visitor_and_into_no_address(kiosk, held):
    page = said(touch(kiosk, "phone/", token=held.token, name="анна-мария"))
    assert 'name="name" value="Анна-Мария"' in page
    assert "?" not in page.partition("<main")[2].partition("</main")[0].replace("телефона?", "")


def test_who_reads_english_and_is_spoken_to_in_another_language_is_told_in_english(
    kiosk, centre, tomorrow, at
):
    schedule_of(centre, slug="more", languages=["zh"], at=at)
    for speak, ui in (("ru", "en"), ("zh", "en"), ("zh", "ru")):
        Appointment.objects.all().delete()
        Message.objects.all().delete()
        chosen = {"speak": speak, "ui": ui}
        touch(kiosk, "hold/", starts_at=(tomorrow + timedelta(days=7)).isoformat(), **chosen)
        made = Appointment.objects.get()
        touch(kiosk, "book/", token=made.token, **PERSON | {"key": f"{speak}{ui}"}, **chosen)
        assert made.language == speak
        told = list(Message.objects.order_by("pk").values_list("act", "language"))
        assert told == [("booked", ui), ("reminder", ui)]
