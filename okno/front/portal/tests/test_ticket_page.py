"""The page of a ticket, without a browser."""

from datetime import time, timedelta

import pytest

from okno.base import clock
from okno.base.text import Text
from okno.network import actions as network
from okno.network.models import WeeklyHours
from okno.queue import actions as queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


def test_who_has_left_is_not_told_what_is_next(client, centre, services, at):
    ticket = queue.issue(
        centre=centre.pk, service="passport", more=["benefit"], at=at, by="device:1"
    )
    clock.set_to(at, speed=0.001)
    assert "Дальше в этом визите" in client.get(f"/t/{ticket.token}/").content.decode()
    queue.leave(centre=centre.pk, ticket=ticket.pk, at=at, by="visitor")
    assert "Дальше в этом визите" not in client.get(f"/t/{ticket.token}/").content.decode()


BACK = "Подойдите к администратору: он вернёт вам место."


@pytest.fixture
def missed(session, at):
    """A call that was missed, and the day that ended with it."""
    ticket = queue.issue(centre=session.centre_id, service="passport", at=at, by="device:1")
    here = {"centre": session.centre_id, "counter": session.counter_id, "at": at, "by": "x"}
    queue.call_next(**here)
    for _ in range(2):
        queue.recall(**here, ticket=ticket.pk)
    queue.mark_no_show(**here, ticket=ticket.pk)
    clock.set_to(at, speed=0.001)
    return ticket


def test_whose_call_was_missed_is_promised_the_place_today_only(client, missed, at):
    page = client.get(f"/t/{missed.token}/").content.decode()
    assert BACK in page
    assert "Покажите эту страницу" not in page
    clock.set_to(at + timedelta(days=1), speed=0.001)
    page = client.get(f"/t/{missed.token}/").content.decode()
    assert "Мы вас вызывали, но не дождались" in page
    assert BACK not in page
    assert "Сейчас мы открыты. Приходите и покажите эту страницу на входе." in page
    assert "http-equiv" not in page, "nothing follows"
    clock.set_to(at + timedelta(days=1, hours=12), speed=0.001)
    assert "Откроемся завтра в 08:00" in client.get(f"/t/{missed.token}/").content.decode()


def test_nobody_is_sent_to_a_centre_that_has_shut_for_the_day(client, missed, centre, at):
    """Until the last minute of the day the place is given back, and in a break of some hours too."""
    WeeklyHours.objects.filter(centre=centre).update(closes=time(13))
    WeeklyHours.objects.create(centre=centre, weekday=1, opens=time(15), closes=time(20))
    for hours, is_promised in ((2, True), (4, True), (9.5, True), (10, False), (12, False)):
        clock.set_to(at + timedelta(hours=hours), speed=0.001)
        page = client.get(f"/t/{missed.token}/").content.decode()
        assert (BACK in page) == is_promised, hours
        assert ("Откроемся завтра в 08:00" in page) == (not is_promised)


@pytest.mark.parametrize("closed", [True, False])
def test_who_comes_again_is_told_the_hours_of_their_service(
    client, session, missed, centre, at, closed
):
    """The centre is open from eight, the service from twelve."""
    if closed:
        missed = queue.issue(centre=centre.pk, service="passport", at=at, by="device:1")
        queue.close_day(centre=centre.pk, at=at, by="x")
    WeeklyHours.objects.create(
        centre=centre, service="passport", weekday=2, opens=time(12), closes=time(20)
    )
    clock.set_to(at + timedelta(days=1), speed=0.001)
    page = client.get(f"/t/{missed.token}/").content.decode()
    assert "Сейчас мы открыты" not in page
    assert "Откроемся сегодня в 12:00" in page


def test_whoever_is_not_ready_lets_others_go_first_twice(client, session, at):
    ticket, *_others = (
        queue.issue(centre="tverskoy", service="passport", at=at + timedelta(seconds=n - 8), by="x")
        for n in range(8)
    )
    address = f"/t/{ticket.token}/"
    assert "вы следующий" in client.get(address).content.decode().lower()
    assert client.get(f"{address}back/")["Location"] == address, "a link does nothing"
    assert client.post(f"{address}back/").status_code == 302
    page = client.get(address).content.decode()
    assert "3 человека" in page
    assert "ещё 1 раз" in page
    assert client.post(f"{address}back/").status_code == 302
    assert f"{address}back/" not in client.get(address).content.decode()
    assert client.post(f"{address}back/").status_code == 409


def test_a_ticket_of_a_day_that_is_over_says_when_the_doors_are_open(client, centre, services, at):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    queue.close_day(centre=centre.pk, at=at, by="x")
    address = f"/t/{ticket.token}/"
    assert "Откроемся завтра в 08:00" in client.get(address).content.decode()
    clock.set_to(at + timedelta(days=1), speed=1)
    assert "Сейчас мы открыты" in client.get(address).content.decode()


def test_a_ticket_closed_this_morning_says_this_evening_that_the_doors_are_open(
    client, centre, services, at
):
    """Closed until five: at noon it is today, at six it is now, and never tomorrow."""
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    network.close(
        city=centre.district.okrug.city,
        centre=centre,
        starts_on=at.date(),
        ends_on=at.date(),
        opens=time(17),
        closes=time(20),
        reason=Text(ru="Учёба", en="Training"),
        at=at,
        by="x",
    )
    queue.close_day(centre=centre.pk, at=at + timedelta(minutes=40), by="x")
    address = f"/t/{ticket.token}/"
    clock.set_to(at + timedelta(hours=2), speed=1)
    assert "Откроемся сегодня в 17:00" in client.get(address).content.decode()
    clock.set_to(at + timedelta(hours=8), speed=1)
    assert "Сейчас мы открыты" in client.get(address).content.decode()
