"""A person hears so much in an hour of bookings, on the way and in line: neither leaves the other in silence."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.notify import sending
from okno.notify.acts import ACTS
from okno.notify.models import Message
from okno.notify.tests.cast import PHONE, Carrier, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("words")]
MOST = 3


@pytest.fixture
def phone(carriers, settings):
    settings.NOTIFY_AN_HOUR = MOST
    return carriers(Carrier("phone", "sms"))


def say(act, at, number=0):
    """The act is told, with some text or time at each of its places."""
    values = {each: at if each in ("when", "until") else "1" for each in ACTS[act].values}
    return tell(at, act=act, about=f"a:{number}", to=[PHONE], values=values)


def sent():
    sending.send_due()
    return list(Message.objects.filter(state="sent").values_list("act", flat=True))


@pytest.mark.parametrize("flood", ["changed", "set_out"])
@pytest.mark.parametrize("act", sorted(act for act in ACTS if ACTS[act].pot == "line"))
def test_who_is_in_line_hears_of_it_whatever_is_booked_with_their_phone(phone, at, act, flood):
    for number in range(MOST + 2):
        say(flood, at, number)
    assert sent() == [flood] * MOST
    say(act, at)
    assert act in sent()


@pytest.mark.parametrize("act", ["your_turn", "set_out"])
def test_who_is_in_line_or_on_the_way_is_told_so_much_in_an_hour_too(phone, at, act):
    for number in range(MOST + 2):
        say(act, at, number)
    assert len(sent()) == MOST
    assert Message.objects.filter(state="created", next_at__gt=at).count() == 2
    clock.set_to(at + timedelta(hours=1), speed=0.0001)
    say(act, clock.now(), MOST + 3)
    assert len(sent()) > MOST


@pytest.mark.parametrize("act", ["your_turn", "three_before_you", "running_late", "set_out"])
def test_what_is_told_of_the_hall_is_counted_apart_from_bookings(act):
    assert ACTS[act].pot != ACTS["booked"].pot
