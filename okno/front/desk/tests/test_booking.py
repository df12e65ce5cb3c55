"""Booking for a person at the counter or on the phone, and what is done with an appointment for them."""

import re
from datetime import timedelta

import pytest

from okno.base.models import Look
from okno.booking.models import Appointment, State
from okno.catalog.models import Offer
from okno.network.tests.factories import CentreFactory
from okno.people.models import Visitor
from okno.queue import actions as queue
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BOOK, FIND = "/desk/book/", "/desk/booked/"


@pytest.fixture
def desk(client, boris):
    client.force_login(boris)
    return client


def form_of(time, **more):
    asked = {
        "key": "k", "service": "passport", "purpose": "file", "language": "ru", "via": "phone",
        "starts_at": time.isoformat(), "name": "Ян", "phone": "8 916 000-00-01",
        "companions": "0", "consent": "1",
    }  # fmt: skip
    return {name: value for name, value in (asked | more).items() if value is not None}


def words(answer):
    return answer.content.decode()


def opened(desk, made):
    return desk.get(f"{FIND}{made.pk}/")


def test_a_person_on_the_phone_is_booked_and_hears_the_code(desk, schedule, tomorrow, boris):
    answer = desk.post(BOOK, form_of(tomorrow, more="extract", companions="2"), follow=True)
    made = Appointment.objects.get()
    assert (made.state, made.via, made.companions) == (State.BOOKED, "phone", 2)
    assert len(made.services) == 2
    assert made.visitor.phone == "+79160000001"
    page = words(answer)
    for said in ("Прочитайте вслух", "Среда, 25 ноября", "11:00", "Тверской", made.code[:3], "Ян"):
        assert said in page
    assert Look.objects.get().subject == f"visitor:{made.visitor_id}"
    assert answer["Cache-Control"] == "no-store"


def test_a_colleague_who_is_told_that_somebody_is_elsewhere_then_is_seen(
    desk, schedule, english, book, tomorrow, boris
):
    made = book(tomorrow, language="en")
    assert desk.post(BOOK, form_of(tomorrow)).status_code == 409
    look = Look.objects.get()
    assert (look.subject, look.by) == (f"appointment:{made.pk}", f"staff:{boris.pk}")


def test_sent_twice_it_is_one_appointment(desk, schedule, tomorrow):
    first = desk.post(BOOK, form_of(tomorrow))
    again = desk.post(BOOK, form_of(tomorrow))
    assert first["Location"] == again["Location"]
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"consent": None}, "Спросите и отметьте, если человек согласен"),
        ({"phone": "12"}, "номер"),
        ({"phone": "", "email": ""}, "Спросите телефон или почту"),
        ({"name": "…"}, "Напишите, как обращаться к человеку"),
        ({"service": ""}, "Выберите, с чем придут"),
        ({"starts_at": "x"}, "Это время только что заняли"),
        ({"starts_at": "2026-11-25T11:00"}, "Это время только что заняли"),
        ({"companions": "9"}, "Выберите из списка"),
        ({"companions": "²"}, "Выберите из списка"),
        ({"language": "xx"}, "Выберите из списка"),
        ({"purpose": "dance"}, "Выберите из списка"),
    ],
)
def test_what_is_refused_stands_on_the_page_as_it_was_typed_and_nothing_is_kept(
    desk, schedule, tomorrow, wrong, said
):
    answer = desk.post(BOOK, form_of(tomorrow, **({"name": "Оля"} | wrong)))
    assert answer.status_code in (409, 422), words(answer)
    assert said.lower() in words(answer).lower()
    if "name" not in wrong:
        assert 'value="Оля"' in words(answer)
    assert not Appointment.objects.exists()
    assert not Visitor.objects.exists()


def test_everything_that_is_wrong_about_the_person_is_said_at_once(desk, schedule, tomorrow):
    page = words(desk.post(BOOK, form_of(tomorrow, name="", phone="12", consent=None)))
    for each in ("name", "phone", "consent"):
        assert f'id="{each}-error"' in page, each
    assert page.count(" autofocus") == 1
    assert re.search(r'<input[^>]*name="name"[^>]* autofocus', page)


def test_a_time_that_was_taken_meanwhile_is_told_and_others_are_shown(
    desk, schedule, book, tomorrow
):
    book(tomorrow, phone="+79160000009")
    answer = desk.post(BOOK, form_of(tomorrow, day="2026-11-25"))
    assert answer.status_code == 409
    page = words(answer)
    assert "только что заняли" in page
    assert tomorrow.strftime("T11:00") not in page
    assert "T11:15" in page


