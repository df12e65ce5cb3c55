"""Two workers at one message or one provider, and one that slept: nothing is undone, doubled or told too late."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from okno.base import clock
from okno.notify import policy, sending
from okno.notify.models import Message, ProviderState
from okno.notify.ports import Sent, Silent, Temporary, Unreachable
from okno.notify.tests.cast import PHONE, AnsweringCarrier, Carrier, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("words")]
SECOND = timedelta(seconds=1)


def later(span):
    clock.set_to(clock.now() + span, speed=0.0001)


def test_a_slow_worker_that_reached_nobody_does_not_make_sent_anew_what_the_next_handed_over(
    carriers, at
):
    """The next one heard nothing and will ask; meanwhile the first finds that it never came through."""
    phone = carriers(AnsweringCarrier("phone", "sms"))
    phone.says, phone.has = [Silent("TimeoutError")], [Sent("phone-1")]
    message = tell(at, to=[PHONE])

    def come_too_late():
        phone.before = None
        later(policy.LEASE + SECOND)
        sending.send_due()
        raise Unreachable("ConnectTimeout")

    phone.before = come_too_late
    sending.send_due()
    message.refresh_from_db()
    assert (message.state, message.reason) == ("sending", "TimeoutError")
    assert message.handed_at is not None
    later(policy.REST + SECOND)
    sending.send_due()
    message.refresh_from_db()
    assert (message.state, message.provider_id) == ("sent", "phone-1")
    assert len(phone.given) == 1


def test_though_its_worker_slept_nothing_is_handed_over_for_longer_than_it_is_of_use(carriers, at):
    """How long it is good for is counted from when it was taken: after a long sleep that is not true any more."""
    phone = carriers(Carrier("phone", "sms"))
    message = tell(at, to=[PHONE])
    good_until = []

    def sleep():
        phone.before = None
        later(timedelta(minutes=30))

    phone.before = sleep
    phone.after = lambda: good_until.append(
        clock.now() + timedelta(seconds=phone.given[-1].good_for_s)
    )
    sending.send_one()
    assert phone.given == []
    sending.send_one()
    message.refresh_from_db()
    assert message.state == "sent"
    assert good_until[0] <= message.until + SECOND


def test_a_provider_that_two_workers_find_failing_at_once_has_failed_once(carriers, at):
    post = carriers(Carrier("post", "email"))
    post.says = [Unreachable("x")] * 3
    tell(at)
    tell(at, about="b")

    def another_worker():
        post.after = None
        sending.send_one()

    post.after = another_worker
    sending.send_one()
    assert len(post.given) == 2
    state = ProviderState.objects.get()
    assert state.failures == 1
    assert state.rests_until - at < policy.REST + SECOND
    later(policy.REST + SECOND)
    sending.send_one()
    assert len(post.given) == 3
    state.refresh_from_db()
    assert state.failures == 2, "after its rest it counts again"


def test_a_worker_steps_over_what_another_is_just_taking(carriers, at):
    """It neither waits for it nor thinks that nothing else is due."""
    phone = carriers(Carrier("phone", "sms"))
    first, second = tell(at, to=[PHONE]), tell(at, about="appointment:2", to=[PHONE])
    taken: list[bool] = []

    def other_worker() -> None:
        taken.append(sending.send_one())
        connection.close()

    with transaction.atomic():
        Message.objects.select_for_update().get(pk=first.pk)
        thread = threading.Thread(target=other_worker)
        thread.start()
        thread.join(timeout=10)
        assert not thread.is_alive(), "it waits"
    assert taken == [True]
    second.refresh_from_db()
    assert (second.state, len(phone.given)) == ("sent", 1)


class WorkerDied(BaseException):
    """What no code of ours catches."""


@pytest.mark.parametrize("has", [Sent("there"), None])
def test_what_a_worker_died_over_at_the_tenth_try_is_asked_about_until_the_provider_tells(
    carriers, at, has
):
    """Nor do the questions count as tries: what never came is sent anew, and waits no longer for it if that fails."""
    phone = carriers(AnsweringCarrier("phone", "sms"))
    message = tell(at, to=[PHONE])
    Message.objects.update(attempts=9)

    def die():
        phone.after = None
        raise WorkerDied

    phone.after = die
    with pytest.raises(WorkerDied):
        sending.send_one()
    phone.has = [Temporary("http 500")] * 3 + [has]
    phone.says = [Temporary("http 503")]
    later(policy.LEASE + SECOND)
    sending.send_due()
    for wait in policy.AGAIN[:3]:
        message.refresh_from_db()
        assert (message.state, message.attempts, message.reason) == ("sending", 10, "http 500")
        later(wait + SECOND)
        sending.send_due()
    message.refresh_from_db()
    if has:
        assert (message.state, message.provider_id, len(phone.given)) == ("sent", "there", 1)
    else:
        assert (message.state, message.attempts, len(phone.given)) == ("failed_temporary", 11, 2)


def test_what_never_came_and_fails_when_it_is_sent_anew_waits_as_after_the_second_try(carriers, at):
    """However often the provider was asked before it told."""
    phone = carriers(AnsweringCarrier("phone", "sms"))
    phone.says = [Silent("TimeoutError"), Temporary("http 503")]
    phone.has = [Temporary("http 500")] * 3 + [None]
    message = tell(at, to=[PHONE])
    sending.send_due()
    for wait in policy.AGAIN[:4]:
        later(wait + SECOND)
        sending.send_due()
    message.refresh_from_db()
    assert (message.state, len(phone.given)) == ("failed_temporary", 2)
    assert message.next_at - clock.now() <= policy.AGAIN[1]
