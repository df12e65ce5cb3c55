"""Checking in at the kiosk without a browser: by number, by the page's code, and what is said when it can't be."""

from datetime import timedelta
from io import BytesIO

import pytest
import segno
from PIL import Image

from okno.base import clock
from okno.base.models import Event
from okno.booking import actions as booking
from okno.booking.models import Appointment, State
from okno.catalog.models import Offer
from okno.catalog.tests.factories import EvidenceFactory
from okno.front.kiosk import scanning
from okno.network.tests.factories import CentreFactory
from okno.queue.models import CheckIn, Ticket
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]
MISSES = 10  # of one screen within ten minutes
ORIGIN = "https://okno.example"


@pytest.fixture
def booked(book, at):
    """An appointment in ten minutes; tests that need another time book it themselves."""
    return book(at + timedelta(minutes=10))


def touch(kiosk, path, **form):
    return kiosk.post(f"/kiosk/check-in/{path}", {"ui": "ru", **form})


def said(answer):
    return answer.content.decode()


def jpeg(text="", size=480, **more):
    """A picture as a camera makes it, with a code in its middle."""
    picture = Image.new("L", (size, size), 128)
    if text:
        drawn = BytesIO()
        segno.make(text, error="m").save(drawn, kind="png", scale=8, border=4)
        picture.paste(Image.open(drawn).convert("L").resize((size // 2, size // 2)), (50, 50))
    made = BytesIO()
    picture.save(made, "JPEG", quality=80, **more)
    return made.getvalue()


def show(kiosk, frame):
    return kiosk.post("/kiosk/check-in/frame/", frame, content_type="image/jpeg")


def test_the_way_of_those_with_an_appointment_begins_after_the_language(kiosk, schedule):
    assert "Я по записи" in said(kiosk.post("/kiosk/services/", {"ui": "ru"}))
    assert "Я по записи" not in said(kiosk.post("/kiosk/services/", {"ui": "ru", "page": "1"}))
    assert "I have an appointment" in said(touch(kiosk, "", ui="en"))


def test_a_centre_that_takes_no_bookings_asks_for_none(kiosk, schedule):
    schedule.delete()
    assert "Я по записи" not in said(kiosk.post("/kiosk/services/", {"ui": "ru"}))


def test_only_the_page_with_the_pad_may_use_the_camera(kiosk):
    assert "camera=(self)" in touch(kiosk, "")["Permissions-Policy"]
    assert "camera=()" in kiosk.post("/kiosk/services/", {"ui": "ru"})["Permissions-Policy"]


@pytest.mark.parametrize("written", ["{code}", "8 916 000-00-01", "+79160000001"])
def test_by_code_or_phone_the_appointment_is_shown_with_its_papers_before_the_ticket(
    kiosk, booked, services, written
):
    EvidenceFactory(service=services["passport"], purposes=["file"], name={"ru": "Два фото"})
    page = said(touch(kiosk, "appointment/", number=written.format(code=booked.code)))
    assert "сегодня в" in page
    assert "Два фото" in page
    assert "Всё с собой" in page
    assert "Чего-то не хватает" in page
    assert booked.visitor.name not in page
    assert not Ticket.objects.exists()


def test_whoever_checks_in_gets_the_ticket_of_their_time_once(kiosk, booked, find):
    form = {"visit": find(kiosk, number=booked.code), "key": "k1"}
    pages = [touch(kiosk, "ticket/", **form) for _tap in range(3)]
    assert [page.status_code for page in pages] == [200] * 3
    ticket = Ticket.objects.get()
    assert ticket.booked_at == booked.starts_at
    assert all(ticket.label in said(page) for page in pages)
    assert CheckIn.objects.get().ticket == ticket
    booked.refresh_from_db()
    assert booked.state == State.ARRIVED


def test_a_second_tap_after_the_twentieth_ticket_of_a_minute_shows_it_and_a_new_one_waits(
    kiosk, booked, find
):
    visit = find(kiosk, token=booked.token)
    for number in range(19):
        wish = {"ui": "ru", "service": "passport", "purpose": "file", "key": f"k{number}"}
        assert kiosk.post("/kiosk/ticket/", wish).status_code == 200
    for _tap in range(2):
        page = touch(kiosk, "ticket/", visit=visit, key="c")
        assert page.status_code == 200
        assert CheckIn.objects.get().ticket.label in said(page)
    assert touch(kiosk, "ticket/", visit=visit, key="d").status_code == 200
    assert kiosk.post("/kiosk/ticket/", wish | {"key": "new"}).status_code == 429
    assert Ticket.objects.count() == 20


def test_whoever_has_checked_in_is_shown_their_ticket_again(kiosk, booked, find):
    visit = find(kiosk, number=booked.code)
    touch(kiosk, "ticket/", visit=visit, key="k1")
    again = touch(kiosk, "appointment/", number=booked.code)
    assert again.status_code == 200
    assert Ticket.objects.get().label in said(again)
    key = said(again).partition('name="key" value="')[2].partition('"')[0]
    assert touch(kiosk, "ticket/", visit=visit, key=key, text="on").status_code == 200
    Ticket.objects.update(state="left", counter=None, session=None, ended_at=clock.now())
    gone = touch(kiosk, "appointment/", number=booked.code)
    assert gone.status_code == 409
    assert "Взять талон без записи" in said(gone)


def test_an_unknown_number_is_told_kindly_with_the_way_to_a_ticket(kiosk, booked):
    answer = touch(kiosk, "appointment/", number=f"{(int(booked.code) + 1) % 1_000_000:06}")
    assert answer.status_code == 404
    page = said(answer)
    assert "Взять талон без записи" in page
    assert 'action="/kiosk/services/"' in page
    assert "Позвать человека" in page


def test_half_a_number_is_not_looked_for(kiosk, booked):
    answer = touch(kiosk, "appointment/", number="123")
    assert answer.status_code == 422
    assert "шесть цифр" in said(answer)


def test_whoever_guesses_is_stopped_at_this_kiosk_and_the_codes_page_still_works(kiosk, booked):
    wrong = f"{(int(booked.code) + 1) % 1_000_000:06}"
    answers = [touch(kiosk, "appointment/", number=wrong) for _guess in range(MISSES + 1)]
    assert [answer.status_code for answer in answers] == [404] * MISSES + [429]
    assert touch(kiosk, "appointment/", number=booked.code).status_code == 429
    assert touch(kiosk, "appointment/", token=booked.token).status_code == 200
    assert wrong not in str(list(Event.objects.values_list("payload", "subject", "by")))


@pytest.mark.parametrize(("hours", "kept"), [(2, State.CANCELLED), (26, State.BOOKED)])
def test_whoever_is_early_is_told_when_and_is_one_touch_from_an_ordinary_ticket(
    kiosk, book, at, find, hours, kept
):
    early = book(at + timedelta(hours=hours, minutes=10))
    answer = touch(kiosk, "appointment/", token=early.token)
    assert answer.status_code == 409
    assert 'action="/kiosk/check-in/instead/"' in said(answer)
    is_given_up = kept == State.CANCELLED
    assert ("С обычным талоном запись на" in said(answer)) == is_given_up, "that is told"
    assert ("Приду к" in said(answer)) == is_given_up
    visit = find(kiosk, token=early.token)
    assert touch(kiosk, "ticket/", visit=visit, key="k").status_code == 409
    assert not Ticket.objects.exists()
    for _tap in range(2):
        given = touch(kiosk, "instead/", visit=visit, key="k2")
        assert "Ваш талон" in said(given)
    assert Ticket.objects.get().booked_at is None
    early.refresh_from_db()
    assert early.state == kept


@pytest.mark.parametrize("missed", [True, False])
def test_whoever_is_too_late_is_told_so_and_may_take_a_ticket(kiosk, booked, at, missed):
    clock.set_to(at + timedelta(hours=3), speed=0.001)
    if missed:
        booking.miss_all(at=clock.now(), by="system")
    answer = touch(kiosk, "appointment/", number=booked.code)
    assert answer.status_code == 409
    assert "Возьмите талон" in said(answer)
    assert 'action="/kiosk/check-in/instead/"' in said(answer)
    assert "отменится" not in said(answer), "there is nothing to give up"


def test_whoever_came_to_another_centre_is_told_which_one(kiosk, services, book, at, find):
    other = CentreFactory(slug="other", name={"ru": "Аэропорт", "en": "Aeroport"})
    schedule_of(other, at=at)
    Offer.objects.create(centre=other, service=services["benefit"])
    Offer.objects.filter(centre__slug="tverskoy", service=services["benefit"]).delete()
    there = book(at + timedelta(minutes=10), centre=other, services=[services["benefit"]])
    answer = touch(kiosk, "appointment/", token=there.token)
    assert answer.status_code == 409
    assert "Аэропорт" in said(answer)
    assert "/instead/" not in said(answer), "what is not given here is not promised"
    assert 'action="/kiosk/services/"' in said(answer)
    visit = find(kiosk, token=there.token)
    assert touch(kiosk, "ticket/", visit=visit, key="k").status_code == 409
    assert not Ticket.objects.exists()


def test_an_appointment_whose_page_is_unknown_is_told_like_an_unknown_number(kiosk):
    assert touch(kiosk, "appointment/", token="x" * 22).status_code == 404


def test_whoever_lacks_a_paper_is_shown_three_ways_on(kiosk, booked, services, find):
    EvidenceFactory(service=services["passport"], purposes=["file"], name={"ru": "Два фото"})
    page = said(touch(kiosk, "missing/", visit=find(kiosk, number=booked.code)))
    assert "Два фото" in page
    for way in ("Приду позже", "Спросить человека", "Всё равно взять талон"):
        assert way in page
    assert "<img" not in page, "the page of the appointment is not handed to whoever knows a phone"


def test_the_camera_reads_the_page_of_an_appointment_on_any_host(kiosk, booked):
    answer = show(kiosk, jpeg(f"{ORIGIN}/a/{booked.token}/"))
    assert answer.json() == {"token": booked.token}


@pytest.mark.parametrize(
    "text",
    ["https://okno.example/t/abcdefghijklmnopqrstuv/", "hello", "https://okno.example/a/short/"],
)
def test_another_code_is_no_appointment(kiosk, text):
    assert show(kiosk, jpeg(text)).json() == {"token": ""}


def test_where_no_code_is_there_is_no_answer(kiosk):
    answers = [show(kiosk, frame) for frame in (jpeg(), b"", b"\xff\xd8\xff", b"no picture")]
    assert [answer.status_code for answer in answers] == [204] * 4


def test_a_picture_that_could_keep_us_busy_is_not_opened():
    text = f"{ORIGIN}/a/{'x' * 22}/"
    assert scanning.text_in(jpeg(text)) == text
    assert scanning.text_in(jpeg(text, size=1400)) is None, "larger than a camera's"
    assert scanning.text_in(jpeg(text, progressive=True)) is None, "scan after scan"
    assert scanning.text_in(jpeg(text) + b"\0" * 64 * 1024) is None, "longer than a body may be"
    other = BytesIO()
    Image.open(BytesIO(jpeg(text))).save(other, "PNG")
    assert scanning.text_in(other.getvalue()) is None, "not what our camera sends"


@pytest.mark.parametrize(
    "path",
    [
        "check-in/",
        "check-in/frame/",
        "check-in/appointment/",
        "check-in/missing/",
        "check-in/ticket/",
        "who/",
        "missing/",
    ],
)
def test_a_reload_begins_anew(kiosk, path):
    assert kiosk.get(f"/kiosk/{path}")["Location"] == "/kiosk/"


def test_one_who_reads_no_russian_meets_no_russian_word_on_the_way(kiosk, booked, find):
    form = {"ui": "en", "visit": find(kiosk, number=booked.code), "key": "k1"}
    for path in ("", "appointment/", "missing/", "ticket/"):
        page = said(touch(kiosk, path, **form)).partition("<main")[2].partition("</main")[0]
        assert not any("а" <= letter.lower() <= "я" for letter in page), (path, page)


def test_nothing_of_the_appointment_is_kept_after_the_way_back(kiosk, booked):
    touch(kiosk, "appointment/", number=booked.code)
    page = said(kiosk.get("/kiosk/"))
    assert booked.token not in page
    assert booked.code not in page
    assert Appointment.objects.get().state == State.BOOKED