def test_the_times_follow_what_is_asked_without_the_form_around_them(
    desk, schedule, english, tomorrow
):
    asked = {"show": "1", "service": "passport", "day": "2026-11-26"}
    htmx = {"HX-Request": "true"}
    part = words(desk.post(BOOK, asked, headers=htmx))
    assert "<form" not in part
    assert re.search(r'value="2026-11-26" selected', part)
    assert "T11:15" in part
    english_part = words(desk.post(BOOK, asked | {"language": "en"}, headers=htmx))
    assert "T11:45" in part
    assert "T11:45" not in english_part, "half an hour of each hour is for those who just come"
    none = words(desk.post(BOOK, asked | {"needs": "quiet"}, headers=htmx))
    assert "Свободного времени для этого нет" in none
    assert "Выберите услугу" in words(desk.post(BOOK, {"show": "1"}, headers=htmx))
    assert not Appointment.objects.exists()


def test_without_a_script_the_times_are_shown_with_all_that_was_typed(desk, schedule, tomorrow):
    page = words(desk.post(BOOK, form_of(tomorrow, show="1", day="2026-11-26")))
    assert 'value="Ян"' in page
    assert "T11:00" in page
    assert re.search(r'value="2026-11-26" selected', page)
    assert not Appointment.objects.exists()


def test_the_form_begins_with_the_person_at_the_counter(desk, session, schedule, english, at):
    assert re.search(r'value="phone" selected', words(desk.get(BOOK)))
    queue.issue(centre="tverskoy", service="extract", language="en", at=at, by="x")
    queue.call_next(centre=session.centre_id, counter=session.counter_id, at=at, by="x")
    page = words(desk.get(BOOK))
    for value in ("extract", "en", "desk"):
        assert re.search(rf'value="{value}"[^>]* selected', page), value


def test_whoever_has_no_counter_books_too_and_a_stranger_and_the_editor_do_not(
    client, gleb, lidia, schedule, tomorrow
):
    assert "/staff/login/" in client.get(BOOK)["Location"]
    client.force_login(gleb)
    assert client.post(BOOK, form_of(tomorrow)).status_code == 302
    client.force_login(lidia)
    assert client.get(BOOK).status_code == 403


def test_an_appointment_is_found_by_code_or_phone_and_several_are_listed_without_names(
    desk, schedule, book, tomorrow
):
    made = book(tomorrow)
    for said in (made.code, "+7 916 000 00 01", f"https://okno.example/a/{made.token}/"):
        answer = desk.post(FIND, {"said": said})
        assert answer["Location"] == f"{FIND}{made.pk}/"
    later = book(tomorrow + 2 * HOUR)
    page = words(desk.post(FIND, {"said": "89160000001"}))
    assert (f"{FIND}{made.pk}/" in page, f"{FIND}{later.pk}/" in page) == (True, True)
    assert "Ян" not in page
    assert not Look.objects.filter(subject__startswith="visitor:").exists()
    assert "никто не записан" in words(desk.post(FIND, {"said": "89160000002"}))
    wrong = desk.post(FIND, {"said": "Ян"})
    assert wrong.status_code == 422
    assert "код записи, номер телефона или адрес" in words(wrong)


def test_nobody_is_moved_to_where_they_are_though_another_could_still_come_then(
    desk, centre, services, book, tomorrow, at
):
    schedule_of(centre, counters=6, at=at)
    made = book(tomorrow)
    page = words(desk.get(f"{FIND}{made.pk}/move/"))
    assert "2026-11-25T11:15" in page
    assert "2026-11-25T11:00" not in page
    assert book(tomorrow, phone="+79160000002").starts_at == made.starts_at


def test_it_is_moved_for_the_person_once_and_not_over_a_change_in_between(
    desk, schedule, book, tomorrow, at
):
    made = book(tomorrow)
    there = f"{FIND}{made.pk}/move/"
    later = (tomorrow + 2 * HOUR).isoformat()
    part = words(
        desk.post(there, {"show": "1", "day": "2026-11-26"}, headers={"HX-Request": "true"})
    )
    assert "2026-11-26T11:00" in part
    page = words(desk.get(there))
    assert re.search(r'value="2026-11-25" selected', page), "it begins with its own day"
    assert "2026-11-25T11:15" in page
    assert "2026-11-25T11:00" not in page, "nobody is moved to where they are"
    form = {"key": "m", "sequence": made.sequence, "starts_at": later}
    for _ in range(2):
        assert desk.post(there, form)["Location"] == f"{FIND}{made.pk}/"
    made.refresh_from_db()
    assert (made.starts_at, made.moves) == (tomorrow + 2 * HOUR, 1)
    for sequence in ("0", "x", "", "9" * 40):
        old = desk.post(there, form | {"key": f"n{sequence}", "sequence": sequence})
        assert old.status_code == 412
    assert "запись изменилась" in words(old)


