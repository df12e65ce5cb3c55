"""What becomes of a message after it was sent: a provider's word, and a person's."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.notify import actions as notify
from okno.notify import queries, sending
from okno.notify.models import Message
from okno.notify.ports import Silent
from okno.notify.tests.cast import EMAIL, PHONE, Carrier, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("words")]


class ReportingCarrier(Carrier):
    """One whose reports come under a key."""

    def has_key(self, key: str) -> bool:
        return key == f"key of {self.name}"


@pytest.fixture
def sms(carriers):
    return carriers(ReportingCarrier("a", "sms"), Carrier("post", "email"))


def sent(at, **more):
    message = tell(at, to=[PHONE, EMAIL], **more)
    sending.send_due()
    message.refresh_from_db()
    return message


def report(message, at, arrived=True, providers=("a",), **more):
    told = {"number": str(message.number), "reason": "absent subscriber"} | more
    notify.report(providers=providers, arrived=arrived, at=at, by="provider", **told)
    message.refresh_from_db()


def facts(name):
    return list(Event.objects.filter(name=f"notify.{name}").values_list("payload", flat=True))


def test_what_is_said_to_have_arrived_has_arrived(sms, at):
    message = sent(at)
    assert message.state == "sent"
    report(message, at)
    report(message, at)
    report(message, at, arrived=False)
    assert message.state == "delivered", "what was said first holds"
    assert facts("message_delivered") == [{"act": "cancelled", "channel": "sms", "provider": "a"}]


def test_a_report_that_overtakes_the_answer_is_said_again(sms, at):
    """Else a failure would be lost, and nobody would try the next way."""
    message = tell(at, to=[PHONE, EMAIL])
    overtook = []

    def overtake():
        with pytest.raises(Refusal) as refused:
            report(message, at, arrived=False)
        overtook.append(refused.value.code)

    sms.after = overtake
    sending.send_due()
    assert overtook == ["sent_just_now"]
    report(message, at, arrived=False)
    assert message.channel == "email"


def test_what_will_never_arrive_goes_the_next_way(sms, at):
    message = sent(at)
    report(message, at, arrived=False)
    assert (message.state, message.channel, message.reason) == (
        "created",
        "email",
        "sms: absent subscriber",
    )
    report(message, at, arrived=False)
    assert message.channel == "email", "said twice it is one report"
    sending.send_due()
    message.refresh_from_db()
    assert (message.state, message.provider) == ("sent", "post")


@pytest.mark.parametrize("is_too_late", [True, False])
def test_without_another_way_or_in_time_it_has_failed(sms, at, is_too_late):
    message = sent(at) if is_too_late else tell(at, to=[PHONE])
    sending.send_due()
    report(message, message.until if is_too_late else at, arrived=False)
    assert (message.state, message.reason) == ("failed_permanent", "absent subscriber")
    assert len(facts("message_failed")) == 1


def test_what_was_forgotten_meanwhile_is_only_noted(sms, at):
    message = sent(at)
    notify.forget_old(at=at + timedelta(days=8), by="system")
    report(message, at + timedelta(days=8), arrived=False)
    assert message.state == "failed_permanent"


@pytest.mark.parametrize("number", ["", "x", "4b0f6c1e-0000-0000-0000-000000000000"])
def test_a_provider_speaks_of_its_own_messages_only(sms, at, number):
    message = sent(at)
    for given in ({"number": number}, {"providers": ("post",)}):
        with pytest.raises(Refusal) as refusal:
            report(message, at, **given)
        assert refusal.value.code == "unknown_message"
    message.refresh_from_db()
    assert message.state == "sent"


def test_a_provider_is_known_by_its_key(sms):
    assert queries.reporting("key of a") == ["a"]
    for key in ("", "key of b"):
        with pytest.raises(Refusal) as refusal:
            queries.reporting(key)
        assert refusal.value.status == 401


def test_what_nobody_knows_the_fate_of_is_sent_again_by_hand_alone(carriers, at):
    post = carriers(Carrier("post", "email"))
    post.says = [Silent("timeout")]
    message = tell(at)
    sending.send_due()
    sending.send_due()
    message.refresh_from_db()
    assert (message.state, len(post.given)) == ("unknown", 1)
    notify.send_again(message=message.pk, at=at, by="staff:1")
    sending.send_due()
    message.refresh_from_db()
    assert (message.state, len(post.given)) == ("sent", 2)
    assert post.given[0].number == post.given[1].number
    assert facts("message_sent_again") == [{"act": "cancelled", "channel": "email"}]


@pytest.mark.parametrize("trouble", ["sent", "late", "forgotten"])
def test_what_went_its_way_is_not_sent_again(carriers, at, trouble):
    post = carriers(Carrier("post", "email"))
    post.says = [] if trouble == "sent" else [Silent("timeout")]
    message = tell(at)
    sending.send_due()
    message.refresh_from_db()
    if trouble == "forgotten":
        Message.objects.filter(pk=message.pk).update(ways=[], text="")
    later = message.until if trouble == "late" else at
    with pytest.raises(Refusal) as refusal:
        notify.send_again(message=message.pk, at=later, by="staff:1")
    assert refusal.value.code == "not_sent_again"
    with pytest.raises(Refusal):
        notify.send_again(message=0, at=at, by="staff:1")
