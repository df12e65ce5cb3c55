"""By phone and by video at the desk: whom to ring, where to join, and who got to know it."""

import re
from datetime import timedelta

import pytest

from okno.base import clock
from okno.base.models import Event, Look
from okno.base.text import Text
from okno.booking import queries
from okno.booking.models import Appointment, Blocked
from okno.queue import actions as queue
from okno.queue.models import Ticket
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
BOOK = "/desk/book/"


@pytest.fixture
def desk(client, boris, session):
    client.force_login(boris)
    return client


def press(desk, verb, **form):
    form.setdefault("key", f"{verb}-{len(form)}-{form.get('n', '')}")
    answer = desk.post(f"/desk/{verb}/", form, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def called(desk, at) -> tuple[str, Ticket]:
    clock.set_to(at, speed=0.001)
    queue.begin_remote(at=at, by="system")
    return press(desk, "call"), Ticket.objects.get()


def form_of(time, **more):
    asked = {
        "key": "k", "service": "passport", "purpose": "file", "language": "ru", "via": "phone",
        "starts_at": time.isoformat(), "name": "Ян", "phone": "8 916 000-00-01",
        "companions": "0", "consent": "1",
    }  # fmt: skip
    return asked | more


def test_who_is_called_by_phone_is_one_press_away(desk, rung, tomorrow, boris):
    page, ticket = called(desk, tomorrow)
    assert 'href="tel:+79160000001"' in page
    assert "+7 916 000-00-01" in page
    for said in ("Ян", "Ответили", "Звоню ещё раз", "Не ответил (ещё 2 попытки)"):
        assert said in page, said
    looks = Look.objects.filter(by=f"staff:{boris.pk}", subject=f"visitor:{rung.visitor_id}")
    assert looks.count() == 1
    for _again in range(2):
        desk.get("/desk/now/", headers={"HX-Request": "true"})
    assert looks.count() == 1  # once a call, however often the page renews itself
    assert "tel:" not in press(desk, "undo", ticket=ticket.pk)


def test_nobody_answers_twice_and_it_is_over(desk, rung, tomorrow):
    _page, ticket = called(desk, tomorrow)
    for nth in range(2):
        page = press(desk, "recall", ticket=ticket.pk, n=nth)
    assert "Не ответил" in page
    page = press(desk, "no-show", ticket=ticket.pk)
    assert "Отменить «не ответил»" in page


def test_by_video_the_room_is_one_press_away(desk, joining, tomorrow, rooms, boris):
    page, _ticket = called(desk, tomorrow)
    room = queries.room_of(joining)
    assert f'href="{room}" target="_blank" rel="noopener noreferrer"' in page
    assert "На связи" in page
    subjects = {look.subject for look in Look.objects.filter(by=f"staff:{boris.pk}")}
    assert {f"visitor:{joining.visitor_id}", f"appointment:{joining.pk}"} <= subjects
    name = room.removeprefix(rooms)
    assert not [each for each in Event.objects.all() if name in str(each.payload)]


def test_who_has_come_after_all_is_called_as_anybody(desk, rung, centre, tomorrow):
    queue.begin_remote(at=tomorrow, by="system")
    queue.check_in(centre=centre.pk, appointment=rung, at=tomorrow, by="device:1")
    page, _ticket = called(desk, tomorrow)
    assert "tel:" not in page
    assert "Подошли" in page


def test_the_line_says_who_is_far_away(desk, rung, tomorrow):
    clock.set_to(tomorrow, speed=0.001)
    queue.begin_remote(at=tomorrow, by="system")
    page = desk.get("/desk/").content.decode()
    assert "по телефону" in page
    assert "В зале никто не ждёт" in page


def test_who_was_forgotten_cannot_be_reached_and_that_is_said(desk, rung, tomorrow):
    rung.visitor.delete()
    page, _ticket = called(desk, tomorrow)
    assert "tel:" not in page
    assert "мы больше не знаем" in page


# booking for a person


def test_a_call_is_booked_for_a_person_and_read_out(desk, schedule, by_phone, tomorrow):
    assert "Как принимаем" in desk.get(BOOK).content.decode()
    answer = desk.post(BOOK, form_of(tomorrow, medium="phone"), follow=True)
    assert Appointment.objects.get().schedule == by_phone
    page = answer.content.decode()
    heard = re.sub("<[^>]+>", "", page)
    assert "Среда, 25 ноября, 11:00: позвоним вам на номер +7 916 000-00-01." in heard
    assert "Ваш код на входе" not in page


def test_nobody_is_put_on_a_list_for_what_can_never_come_free(
    desk, schedule, by_phone, services, tomorrow
):
    show = {**form_of(tomorrow, medium="phone"), "show": "1"}
    by_phone.services = [services["benefit"].pk]
    by_phone.save()
    page = desk.post(BOOK, show, headers={"HX-Request": "true"}).content.decode()
    assert "По телефону и видео с этим здесь не принимают" in page
    assert "/desk/wishes/add/" not in page
    Blocked.objects.create(
        schedule=by_phone,
        starts_at=tomorrow - timedelta(days=2),
        ends_at=tomorrow + timedelta(days=90),
        reason=Text(ru="Всё занято", en="Taken"),
    )
    page = desk.post(BOOK, show | {"service": "benefit"}, headers={"HX-Request": "true"})
    assert "/desk/wishes/add/" in page.content.decode(), "what is taken may come free"


def test_nobody_comes_along_to_a_call(desk, schedule, by_phone, tomorrow):
    """The field is not shown for one (desk.css); what it said before the medium was chosen counts for nothing."""
    desk.post(BOOK, form_of(tomorrow, medium="phone", companions="2"))
    assert Appointment.objects.get().companions == 0


def test_where_everybody_comes_nobody_is_asked_how(desk, schedule, tomorrow):
    assert 'name="medium"' not in desk.get(BOOK).content.decode()


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        (
            {"medium": "phone", "phone": "", "email": "jan@example.org"},
            422,
            "Спросите, на какой номер",
        ),
        ({"medium": "fax"}, 422, "из списка"),
        ({"medium": "video"}, 422, "записи"),
    ],
)
def test_what_cannot_be_is_said(desk, by_phone, tomorrow, wrong, status, said):
    answer = desk.post(BOOK, form_of(tomorrow, **wrong))
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert not Appointment.objects.exclude(visitor=None).exists()


def test_it_is_moved_among_the_times_by_phone(desk, by_phone, rung, centre, at):
    schedule_of(centre, at=at)
    page = desk.get(f"/desk/booked/{rung.pk}/move/").content.decode()
    times = re.findall(r'name="starts_at" value="([^"]+)"', page)
    assert times
    desk.post(
        f"/desk/booked/{rung.pk}/move/",
        {"key": "m", "sequence": "0", "starts_at": times[0]},
    )
    rung.refresh_from_db()
    assert (rung.moves, rung.schedule) == (1, by_phone)
