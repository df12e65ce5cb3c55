"""Where a service is by appointment only, no page of the portal sends anybody to its centre without one."""

import re
from datetime import timedelta

import pytest

from okno.base import clock
from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking.models import Appointment, State
from okno.cases import actions as cases
from okno.catalog import actions as catalog
from okno.catalog.models import Way
from okno.network.tests.factories import CentreFactory
from okno.queue import actions as queue
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
DAY = timedelta(days=1)
JUST_COME = ("взять талон", "возьмите талон", "без записи:", "Занять очередь", "в порядке очереди")
CALL = "Позвоните или спросите в центре: сотрудник подберёт вам время."


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sent_there(page):
    return [said for said in JUST_COME if said in page]


@pytest.fixture
def result(client, file, at):
    """The page of an application whose result has come."""
    case = file(when=at)
    cases.result_ready(case, at=at, by="staff:2")
    return lambda: text(client.get(f"/c/{case.token}/"))


def test_a_result_is_collected_by_appointment_where_nobody_just_comes(result, give_by):
    assert {"взять талон", "Занять очередь"} <= set(sent_there(result()))
    give_by("passport", Way.ONLINE)
    page = result()
    assert sent_there(page) == []
    assert "Его выдают по записи: выберите время." in page
    assert "Записаться на получение" in page
    give_by("passport", Way.PHONE)
    page = result()
    assert sent_there(page) == []
    assert f"Его выдают по записи. {CALL}" in page
    assert "Записаться на получение" not in page


def test_a_result_of_what_is_given_here_no_more_is_asked_for(result, services, centre, at):
    catalog.withdraw(services["passport"], centre=centre, at=at, by="staff:1")
    page = result()
    assert sent_there(page) == []
    assert "Позвоните или спросите в центре, как его получить." in page


@pytest.mark.parametrize("path", ["/book/passport/", "/book/passport/tverskoy/"])
def test_where_nobody_takes_bookings_nobody_is_told_to_just_come(client, give_by, services, path):
    assert "Приходите без записи: " in text(client.get(path))
    give_by("passport", Way.ONLINE)
    page = text(client.get(path))
    assert "Приходите без записи" not in page
    assert "Времени на это пока нет, а принимают только по записи. Загляните позже." in page
    give_by("passport", Way.ONLINE, Way.PHONE)
    assert f"а принимают только по записи. {CALL}" in text(client.get(path))


def test_where_all_is_taken_nobody_is_told_to_just_come(client, give_by, sold_out):
    every, today = "/book/passport/", "/book/passport/?day=today"
    assert "Приходите без записи: " in text(client.get(every))
    assert "приходите без записи" in text(client.get(today))
    give_by("passport", Way.ONLINE, Way.PHONE)
    page = text(client.get(every))
    assert "риходите без записи" not in page
    assert f"и принимают только по записи. {CALL}" in page
    page = text(client.get(today))
    assert "риходите без записи" not in page
    assert "Сегодня всё занято. Посмотрите другой день." in page


def test_a_free_time_stands_without_the_wait_where_nobody_just_comes(
    client, session, schedule, give_by, services, at
):
    other = CentreFactory(slug="other")
    catalog.offer(services["passport"], centre=other, at=at, by="staff:1")
    schedule_of(other, at=at)
    row = re.compile(r"без записи: ")
    assert len(row.findall(text(client.get("/book/passport/")))) == 1
    give_by("passport", Way.ONLINE)
    assert row.findall(text(client.get("/book/passport/"))) == []


@pytest.fixture
def missed(client, schedule, book, tomorrow):
    """The page of an appointment that was missed, as it reads at a moment."""
    made = book(tomorrow)

    def missed(at):
        booking.miss_all(at=at, by="system")
        clock.set_to(at, speed=0.001)
        return text(client.get(f"/a/{made.token}/"))

    return missed


def test_whoever_missed_it_is_sent_where_they_are_received(missed, give_by, tomorrow, centre):
    page = missed(tomorrow + DAY)
    assert "или приходите, когда сможете, и возьмите талон" in page
    give_by("passport", Way.WALK_IN)
    page = missed(tomorrow + DAY)
    assert "Приходите, когда сможете, и возьмите талон." in page
    assert "Записаться на другое время" not in page
    give_by("passport", Way.ONLINE)
    page = missed(tomorrow + DAY)
    assert sent_there(page) == []
    assert "Запишитесь на другое время: принимают только по записи." in page
    give_by("passport", Way.PHONE)
    page = missed(tomorrow + DAY)
    assert sent_there(page) == []
    assert f"Принимают только по записи. {CALL} Где это" in page
    assert "Записаться на другое время" not in page
    with pytest.raises(Refusal, match="только по записи"):
        queue.issue_instead(
            centre=centre.pk,
            appointment=Appointment.objects.get(),
            at=tomorrow + DAY,
            by="device:1",
        )


def test_on_the_day_itself_whoever_missed_it_is_let_in(missed, give_by, centre, tomorrow):
    give_by("passport", Way.ONLINE)
    later = tomorrow + timedelta(hours=3)
    page = missed(later)
    assert "Приходите сегодня и возьмите талон: вас примут, хотя принимают только по записи" in page
    made = Appointment.objects.get()
    assert made.state == State.NO_SHOW
    assert queue.issue_instead(centre=centre.pk, appointment=made, at=later, by="device:1")


def test_whom_the_centre_let_down_is_not_sent_there_either(missed, give_by, tomorrow, at):
    Appointment.objects.update(displaced_at=at)
    give_by("passport", Way.PHONE)
    page = missed(tomorrow + DAY)
    assert "Мы не смогли вас принять" in page
    assert "неявкой это не считается" in page
    assert CALL in page
    assert "Записаться на другое время" not in page


def test_what_is_given_here_no_more_is_looked_for_elsewhere(missed, services, centre, tomorrow, at):
    catalog.withdraw(services["passport"], centre=centre, at=at, by="staff:1")
    page = missed(tomorrow + DAY)
    assert sent_there(page) == []
    assert "Выбрать другой центр" in page


def test_whoever_waits_where_one_just_comes_by_now_reads_that_and_stays(
    client, schedule, sold_out, services, centre, give_by, tomorrow, at
):
    made = booking.wish(
        centre=centre, services=[services["passport"]], first_day=tomorrow.date(),
        last_day=tomorrow.date(), name="Ян", phone="+79160000001", agreed=True, at=at, by="visitor",
    )  # fmt: skip
    come, path = "Сейчас здесь принимают без записи.", f"/w/{made.token}/"
    assert come not in text(client.get(path))
    give_by("passport", Way.WALK_IN)
    page = text(client.get(path))
    assert come in page
    assert "Вы остаётесь в списке до" in page
    assert "Больше не жду" in page
    give_by("passport", Way.WALK_IN, Way.PHONE)
    assert come not in text(client.get(path))
    sold_out()
    assert booking.offer_free_times(at=at) == 1, "they are offered a time again"
