"""Another way is put first, or left, while a message waits for one that does not work."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.notify import actions as notify
from okno.notify import sending
from okno.notify.ports import Temporary
from okno.notify.tests.cast import PHONE, Carrier, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("words")]
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
CHAT = notify.Address("telegram", "123")


def later(span):
    clock.set_to(clock.now() + span, speed=0.0001)


@pytest.fixture
def carried(carriers):
    """A gateway that asks for a while at the first try, and a chat."""
    sms, chat = Carrier("gateway", "sms"), Carrier("chat", "telegram")
    carriers(sms, chat)
    sms.says = [Temporary("http 429", 400)]
    return sms, chat


def in_the_chat_first(about="appointment:1"):
    return notify.put_first(about=about, way=CHAT, at=clock.now(), by="visitor")


def test_a_chat_that_is_added_because_no_sms_comes_is_used_at_once(carried, at):
    """And not when the gateway may be asked again, which may be a day later."""
    sms, chat = carried
    message = tell(at, act="booked", values=_booked(at), to=[PHONE])
    sending.send_due()
    later(10 * SECOND)
    assert in_the_chat_first() == 1
    sending.send_due()
    message.refresh_from_db()
    assert (message.state, message.channel) == ("sent", "telegram")
    assert ([each.to for each in chat.given], len(sms.given)) == ([CHAT.to], 1)


def test_what_is_not_due_yet_goes_by_the_chat_when_it_is(carried, at):
    _sms, chat = carried
    tell(at, to=[PHONE], due_at=at + HOUR)
    in_the_chat_first()
    sending.send_due()
    assert chat.given == []
    later(HOUR + SECOND)
    sending.send_due()
    assert len(chat.given) == 1


def test_what_can_wait_goes_by_the_chat_in_the_morning(carried, at):
    """The gateway asks for fourteen hours at half past eight; an hour later a chat is added."""
    sms, chat = carried
    sms.says = [Temporary("http 429", 14 * 3_600)]
    evening = at.replace(hour=17, minute=30)
    clock.set_to(evening, speed=0.0001)
    values = {"centre": "c", "service": "s", "address": "a", "link": "l"}
    tell(evening, act="result_ready", values=values, to=[PHONE])
    sending.send_due()
    later(HOUR)
    in_the_chat_first()
    sending.send_due()
    assert chat.given == []
    clock.set_to(at.replace(hour=6, second=1) + timedelta(days=1), speed=0.0001)
    sending.send_due()
    assert (len(chat.given), len(sms.given)) == (1, 1)


def test_a_way_put_first_that_asked_for_time_is_given_it(carried, at):
    _sms, chat = carried
    chat.says = [Temporary("http 429", 300)]
    tell(at, to=[CHAT, PHONE])
    sending.send_due()
    in_the_chat_first()
    later(290 * SECOND)
    sending.send_due()
    assert len(chat.given) == 1
    later(11 * SECOND)
    sending.send_due()
    assert len(chat.given) == 2


def _booked(at):
    return {
        "when": at + HOUR,
        "centre": "Тверской",
        "service": "Паспорт",
        "address": "a",
        "link": "l",
        "code": "c",
    }
