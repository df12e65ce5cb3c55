"""How long a person is known again by the keyed hash of their phone or e-mail."""

from datetime import timedelta

import pytest

from okno.booking import actions as booking
from okno.booking.actions.arriving import forget_keys
from okno.booking.models import Appointment, UnansweredCall
from okno.people import queries as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("schedule")]


def test_a_person_is_known_again_only_while_a_rule_asks_for_it(book, tomorrow, at):
    kept, missed, cancelled = (book(tomorrow + timedelta(hours=2 * n)) for n in range(3))
    Appointment.objects.filter(pk=kept.pk).update(state="arrived")
    booking.fulfil(kept, at=tomorrow, by="system")
    booking.cancel(cancelled, at=at, by="visitor")
    booking.miss_all(at=tomorrow + timedelta(days=1), by="system")
    assert not kept.keys.exists()
    assert not cancelled.keys.exists()
    assert missed.keys.count() == 1
    assert forget_keys(at=tomorrow + timedelta(days=180)) == 0
    assert missed.keys.count() == 1
    assert forget_keys(at=tomorrow + timedelta(days=182)) == 1
    assert not missed.keys.exists()


def test_that_a_call_was_in_vain_is_kept_for_a_week_and_of_the_phone_alone(
    by_phone, book, tomorrow
):
    rung = book(tomorrow, medium="phone", email="ian@example.org")
    assert rung.keys.count() == 2
    came = booking.arrive(rung, centre=rung.centre_id, at=tomorrow, by="system")
    booking.not_reach(came, at=tomorrow, by="system")
    (kept,) = UnansweredCall.objects.all()
    assert kept.key == people.person_key(rung.visitor.phone, "booking")
    week = timedelta(days=7)
    forget_keys(at=tomorrow + week)
    assert UnansweredCall.objects.exists()
    forget_keys(at=tomorrow + week + timedelta(minutes=1))
    assert not UnansweredCall.objects.exists()
