"""A manager closes with people inside: the page says what will happen to them, and the hall then does it."""

import re
from datetime import timedelta

import pytest

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.models import Event
from okno.network.models import Closure
from okno.queue import actions as queue
from okno.queue import jobs, reference
from okno.queue.models import State, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
PAGE = "/office/centre/"
MINUTE = timedelta(minutes=1)
TODAY = {
    "key": "k", "service": "", "starts_on": "2026-11-24", "ends_on": "2026-11-24", "opens": "",
    "closes": "", "reason_ru": "Учёба", "reason_en": "Training",
}  # fmt: skip


@pytest.fixture
def office(client, vera, services):
    client.force_login(vera)
    return client


def close(office, **changed):
    return office.post(f"{PAGE}close/", TODAY | changed)


def switch(office, verb, slug, **more):
    return office.post(f"{PAGE}service/{verb}/", {"key": f"{verb} {slug}", "service": slug} | more)


def words(answer):
    """The page as one reads it, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def issue(at, slug="passport"):
    return queue.issue(centre="tverskoy", service=slug, at=at, by="x")


def test_closing_with_people_inside_is_asked_first_and_ends_the_day_as_said(office, session, at):
    for _ in range(3):
        issue(at)
    queue.call_next(centre=session.centre_id, counter=session.counter_id, at=at, by="x")
    asked = close(office)
    page = words(asked)
    assert asked.status_code == 422
    assert "Сейчас ждут 2 человека. У окон или отложен 1 человек." in page
    assert "кончится в течение минуты" in page
    assert not Closure.objects.exists()
    assert not Event.objects.filter(name="network.centre_closed").exists(), "only tried"
    agreed = asked.context["agreeing"]
    other = close(office, agreed=agreed, service="passport")
    assert other.status_code == 422, "agreed was to another closure"
    assert close(office, agreed=agreed).status_code == 302
    jobs.close_days(0)
    assert set(Ticket.objects.values_list("state", flat=True)) == {State.CLOSED}


def test_a_day_cut_short_serves_those_inside_for_the_half_hour_it_says(office, session, at):
    issue(at)
    short = {"ends_on": "2026-11-25", "opens": "08:00", "closes": "13:00"}
    asked = close(office, **short)
    assert "Их вызывают и обслуживают до 13:30." in words(asked)
    assert close(office, **short, agreed=asked.context["agreeing"]).status_code == 302
    half_past_one = at.replace(hour=10, minute=30)
    for moment, state in ((half_past_one - MINUTE, State.WAITING), (half_past_one, "closed")):
        clock.set_to(moment, speed=0.001)
        jobs.close_days(0)
        assert Ticket.objects.get().state == state


def test_closing_a_service_today_says_that_those_in_line_are_still_called(
    office, session, services, at
):
    issue(at)
    assert close(office, service="benefit").status_code == 302, "nobody waits for it"
    asked = close(office, service="passport", key="p")
    page = words(asked)
    assert "Сейчас этой услуги ждёт 1 человек." in page
    assert "Они остаются в очереди, и их вызывают как раньше; день кончится в 20:30." in page
    agreed = {"agreed": asked.context["agreeing"], "service": "passport", "key": "p"}
    assert close(office, **agreed).status_code == 302
    reference.forget()
    with pytest.raises(Refusal):
        issue(at)
    called = queue.call_next(centre=session.centre_id, counter=session.counter_id, at=at, by="x")
    assert called.service == services["passport"]


def test_where_no_counter_gives_a_service_its_people_are_called_by_nobody(
    office, counters, services, boris, at
):
    issue(at)
    asked = switch(office, "withdraw", "passport")
    assert "этих людей никто не вызовет" in words(asked)
    switch(office, "withdraw", "passport", agreed="passport")
    reference.forget()
    opened = queue.open_counter(
        centre=boris.centre_id, counter=counters[0].pk, staff=boris, at=at, by="x"
    )
    assert services["passport"].pk not in opened.services
