"""Who is called by name, at the desk: seen large, in the line too, and taken off with one press."""

import pytest

from okno.base.models import Event, Look
from okno.front.desk.tests.test_desk import desk, press  # noqa: F401
from okno.queue import actions as queue
from okno.queue.models import CallName

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "session")]


@pytest.fixture
def named(by_name, at):
    def named(name="Анна К."):
        return queue.issue(centre=by_name.pk, service="passport", name=name, at=at, by="x")

    return named


def text(answer):
    return answer.content.decode()


def test_the_name_is_large_at_the_counter_and_stands_in_the_line(desk, named):  # noqa: F811
    named(), named("Пётр")
    page = text(desk.get("/desk/now/"))
    assert "<bdi>Анна К.</bdi>" in page
    assert "Пётр" in text(desk.get("/desk/ask/line/"))
    page = text(press(desk, "call"))
    assert '<p class="desk__name"><bdi>Анна К.</bdi></p>' in page
    assert not Look.objects.exists(), "it was given to be read by the whole hall"


def test_one_press_takes_a_name_off_before_the_call_and_after_it(desk, named):  # noqa: F811
    first, second = named("Дурак"), named("Осёл")
    page = text(press(desk, "by-number", ticket=second.pk))
    assert "Осёл" not in page
    assert "Дурак" in text(press(desk, "call"))
    page = text(press(desk, "by-number", ticket=first.pk))
    assert "Дурак" not in page
    assert first.label[1:] in page, "the same person is still called"
    assert not CallName.objects.exclude(name="").exists()
    struck = Event.objects.filter(name="queue.name_struck").order_by("pk")
    assert [each.subject for each in struck] == [f"ticket:{second.pk}", f"ticket:{first.pk}"]


def test_whom_the_counter_holds_has_the_name_too(desk, named):  # noqa: F811
    ticket = named()
    press(desk, "call")
    assert "Анна К." in text(press(desk, "hold", ticket=ticket.pk, minutes=5))


def test_where_people_are_called_by_number_nothing_is_offered(desk, services, centre, at):  # noqa: F811
    queue.issue(centre=centre.pk, service="passport", name="Анна К.", at=at, by="x")
    page = text(press(desk, "call"))
    assert "Анна" not in page
    assert "по номеру" not in page
