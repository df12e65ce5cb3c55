"""By the first of their addresses that works: one that fails for now, and both, and each of them again."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from okno.base import clock
from okno.base.errors import Refusal
from okno.notify import actions as notify
from okno.notify import policy, ports, sending
from okno.notify.acts import ACTS
from okno.notify.models import Message, ProviderState, Spent
from okno.notify.ports import Permanent, Silent, Temporary, Unreachable
from okno.notify.tests.cast import EMAIL, PHONE, AnsweringCarrier, Carrier, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("words")]
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
CHAT = notify.Address("telegram", "123")
PUSH = notify.Address("push", "{}")
AWAY, BUSY = Unreachable("ClientConnectorError"), Temporary("http 503")
ALWAYS = 2_000


def sweep(span, every=5 * SECOND):
    """The clock goes on, and every so often what is due is sent."""
    end = clock.now() + span
    while clock.now() < end:
        sending.send_due()
        clock.set_to(clock.now() + every, speed=0.0001)
    sending.send_due()


def pair(carriers, way, says=(), sms_says=()):
    first, sms = Carrier("first", way.channel), Carrier("gateway", "sms")
    first.says, sms.says = list(says), list(sms_says)
    carriers(first, sms)
    return first, sms


def values_of(act, at):
    given = {"when": at, "until": at.time()}
    return {name: given.get(name, name) for name in ACTS[act].values}


def now(message):
    message.refresh_from_db()
    return message.state


@pytest.mark.parametrize(
    ("act", "way", "trouble", "within"),
    [
        ("your_turn", CHAT, AWAY, 10 * SECOND),
        ("your_turn", PUSH, BUSY, 10 * SECOND),
        ("three_before_you", CHAT, AWAY, 10 * SECOND),
        ("set_out", PUSH, BUSY, 10 * SECOND),
        ("slot_offered", CHAT, AWAY, 10 * SECOND),
        ("running_late", CHAT, AWAY, 10 * SECOND),
        ("sign_in_code", EMAIL, AWAY, 10 * SECOND),
        ("reminder", EMAIL, AWAY, MINUTE),
        ("displaced", EMAIL, BUSY, MINUTE),
    ],
)
def test_whoever_is_not_reached_the_first_way_just_now_is_told_by_one_sms(
    carriers, at, act, way, trouble, within
):
    first, sms = pair(carriers, way, [trouble] * ALWAYS)
    message = tell(at, act=act, values=values_of(act, at), to=(way, PHONE))
    sweep(within)
    assert (now(message), message.channel, message.provider) == ("sent", "sms", "gateway")
    assert message.reason == f"{way.channel}: {trouble.reason}"
    sweep(HOUR, every=MINUTE)
    assert ([each.to for each in sms.given], len(first.given) <= 2) == ([PHONE.to], True)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_by_the_next_way_it_is_said_in_its_words_in_the_newest_version(carriers, at, language):
    _first, sms = pair(carriers, EMAIL, [BUSY] * ALWAYS)
    message = tell(
        at, act="your_turn", values=values_of("your_turn", at), to=(EMAIL, PHONE), language=language
    )
    notify.save_wording(
        act="your_turn", language=language, channel="sms", subject="", body="{ticket} → {counter}", at=at, by="staff:1"
    )  # fmt: skip
    sending.send_due()
    assert now(message) == "sent"
    used = message.wording
    assert (used.channel, used.language, used.version) == ("sms", language, 2)
    (given,) = sms.given
    assert (given.subject, given.text, given.language) == ("", "ticket → counter", language)
    assert policy.sms_length(given.text).parts == 1


def test_forty_displaced_with_a_mail_server_that_knows_us_no_more_hear_by_forty_sms(carriers, at):
    post, sms = pair(carriers, EMAIL, [Unreachable("SMTPAuthenticationError")] * ALWAYS)
    for number in range(40):
        ways = notify.Address("email", f"p{number}@example.org"), notify.Address("sms", f"+7916{number:07}")  # fmt: skip
        tell(at, act="displaced", about=f"appointment:{number}/0", values=values_of("displaced", at), to=ways)  # fmt: skip
    sweep(2 * MINUTE)
    assert set(Message.objects.values_list("state", "channel")) == {("sent", "sms")}
    assert set(Counter(each.to for each in sms.given).values()) == {1}
    assert (len(sms.given), len(post.given) <= 3) == (40, True)


def test_a_hiccup_of_the_first_way_is_sat_out_where_nothing_hurries(carriers, at):
    """The mail server begins anew: three letters wait for it, and nobody pays for an SMS."""
    post, sms = pair(carriers, EMAIL, [AWAY])
    for number in range(3):
        tell(at, about=f"appointment:{number}", to=(EMAIL, PHONE))
    sweep(MINUTE)
    assert set(Message.objects.values_list("state", "channel")) == {("sent", "email")}
    assert (len(post.given), sms.given) == (4, [])


@pytest.mark.parametrize("who_is_back", ["first", "gateway"])
@pytest.mark.parametrize("act", ["your_turn", "three_before_you", "slot_offered", "reminder"])
def test_while_nobody_is_reached_both_ways_are_tried_again_and_who_is_back_tells_once(
    carriers, at, act, who_is_back
):
    """In all the time it is of use: a half of it in the dark is not the end."""
    both = pair(carriers, PUSH, [BUSY] * ALWAYS, [BUSY] * ALWAYS)
    message = tell(at, act=act, values=values_of(act, at), to=(PUSH, PHONE))
    half = (message.until - at) / 2
    sweep(half, every=min(half / 20, MINUTE))
    assert now(message) == "failed_temporary"
    assert [len(each.given) >= 3 for each in both] == [True, True]
    before = [len(each.given) for each in both]
    (back,) = [each for each in both if each.name == who_is_back]
    back.says = []
    sweep(half - MINUTE, every=max(10 * SECOND, half / 200))
    assert (now(message), message.provider) == ("sent", who_is_back)
    assert len(back.given) - before[both.index(back)] == 1


def test_what_nobody_takes_is_too_late_when_it_is_of_no_use(carriers, at):
    first, sms = pair(carriers, PUSH, [BUSY] * ALWAYS, [BUSY] * ALWAYS)
    message = tell(at, act="your_turn", values=values_of("your_turn", at), to=(PUSH, PHONE))
    sweep(message.until - at + 10 * SECOND)
    assert (now(message), message.reason) == ("failed_permanent", "too_late")
    assert 5 <= len(first.given) <= 12 >= len(sms.given) >= 5
    assert len({each.number for each in (*first.given, *sms.given)}) == 1


def test_what_would_wait_beyond_its_use_has_failed_when_that_is_over(carriers, at):
    """And not when the provider may be asked again: until then it would pass for one that is still to come."""
    pair(carriers, PUSH, [Temporary("http 429", 7_200)])
    message = tell(at, act="your_turn", values=values_of("your_turn", at), to=[PUSH])
    sweep(message.until - at + 5 * SECOND)
    assert (now(message), message.reason) == ("failed_permanent", "too_late")


def test_the_first_way_is_gone_again_as_soon_as_it_is_open(carriers, at):
    """In the order of the person, and not before the time a provider has asked for."""
    first, sms = pair(carriers, PUSH, [Temporary("http 429", 300)], [BUSY] * ALWAYS)
    message = tell(at, to=(PUSH, PHONE))
    sweep(290 * SECOND)
    assert (now(message), len(first.given), len(sms.given)) == ("failed_temporary", 1, 4)
    sweep(20 * SECOND)
    assert (now(message), message.channel, len(first.given)) == ("sent", "push", 2)
    assert message.wording.channel == "push"


def test_a_way_that_is_closed_for_good_is_not_tried_again_with_the_others(carriers, at):
    first, sms = pair(carriers, PUSH, [Permanent("http 410")], [BUSY] * 3)
    message = tell(at, to=(PUSH, PHONE))
    sweep(10 * MINUTE)
    assert (now(message), message.provider) == ("sent", "gateway")
    assert (len(first.given), len(sms.given)) == (1, 4)


@pytest.mark.parametrize("trouble", ["rests", "had enough today", "was told enough this hour"])
def test_who_may_not_be_told_one_way_just_now_is_told_the_next(carriers, at, settings, trouble):
    first, sms = pair(carriers, CHAT)
    if trouble == "rests":
        ProviderState.objects.create(name="first", failures=3, rests_until=at + HOUR)
    elif trouble == "had enough today":
        settings.NOTIFY_A_DAY = 1
        tell(at, about="appointment:7", to=[notify.Address("telegram", "777")])
    else:
        settings.NOTIFY_AN_HOUR = 1
        tell(at, about="appointment:7", to=[CHAT])
    sending.send_due()
    before = len(first.given)
    message = tell(at, to=(CHAT, PHONE))
    sending.send_due()
    assert (now(message), message.channel, message.reason) == ("sent", "sms", "telegram: not_now")
    assert (len(sms.given), len(first.given)) == (1, before)


@pytest.mark.parametrize("answering", [False, True])
def test_in_doubt_nobody_is_told_by_another_way(carriers, at, answering):
    """It went out and nobody answered: whether it is there is asked, or stays unknown, and that is all."""
    first, sms = (AnsweringCarrier if answering else Carrier)("first", "email"), Carrier("g", "sms")
    carriers(first, sms)
    first.says = [BUSY, Silent("TimeoutError")]
    if answering:
        first.has = [Temporary("http 500")] * 100
    message = tell(at, to=(EMAIL, PHONE))
    sweep(12 * HOUR, every=10 * MINUTE)
    assert (now(message), message.channel, sms.given) == ("unknown", "email", [])
    assert len(first.given) == 2


def test_however_often_it_was_tried_a_provider_is_asked_as_often_as_ever(carriers, at):
    """Else what goes silent at the tenth try would be unknown at once, though the provider can tell."""
    sms = carriers(AnsweringCarrier("gateway", "sms"))
    sms.says = [BUSY] * 9 + [Silent("TimeoutError")]
    sms.has = [Temporary("http 500")] * 3 + [ports.Sent("there")]
    message = tell(at, to=[PHONE])
    sweep(14 * HOUR, every=5 * MINUTE)
    assert (now(message), message.provider_id, len(sms.given)) == ("sent", "there", 10)


def test_whoever_may_have_heard_it_from_a_dead_worker_is_told_by_no_other_way(carriers, at):
    """Handed over, and the worker died; meanwhile the first way rests and the second is well."""
    _first, sms = pair(carriers, EMAIL)
    message = tell(at, to=(EMAIL, PHONE))
    Message.objects.update(state="sending", claim=1, provider="first", handed_at=at, next_at=at)
    ProviderState.objects.create(name="first", failures=3, rests_until=at + HOUR)
    sweep(HOUR, every=MINUTE)
    assert (now(message), sms.given) == ("unknown", [])


def test_a_worker_that_was_slow_tells_by_no_way_what_the_next_has_told_by_another(carriers, at):
    first, sms = pair(carriers, CHAT, [AWAY] * 2)
    message = tell(at, to=(CHAT, PHONE))

    def sleep():
        first.before = None
        clock.set_to(clock.now() + policy.LEASE + SECOND, speed=0.0001)
        sweep(MINUTE)
        assert (now(message), message.channel) == ("sent", "sms")

    first.before = sleep
    sending.send_one()
    assert (now(message), message.channel) == ("sent", "sms")
    assert (len(first.given), len(sms.given)) == (2, 1)


def test_of_several_who_carry_one_way_each_is_tried_before_the_way_is_left(carriers, at):
    """Five seconds after the first the second is asked, not half a minute nor the other way."""
    one, two, chat = Carrier("one", "sms"), Carrier("two", "sms"), Carrier("chat", "telegram")
    carriers(one, two, chat)
    one.says = [AWAY] * ALWAYS
    values = values_of("your_turn", at)
    message = tell(at, act="your_turn", values=values, to=(PHONE, CHAT))
    sweep(6 * SECOND, every=SECOND)
    assert (now(message), message.provider, len(one.given)) == ("sent", "two", 1)
    two.says = [AWAY] * ALWAYS
    ProviderState.objects.all().delete()
    second = tell(clock.now(), act="your_turn", about="t:2", values=values, to=(PHONE, CHAT))
    sweep(11 * SECOND, every=SECOND)
    assert (now(second), second.provider, chat.given[0].to) == ("sent", "chat", CHAT.to)
    assert (len(one.given), len(two.given)) == (2, 2)


def test_what_no_provider_of_a_way_takes_leaves_it_though_others_are_taken_there(carriers, at):
    """Whatever is wrong with this one: the next to be told wakes the provider, which is tried no more often for it."""
    one, two, chat = Carrier("one", "sms"), Carrier("two", "sms"), Carrier("chat", "telegram")
    carriers(one, two, chat)
    one.says, two.says = [AWAY] * ALWAYS, [AWAY] * ALWAYS
    values = values_of("your_turn", at)
    message = tell(at, act="your_turn", values=values, to=(PHONE, CHAT))
    for _second in range(15):
        sweep(SECOND, every=SECOND)
        ProviderState.objects.all().delete()
    assert (now(message), message.provider) == ("sent", "chat")
    assert (len(one.given), len(two.given)) == (1, 1)


@pytest.mark.parametrize("act", ["your_turn", "booked"])
def test_though_the_first_has_said_later_before_it_fell_silent_the_second_is_asked(
    carriers, at, act
):
    """It is asked once it is known that the first takes nothing, not when both would have rested."""
    one, two = Carrier("one", "sms"), Carrier("two", "sms")
    carriers(one, two)
    one.says = [Temporary("http 429"), *[AWAY] * ALWAYS]
    message = tell(at, act=act, values=values_of(act, at), to=[PHONE])
    sweep(13 * SECOND, every=SECOND)
    assert (now(message), message.provider, len(one.given)) == ("sent", "two", 2)


def test_a_provider_that_rests_is_not_waited_for_before_a_way_is_left(carriers, at):
    one, two, chat = Carrier("one", "sms"), Carrier("two", "sms"), Carrier("chat", "telegram")
    carriers(one, two, chat)
    ProviderState.objects.create(name="two", failures=3, rests_until=at + HOUR)
    one.says = [AWAY] * ALWAYS
    message = tell(at, act="your_turn", values=values_of("your_turn", at), to=(PHONE, CHAT))
    sending.send_due()
    assert (now(message), message.provider, two.given) == ("sent", "chat", [])


def test_one_that_fails_for_a_moment_is_asked_again_where_the_others_have_had_enough_today(
    carriers, at
):
    one, two = Carrier("one", "sms"), Carrier("two", "sms")
    carriers(one, two)
    today = at.astimezone(ZoneInfo("Europe/Moscow")).replace(hour=0, minute=0, second=0)
    Spent.objects.create(what="provider one", since=today, count=1_000_000)
    two.says = [AWAY]
    message = tell(at, act="your_turn", values=values_of("your_turn", at), to=(PHONE,))
    sweep(2 * MINUTE)
    assert (now(message), message.provider, len(two.given), one.given) == ("sent", "two", 2, [])


def test_who_has_left_a_way_is_told_by_what_is_left_of_the_others(carriers, at):
    """Both were tried in vain; the second is left, and the first is open again."""
    first, _sms = pair(carriers, EMAIL, [BUSY] * 2, [BUSY] * ALWAYS)
    message = tell(at, to=(EMAIL, PHONE))
    sweep(5 * SECOND)
    assert (now(message), message.channel) == ("failed_temporary", "sms")
    notify.stop(way=PHONE, at=clock.now(), by="visitor")
    assert (now(message), message.channel, message.wording.channel) == ("failed_temporary", "email", "email")  # fmt: skip
    sweep(MINUTE)
    assert (now(message), message.ways, len(first.given)) == ("sent", [["email", EMAIL.to]], 3)


def test_what_waits_for_the_morning_is_said_by_no_other_way_at_night(carriers, at):
    """At nine in the evening of Moscow the first way fails: the SMS comes at nine, not in the night."""
    evening = at.replace(hour=17, minute=59, second=58)
    clock.set_to(evening, speed=0.0001)
    first, sms = pair(carriers, EMAIL, [BUSY] * ALWAYS)
    values = values_of("result_ready", at)
    tell(evening, act="result_ready", values=values, to=(EMAIL, PHONE))
    sweep(11 * HOUR, every=5 * MINUTE)
    assert (len(first.given), sms.given) == (1, [])
    sweep(2 * HOUR, every=5 * MINUTE)
    assert len(sms.given) == 1


def test_who_is_told_in_the_morning_is_told_by_the_first_way_that_is_well_by_then(carriers, at):
    """In the order of the person: in the evening the next way was to be it, for it was to open a minute before the first."""
    evening = at.replace(hour=17, minute=59, second=58)
    clock.set_to(evening, speed=0.0001)
    first, sms = pair(carriers, EMAIL, [Temporary("http 503", 120)], [Temporary("http 503", 60)])
    values = values_of("result_ready", at)
    message = tell(evening, act="result_ready", values=values, to=(EMAIL, PHONE))
    sending.send_due()
    assert (now(message), message.channel) == ("failed_temporary", "sms")
    clock.set_to(message.next_at + SECOND, speed=0.0001)
    sending.send_due()
    assert (now(message), message.channel, message.attempts) == ("sent", "email", 2)
    assert (message.wording.channel, first.given[1].to, len(sms.given)) == ("email", EMAIL.to, 1)


@pytest.mark.parametrize("was_told_so", [True, False])
def test_what_is_taken_back_is_told_by_no_way_when_it_turns_out_not_to_have_arrived(
    carriers, at, was_told_so
):
    """The mail server failed for a moment and an SMS went, which never came; meanwhile the appointment was moved."""
    first, sms = pair(carriers, EMAIL, [BUSY] * 2)
    message = tell(at, to=(EMAIL, PHONE))
    sweep(2 * MINUTE)
    assert (now(message), message.channel) == ("sent", "sms")
    if not was_told_so:
        Message.objects.filter(pk=message.pk).update(state="unknown")
    notify.cancel(about=message.about, at=clock.now(), by="visitor")
    never_came(message)
    sweep(HOUR, every=MINUTE)
    assert (now(message), len(first.given), len(sms.given)) == ("failed_permanent", 2, 1)
    if not was_told_so:
        with pytest.raises(Refusal):
            notify.send_again(message=message.pk, at=clock.now(), by="staff:1")


@pytest.mark.parametrize("trouble", ["is reported", "is asked about"])
def test_what_has_gone_another_way_comes_back_to_none_that_was_left(carriers, at, trouble):
    chat, sms = Carrier("first", "telegram"), AnsweringCarrier("gateway", "sms")
    chat.says = [AWAY] * 2
    if trouble == "is asked about":
        sms.says, sms.has = [Silent("TimeoutError")], [BUSY, BUSY, BUSY, None]
    carriers(chat, sms)
    message = tell(at, to=(CHAT, PHONE))
    sweep(MINUTE)
    assert now(message) in ("sent", "sending")
    tried = len(chat.given)
    assert notify.stop(way=CHAT, at=clock.now(), by="visitor") == 1
    if trouble == "is reported":
        never_came(message)
    sweep(HOUR, every=MINUTE)
    assert (now(message), message.channel, len(chat.given)) == (message.state, "sms", tried)
    assert all(each[0] == "sms" for each in message.ways)


def never_came(message):
    notify.report(
        providers=["gateway"],
        number=str(message.number),
        arrived=False,
        reason="expired",
        at=clock.now(),
        by="device:1",
    )
