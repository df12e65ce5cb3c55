"""Sending for one step and back: what both counters read of it."""

import pytest

from okno.queue import actions as queue
from okno.queue.models import Ticket
from tests.cast import ALL_SKILLS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def there(centre, counters, anna, services, at):
    anna.skills = ALL_SKILLS
    anna.save()
    where = {"centre": centre.pk, "counter": counters[1].pk, "at": at, "by": "staff:2"}
    queue.open_counter(**where, staff=anna)
    return where


@pytest.fixture
def desks(client, boris, anna, session, there):
    """The windows of counter 1 and counter 2: `press(1, "call")`, `page(2)`."""

    class Desks:
        presses = 0

        def press(self, counter, verb, **form):
            client.force_login((boris, anna)[counter - 1])
            self.presses += 1
            form.setdefault("key", f"press-{self.presses}")
            answer = client.post(f"/desk/{verb}/", form, headers={"HX-Request": "true"})
            return answer.status_code, answer.content.decode()

        def page(self, counter, path="now/"):
            client.force_login((boris, anna)[counter - 1])
            return " ".join(client.get(f"/desk/{path}").content.decode().split())

        def sends(self, **more):
            ticket = queue.issue(
                centre="tverskoy", service="passport", at=there["at"], by="x", **more
            )
            self.press(1, "call")
            step = {"ticket": ticket.pk, "service": "benefit", "to_counter": there["counter"]}
            assert self.press(1, "transfer", **step, back_to_me="on")[0] == 200
            return ticket

    return Desks()


def test_a_person_sent_for_one_step_is_expected_back_and_comes_first(desks, services, at):
    ticket = desks.sends()
    assert Ticket.objects.get().returns_to.number == 1
    page = desks.page(1)
    assert "Вернутся к вам" in page
    assert f'A1 <span class="soft">ждёт окно 2 · {services["benefit"].short_name}' in page
    assert "на один шаг, от окна 1 и обратно" in desks.page(2)
    desks.press(2, "call")
    assert "у окна 2 ·" in desks.page(1)
    desks.press(2, "start", ticket=ticket.pk)
    page = desks.page(2)
    assert "Готово: обратно к окну 1" in page
    assert f"Потом: {services['passport'].short_name} · снова у окна 1" in page
    desks.press(2, "finish", ticket=ticket.pk)
    assert "Отменить завершение A1" in desks.page(2)
    page = desks.page(1)
    assert "Вернутся к вам" not in page
    assert "возвращается к вам от окна 2" in page
    desks.press(1, "call")
    assert "возвращается к окну 1 от окна 2" in desks.page(1)


def test_whoever_was_sent_is_not_asked_for_another_return(desks):
    ticket = desks.sends()
    desks.press(2, "call")
    asked = desks.page(2, "ask/transfer/")
    assert "После этого посетитель вернётся к окну 1." in asked
    assert "back_to_me" not in asked
    step = {"ticket": ticket.pk, "service": "extract", "back_to_me": "on"}
    status, said = desks.press(2, "transfer", **step)
    assert status == 409
    assert "ждёт его обратно" in said


def test_at_a_third_counter_it_reads_where_they_go_back_to(desks, boris, session, there, at):
    ticket = desks.sends()
    desks.press(2, "call")
    desks.press(2, "start", ticket=ticket.pk)
    desks.press(2, "finish", ticket=ticket.pk)
    queue.pause_counter(
        centre=session.centre_id,
        counter=session.counter_id,
        reason="lunch",
        minutes=9,
        at=at,
        by="x",
    )
    assert "возвращается к окну 1" in desks.page(2)


def test_a_person_on_hold_at_the_other_counter_is_on_hold_there_and_expected_here(desks):
    ticket = desks.sends()
    desks.press(2, "call")
    desks.press(2, "hold", ticket=ticket.pk, minutes=5)
    assert "Отложены" in desks.page(2)
    assert "Вернутся к вам" not in desks.page(2)
    assert "Вернутся к вам" in desks.page(1)
    assert "Отложены" not in desks.page(1)
