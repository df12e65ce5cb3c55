"""From a message to a provider: retries, other providers, other channels, quotas, and nothing held meanwhile."""

import threading
from datetime import timedelta
from itertools import pairwise

import psycopg
import pytest
from django.db import connection

from okno.base import clock
from okno.base.models import Event
from okno.notify import actions as notify
from okno.notify import jobs, policy, ports, queries, sending
from okno.notify.addresses import Address
from okno.notify.models import Message, ProviderState
from okno.notify.ports import Permanent, Sent, Silent, Temporary, Unreachable
from okno.notify.tests.cast import EMAIL, PHONE, AnsweringCarrier, Carrier, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("words")]
SECOND = timedelta(seconds=1)


def later(span):
    clock.set_to(clock.now() + span, speed=0.0001)


def now(message):
    message.refresh_from_db()
    return message.state


def facts():
    return list(
        Event.objects.filter(name__startswith="notify.message_")
        .order_by("id")
        .values_list("name", flat=True)
    )


def test_a_message_is_sent_once_under_its_number(carriers, at):
    post = carriers(Carrier("post", "email"))
    message = tell(at)
    jobs.send(message.pk)
    jobs.send(message.pk)
    jobs.send_due(0)
    (given,) = post.given
    assert (given.number, given.to) == (str(message.number), EMAIL.to)
    assert now(message) == "sent"
    assert (message.provider, message.provider_id, message.attempts) == ("post", "post-1", 1)
    assert message.text != ""
    assert facts() == ["notify.message_made", "notify.message_sent"]


def test_what_is_due_later_is_sent_later(carriers, at):
    post = carriers(Carrier("post", "email"))
    tell(at, due_at=at + timedelta(hours=1))
    assert sending.send_due() == 0
    later(timedelta(hours=1, seconds=1))
    assert sending.send_due() == 1
    assert len(post.given) == 1


def test_a_code_is_forgotten_when_it_is_sent(carriers, at):
    post = carriers(Carrier("post", "email"))
    message = tell(at, act="sign_in_code", values={"code": "918273", "minutes": 10})
    sending.send_due()
    assert "918273" in post.given[0].text
    assert now(message) == "sent"
    assert (message.text, message.subject, message.values) == ("", "", {})


def test_what_is_not_taken_is_tried_later_and_later_as_long_as_it_is_of_use(carriers, at):
    post, tried_at = carriers(Carrier("post", "email")), []
    post.says = [Temporary("data 451")] * 100
    post.after = lambda: tried_at.append(clock.now())
    message = tell(at)
    sending.send_due()
    assert now(message) == "failed_temporary"
    assert message.reason == "data 451"
    assert sending.send_due() == 0
    while now(message) == "failed_temporary":
        clock.set_to(message.next_at, speed=0.0001)
        sending.send_due()
    assert (now(message), message.reason) == ("failed_permanent", "too_late")
    assert len({each.number for each in post.given}) == 1
    waits = [after - before for before, after in pairwise(tried_at)]
    for waited, wait in zip(waits, policy.AGAIN, strict=False):
        assert wait <= waited < wait + SECOND
    assert message.until - 2 * policy.SHORTEST_HALF <= tried_at[-1] < message.until
    assert len(tried_at) < 30


def test_a_provider_that_asks_for_time_is_given_it(carriers, at):
    post = carriers(Carrier("post", "email"))
    post.says = [Temporary("http 429", 300)]
    message = tell(at)
    sending.send_due()
    message.refresh_from_db()
    assert message.next_at >= at + timedelta(seconds=300)


def test_a_failing_provider_is_stepped_over_and_tried_again_when_it_has_rested(carriers, at):
    first, second = Carrier("first", "sms"), Carrier("second", "sms")
    carriers(first, second)
    first.says = [Unreachable("ConnectionRefusedError")]
    message = tell(at, to=[PHONE])
    sending.send_due()
    assert now(message) == "failed_temporary"
    later(6 * SECOND)
    tell(at, about="b", to=[PHONE])
    sending.send_due()
    assert now(message) == "sent"
    assert (len(first.given), len(second.given)) == (1, 2)
    (state,) = ProviderState.objects.all()
    assert (state.name, state.failures) == ("first", 1)
    health = {each.name: each for each in queries.providers(day=at)}
    assert health["first"].failing_since is not None
    assert health["second"].failing_since is None
    later(policy.REST)
    tell(at, about="c", to=[PHONE])
    sending.send_due()
    assert len(first.given) == 2
    assert ProviderState.objects.get().failures == 0


def test_when_all_rest_a_message_waits_for_the_first_that_wakes(carriers, at):
    only = carriers(Carrier("only", "sms"))
    only.says = [Unreachable("x")]
    message = tell(at, to=[PHONE])
    sending.send_due()
    later(6 * SECOND)
    sending.send_due()
    assert len(only.given) == 1, "it rests"
    later(policy.REST)
    sending.send_due()
    assert now(message) == "sent"
    assert message.attempts == 2