def test_it_is_cancelled_and_confirmed_for_the_person(desk, schedule, book, tomorrow):
    made = book(tomorrow)
    Appointment.objects.filter(pk=made.pk).update(confirm_by=tomorrow - HOUR)
    assert "Придут" in words(opened(desk, made))
    desk.post(f"{FIND}{made.pk}/confirm/", {"key": "c"})
    made.refresh_from_db()
    assert made.confirmed_at is not None
    form = {"key": "d", "sequence": made.sequence}
    for _ in range(2):
        assert desk.post(f"{FIND}{made.pk}/cancel/", form).status_code == 302
    made.refresh_from_db()
    assert made.state == State.CANCELLED
    page = words(opened(desk, made))
    assert "отменена" in page
    assert "Прочитайте вслух" not in page
    assert desk.get(f"{FIND}{made.pk}/move/")["Location"] == f"{FIND}{made.pk}/"
    assert desk.post(f"{FIND}{made.pk}/dance/", {"key": "e"}).status_code == 404


def test_what_is_too_near_is_not_changed_and_it_says_why(desk, schedule, book, at):
    schedule.cancel_until = 3 * HOUR
    schedule.save()
    made = book(at.replace(minute=0) + 2 * HOUR)
    assert "осталось мало времени" in words(opened(desk, made))
    refused = desk.post(f"{FIND}{made.pk}/cancel/", {"key": "d", "sequence": made.sequence})
    assert refused.status_code == 409
    assert "Изменить эту запись здесь уже поздно" in words(refused)


def test_an_appointment_of_another_centre_does_not_exist(desk, services, book, tomorrow, at):
    other = CentreFactory(counters=4)
    Offer.objects.create(centre=other, service=services["passport"])
    schedule_of(other, at=at)
    made = book(tomorrow, centre=other)
    assert "никто не записан" in words(desk.post(FIND, {"said": "89160000001"}))
    assert opened(desk, made).status_code == 404
    assert desk.get(f"{FIND}{made.pk}/move/").status_code == 404
    for verb in ("move", "cancel", "confirm"):
        form = {"key": verb, "sequence": "0", "starts_at": tomorrow.isoformat()}
        assert desk.post(f"{FIND}{made.pk}/{verb}/", form).status_code == 404
    made.refresh_from_db()
    assert (made.state, made.moves) == (State.BOOKED, 0)


def test_the_operator_sees_who_came_by_appointment_and_one_call_is_one_look(
    desk, session, english, schedule, book, at
):
    eleven, met = at + 40 * MINUTE, at + 15 * MINUTE
    made = book(eleven, name="Джамшед", needs=["wheelchair"], language="en", companions=2)
    queue.check_in(centre=made.centre_id, appointment=made, at=met, by="x")
    queue.call_next(centre=session.centre_id, counter=session.counter_id, at=met, by="x")
    for _ in range(3):
        page = words(desk.get("/desk/now/", headers={"HX-Request": "true"}))
    for said in ("Джамшед", "11:00", "место для инвалидной коляски", "ещё 2 человека"):
        assert said in page
    assert Look.objects.filter(subject=f"visitor:{made.visitor_id}", why="serving").count() == 1


def test_who_just_came_has_no_name_at_the_desk(desk, session, schedule, at):
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    queue.call_next(centre=session.centre_id, counter=session.counter_id, at=at, by="x")
    assert "desk__booked" not in words(desk.get("/desk/"))
    assert not Look.objects.exists()


def test_the_only_one_found_by_a_phone_is_written_down_before_it_is_opened(
    desk, schedule, book, tomorrow, boris
):
    made = book(tomorrow)
    assert desk.post(FIND, {"said": "8 916 000-00-01"}).status_code == 302
    look = Look.objects.get()
    assert (look.subject, look.by) == (f"appointment:{made.pk}", f"staff:{boris.pk}")


def test_of_several_found_by_a_phone_it_is_written_down_that_each_was_listed(
    desk, schedule, book, tomorrow, boris
):
    rows = [book(tomorrow + hours * HOUR) for hours in (0, 2)]
    page = desk.post(FIND, {"said": "8 916 000-00-01"}).content.decode()
    assert all(each.code in page for each in rows)
    looks = Look.objects.values_list("subject", "why", "by")
    assert sorted(looks) == sorted(
        (f"appointment:{each.pk}", "booking", f"staff:{boris.pk}") for each in rows
    )