def test_who_cannot_be_reached_one_way_is_reached_the_next_in_its_own_words(carriers, at):
    post, phone = Carrier("post", "email"), Carrier("phone", "sms")
    carriers(post, phone)
    post.says = [Permanent("receiver 550")]
    message = tell(at, to=[EMAIL, PHONE])
    sending.send_due()
    assert now(message) == "sent"
    assert (message.channel, message.provider, phone.given[0].to) == ("sms", "phone", PHONE.to)
    assert phone.given[0].text.startswith("Запись на 24 ноября в 10:20 отменена: Тверской.")
    assert facts()[1:] == ["notify.message_failed", "notify.message_sent"]


def test_who_cannot_be_reached_at_all_is_not_tried_for_ever(carriers, at):
    post = carriers(Carrier("post", "email"))
    post.says = [Permanent("receiver 550")]
    message = tell(at)
    sending.send_due()
    assert (now(message), message.reason) == ("failed_permanent", "receiver 550")
    assert sending.send_due() == 0


def test_without_a_provider_nobody_pretends(carriers, at):
    carriers(Carrier("phone", "sms"))
    message = tell(at)
    sending.send_due()
    assert (now(message), message.reason) == ("failed_permanent", "no_provider")


def test_a_stand_in_is_asked_only_where_there_is_nobody_else(carriers, at):
    shown, real = Carrier("console email", "email"), Carrier("post", "email")
    shown.is_stand_in = True
    carriers(shown)
    tell(at)
    sending.send_due()
    assert queries.recent()[0].is_shown_only
    carriers(real)
    tell(at, about="b")
    sending.send_due()
    assert not queries.recent()[0].is_shown_only
    assert (len(shown.given), len(real.given)) == (1, 1)


def test_what_nobody_needs_any_more_is_not_sent(carriers, at):
    post = carriers(Carrier("post", "email"))
    message = tell(at, act="your_turn", values={"ticket": "A17", "counter": 7})
    later(timedelta(minutes=11))
    sending.send_due()
    assert (now(message), message.reason, post.given) == ("failed_permanent", "too_late", [])


def test_after_silence_nothing_is_sent_again(carriers, at):
    post, phone = Carrier("post", "email"), Carrier("phone", "sms")
    carriers(post, phone)
    post.says = [Silent("TimeoutError")]
    message = tell(at, to=[EMAIL, PHONE])
    sending.send_due()
    assert now(message) == "unknown"
    later(timedelta(hours=1))
    assert sending.send_due() == 0
    assert (len(post.given), len(phone.given)) == (1, 0)
    assert facts()[-1] == "notify.message_unknown"


def test_a_silent_provider_that_can_tell_is_asked_until_it_does(carriers, at):
    phone = carriers(AnsweringCarrier("phone", "sms"))
    phone.says = [Silent("TimeoutError")]
    phone.has = [Temporary("http 500"), None]
    message = tell(at, to=[PHONE])
    sending.send_due()
    assert now(message) == "sending"
    later(6 * SECOND)
    sending.send_due()
    assert now(message) == "sending"
    later(31 * SECOND)
    sending.send_due()
    assert now(message) == "sent"
    assert len(phone.given) == 2
    assert len({each.number for each in phone.given}) == 1


def test_a_silent_provider_that_never_tells_leaves_it_unknown(carriers, at):
    phone = carriers(AnsweringCarrier("phone", "sms"))
    phone.says, phone.has = [Silent("x")], [Temporary("http 500")] * 20
    message = tell(at, to=[PHONE])
    for wait in (timedelta(0), *policy.AGAIN):
        later(wait + SECOND)
        sending.send_due()
    assert now(message) == "unknown"
    assert len(phone.given) == 1


def test_a_worker_that_was_too_slow_neither_hands_over_nor_writes(carriers, at):
    post = carriers(Carrier("post", "email"))
    message = tell(at)

    def sleep():
        post.before = None
        later(policy.LEASE + SECOND)
        sending.send_due()

    post.before = sleep
    sending.send_due()
    assert len(post.given) == 1
    assert (now(message), message.claim) == ("sent", 2)


@pytest.mark.parametrize(
    "trouble", [Temporary("http 429", 7_200), Unreachable("x"), Permanent("x")]
)
@pytest.mark.parametrize("take_back", [notify.cancel, notify.forget])
def test_what_is_taken_back_while_it_is_tried_has_ended_at_once(carriers, at, take_back, trouble):
    """And not when the provider may be asked again: until then it would pass for one that is still to come."""
    post = carriers(Carrier("post", "email"))
    post.says = [trouble]
    message = tell(at)
    post.after = lambda: take_back(about="appointment:1", at=clock.now(), by="visitor")
    sending.send_due()
    later(SECOND)
    sending.send_due()
    assert (now(message), message.attempts) == ("failed_permanent", 1)
    for wait in policy.AGAIN:
        later(wait + SECOND)
        sending.send_due()
    assert len(post.given) == 1


def test_what_is_taken_back_before_it_is_handed_over_is_not_handed_over(carriers, at):
    post = carriers(Carrier("post", "email"))
    message = tell(at)
    post.before = lambda: notify.cancel(about="appointment:1", at=clock.now(), by="visitor")
    sending.send_due()
    assert post.given == []
    later(policy.LEASE + SECOND)
    sending.send_due()
    assert (now(message), post.given) == ("failed_permanent", [])


def test_who_is_asked_and_says_that_it_failed_is_believed(carriers, at):
    asked = AnsweringCarrier("a", "sms")
    carriers(asked, Carrier("post", "email"))
    asked.says, asked.has = [Silent("no answer")], [Permanent("absent subscriber")]
    message = tell(at, to=[PHONE, EMAIL])
    sending.send_due()
    later(policy.AGAIN[0] + SECOND)
    sending.send_due()
    assert now(message) in ("created", "sent")
    assert message.channel == "email"


def test_a_worker_that_was_slow_after_handing_over_is_not_doubled(carriers, at):
    post = carriers(Carrier("post", "email"))
    message = tell(at)
    Message.objects.update(state="sending", claim=1, provider="post", handed_at=at, next_at=at)
    sending.send_due()
    assert (now(message), post.given) == ("unknown", [])


def test_a_provider_has_enough_for_a_day_and_the_next_goes_on(carriers, at, settings):
    settings.NOTIFY_A_DAY = 2
    first, second = Carrier("first", "email"), Carrier("second", "email")
    carriers(first, second)
    messages = [tell(at, about=f"a{number}") for number in range(5)]
    sending.send_due()
    assert (len(first.given), len(second.given)) == (2, 2)
    assert now(messages[-1]) == "created"
    assert messages[-1].next_at.hour == 21, "midnight in Moscow"


def test_a_person_is_told_so_much_in_an_hour(carriers, at, settings):
    settings.NOTIFY_AN_HOUR = 3
    post = carriers(Carrier("post", "email"))
    for number in range(5):
        tell(at, about=f"a{number}")
    sending.send_due()
    assert len(post.given) == 3
    later(timedelta(minutes=40, seconds=1))
    sending.send_due()
    assert len(post.given) == 5


def test_several_workers_send_each_message_once(carriers, at):
    post = carriers(Carrier("post", "email"))
    for number in range(60):
        tell(at, about=f"a{number}", to=[type(EMAIL)("email", f"p{number}@example.org")])

    def work():
        sending.send_due()
        connection.close()

    crowd = [threading.Thread(target=work) for _ in range(6)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert len(post.given) == len({each.number for each in post.given}) == 60
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_nothing_is_held_in_the_database_while_a_provider_is_slow(carriers, at):
    """Seen from another line: no transaction of this database is open, and nobody waits for a row."""
    post = carriers(Carrier("post", "email"))
    message = tell(at)
    seen = []

    def look():
        with psycopg.connect(**_line(), autocommit=True) as line:
            open_ones = line.execute(
                "select state, query from pg_stat_activity where datname = current_database()"
                " and pid <> pg_backend_pid() and (state <> 'idle' or xact_start is not null)"
            ).fetchall()
            line.execute("set lock_timeout = '1s'")
            line.execute("select 1 from notify_message where id = %s for update", [message.pk])
            seen.append(open_ones)

    post.before = look
    sending.send_due()
    assert seen == [[]]


def _line():
    at = connection.settings_dict
    return {"dbname": at["NAME"], "user": at["USER"], "host": at["HOST"], "port": at["PORT"]}


def test_who_may_unsubscribe_is_given_the_way_and_of_a_visit_nobody_is(carriers, at, settings):
    post = carriers(Carrier("post", "email"))
    tell(at, act="how_was_it", values={"link": "l", "centre": "c"})
    tell(at, about="b")
    sending.send_due()
    asked, visit = (each.unsubscribe for each in post.given)
    assert asked.startswith(f"{settings.ORIGIN}/unsubscribe/")
    assert "maria" not in asked
    assert visit == ""


def test_whoever_registers_under_a_name_takes_its_place(carriers):
    carriers(Carrier("a", "sms"), Carrier("b", "sms"))
    newer = Carrier("a", "sms")
    ports.register(newer)
    assert ports.provider("a") is newer
    assert [each.name for each in ports.providers("sms")] == ["b", "a"]
    assert Sent() == Sent("")


def test_a_phone_behind_addresses_that_do_not_exist_hears_no_more_an_hour_than_any(
    carriers, at, settings
):
    settings.NOTIFY_AN_HOUR = 2
    post, phone = Carrier("post", "email"), Carrier("phone", "sms")
    carriers(post, phone)
    for number in range(5):
        post.says.append(Permanent("receiver 550"))
        nobody = Address("email", f"nobody{number}@example.org")
        tell(at, about=f"appointment:{number}", to=[nobody, PHONE])
    sending.send_due()
    assert len(post.given) == 5
    assert [each.to for each in phone.given] == [PHONE.to] * 2
    assert Message.objects.filter(state="created", next_at__gt=at).count() == 3
