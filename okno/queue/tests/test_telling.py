"""Being told how the line goes: by one's own wish, each thing once, and forgotten with the visit."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.network.models import Hall
from okno.notify import actions as notify
from okno.notify.models import Message
from okno.queue import actions as queue
from okno.queue import policy, queries
from okno.queue.models import Contact, Ticket
from okno.queue.tests.test_policy import NOON

MINUTE = timedelta(minutes=1)
PHONE = "8 916 123-45-67"
PUSH = '{"endpoint": "https://push.example/1", "keys": {"p256dh": "a", "auth": "b"}, "more": 1}'
HEARD = ("your_turn", "three_before_you", "running_late", "set_out")


def told():
    """(act, text) of every message in order."""
    return list(Message.objects.order_by("pk").values_list("act", "text"))


def acts():
    return [act for act, _text in told()]


def refused(expected, act, *subject, **given):
    with pytest.raises(Refusal) as refusal:
        act(*subject, **given)
    assert refusal.value.code == expected
    assert str(refusal.value.message)


@pytest.fixture
def come(centre, services, at):
    notify.load_wordings(at=at, by="system")

    def come(minutes=0, **more):
        same = {"centre": centre.pk, "service": "passport", "by": "device:1"}
        return queue.issue(**same, at=at + minutes * MINUTE, **more)

    return come


@pytest.fixture
def ask(at):
    def ask(place, minutes=0, **more):
        given = {"phone": PHONE, "agreed": True, "language": "ru", "by": "visitor"} | more
        return queue.ask_to_be_told(place, at=at + minutes * MINUTE, **given)

    return ask


@pytest.fixture
def where(session):
    return {"centre": session.centre_id, "counter": session.counter_id, "by": "staff:1"}


@pytest.fixture
def look(at):
    def look(minutes):
        return queue.tell_who_waits(at=at + minutes * MINUTE, by="system")

    return look


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """What an act leaves for after its commit is done when the block ends."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@given(st.integers(0, 100), st.integers(0, 9))
def test_nobody_is_bid_to_come_to_a_hall_where_nobody_serves(ahead, counters):
    assert policy.is_soon(ahead, counters) == (counters > 0 and ahead <= 3)


@given(st.integers(-30, 30), st.integers(0, 120))
def test_late_is_told_when_a_promise_will_break_and_soon(left, wait):
    said = policy.is_late(NOON, wait * MINUTE, 1, NOON + left * MINUTE)
    assert said == (left <= 5 and wait > left)
    assert not policy.is_late(NOON, wait * MINUTE, 0, NOON + left * MINUTE)


@pytest.mark.django_db
class TestTelling:
    def test_who_asked_is_told_of_the_call_and_its_counter(self, come, ask, where, at, commits):
        ask(come())
        come(1)
        with commits():
            queue.call_next(**where, at=at + MINUTE)
        assert told() == [("your_turn", "A1: ваша очередь. Окно 1")]

    def test_who_did_not_ask_costs_a_call_nothing(
        self, come, ask, where, at, django_assert_num_queries, commits
    ):
        come()
        ask(come(1))
        with commits(), django_assert_num_queries(2):  # a savepoint, and the one statement
            assert queue.call_next(**where, at=at + MINUTE).label == "A1"
        assert told() == []

    def test_in_a_centre_of_several_halls_the_hall_is_said(
        self, centre, come, ask, where, at, commits
    ):
        Hall.objects.create(centre=centre, slug="b", name={"ru": "Зал Б", "en": "Hall B"})
        ask(come(), language="en")
        with commits():
            queue.call_next(**where, at=at + MINUTE)
        assert told()[0][1].startswith("A1: your turn. Counter 1, ")

    def test_a_repeated_call_is_told_again_and_a_second_call_too(
        self, come, ask, where, at, commits, look
    ):
        first = come()
        ask(first)
        with commits():
            queue.call_next(**where, at=at + MINUTE)
        with commits():
            queue.recall(**where, ticket=first.pk, at=at + 2 * MINUTE)
        with commits():
            queue.transfer(**where, ticket=first.pk, service="benefit", at=at + 3 * MINUTE)
            queue.call_next(**where, at=at + 4 * MINUTE)
        look(5)
        assert acts() == ["your_turn"] * 3

    def test_a_call_that_could_not_be_told_at_once_is_told_by_the_next_look(
        self, come, ask, where, at, look
    ):
        """As when the process dies between the commit of a call and what follows it."""
        ask(come())
        queue.call_next(**where, at=at + MINUTE)
        assert told() == []
        look(2)
        look(3)
        assert acts() == ["your_turn"]

    def test_a_call_of_long_ago_is_news_to_nobody(self, come, ask, where, at, look):
        ask(come())
        queue.call_next(**where, at=at + MINUTE)
        look(12)
        assert told() == []

    def test_at_three_before_them_they_are_told_once(self, come, ask, where, at, look):
        tickets = [come(n) for n in range(6)]
        ask(tickets[5], 6)
        look(6)
        assert told() == []
        queue.leave(centre=where["centre"], ticket=tickets[0].pk, at=at + 6 * MINUTE, by="x")
        look(7)
        assert told() == []
        called = queue.call_next(**where, at=at + 7 * MINUTE)
        look(8)
        act, text = told()[0]
        assert act == "three_before_you"
        assert "A6" in text
        assert f"/t/{tickets[5].token}/" in text
        queue.finish(
            **where, ticket=queue.start(**where, ticket=called.pk, at=at + 8 * MINUTE).pk, at=at
        )
        look(9)
        look(30)
        assert acts().count("three_before_you") == 1

    def test_who_sees_on_the_page_that_it_is_near_is_not_told_so(self, come, ask, session, look):
        come()
        ask(come(1), 1)
        look(2)
        assert told() == []

    def test_before_the_promise_breaks_they_are_told_the_new_time_once(
        self, come, ask, session, at, look
    ):
        for n in range(5):
            come(n)
        ask(come(5), 5)
        look(6)
        assert told() == [], "the promise is due at 10:40, there is time yet"
        look(15)
        act, text = told()[0]
        assert act == "running_late"
        assert "24 ноября в 11:50" in text, "75 minutes from 10:35"
        look(16)
        look(25)
        assert acts() == ["running_late"]

    def test_a_line_is_looked_at_seldom_while_it_is_far(
        self, come, ask, session, at, look, django_assert_max_num_queries
    ):
        tickets = [come(n / 60) for n in range(20)]
        ask(tickets[19], 1)
        assert look(1) == 1
        assert queue.tell_who_waits(at=at + 1 * MINUTE + timedelta(seconds=29), by="x") == 0
        assert queue.tell_who_waits(at=at + 1 * MINUTE + timedelta(seconds=30), by="x") == 1
        with django_assert_max_num_queries(2):
            queue.tell_who_waits(at=at + 1 * MINUTE + timedelta(seconds=31), by="x")

    def test_it_is_told_in_the_language_of_the_page_by_what_is_heard_soonest(
        self, come, ask, where, at, commits
    ):
        first = come(language="uz")
        ask(first, email="maria@example.org", language="en")
        ask(first, phone="", push=PUSH, language="en")
        with commits():
            queue.call_next(**where, at=at + MINUTE)
        message = Message.objects.get()
        assert [channel for channel, _to in message.ways] == ["push", "sms", "email"]
        assert message.ways[1] == ["sms", "+79161234567"]
        assert "your turn" in message.text
        assert "more" not in message.ways[0][1], "of a browser no more is kept than is needed"

    def test_nothing_is_kept_without_consent_or_an_address(self, come, ask):
        first = come()
        refused("no_consent", ask, first, agreed=False)
        refused("no_way_to_reach", ask, first, phone="")
        refused("no_phone", ask, first, phone="12")
        refused("no_email", ask, first, phone="", email="maria")
        for push in (
            "x",
            "[]",
            "{}",
            '{"endpoint": "x", "keys": 1}',
            "[" * 3000,
            PUSH.replace("/1", "\\u0000"),
            PUSH.replace("/1", "\\ud800"),
        ):
            refused("no_way_to_reach", ask, first, phone="", push=push)
        assert not Contact.objects.exists()
        assert not Ticket.objects.get(pk=first.pk).is_told

    def test_who_has_left_is_not_asked(self, centre, come, ask, at):
        first = come()
        queue.leave(centre=centre.pk, ticket=first.pk, at=at, by="visitor")
        refused("nothing_to_tell", ask, first)

    def test_who_wants_it_no_more_is_told_no_more(self, come, ask, where, at, commits, look):
        first = come()
        ask(first)
        queue.stop_telling(first, at=at, by="visitor")
        queue.stop_telling(first, at=at, by="visitor")
        with commits():
            queue.call_next(**where, at=at + MINUTE)
        look(2)
        assert told() == []
        assert Event.objects.filter(name="queue.contacts_forgotten").count() == 1

    def test_where_they_are_reached_is_in_no_journal(self, come, ask, where, at, commits):
        ask(come(), email="maria@example.org")
        with commits():
            queue.call_next(**where, at=at + MINUTE)
        said = str(list(Event.objects.values_list("payload", "subject")))
        assert "9161234567" not in said
        assert "maria" not in said
        fact = Event.objects.get(name="queue.asked_to_be_told")
        assert fact.payload == {"channels": ["sms", "email"]}

    @pytest.mark.parametrize(
        ("end", "kept"),
        [("finish", timedelta(seconds=31)), ("leave", timedelta(0)), ("no_show", None)],
    )
    def test_the_address_goes_with_the_visit(self, come, ask, where, at, end, kept):
        first = come()
        ask(first)
        queue.call_next(**where, at=at)
        here = where | {"ticket": first.pk, "at": at}
        if end == "finish":
            queue.start(**here)
            queue.finish(**here)
        elif end == "leave":
            queue.leave(centre=where["centre"], ticket=first.pk, at=at, by="visitor")
        else:
            queue.recall(**here)
            queue.recall(**here)
            queue.mark_no_show(**here)
            kept = timedelta(days=1, seconds=31)
        if kept:
            assert queue.forget_contacts(at=at + kept - timedelta(seconds=2), by="system") == 0
        assert queue.forget_contacts(at=at + kept, by="system") == 1
        assert not Contact.objects.exists()


@pytest.mark.django_db
class TestFromAfar:
    @pytest.fixture
    def afar(self, centre, come, at):
        for n in range(4):
            come(-n)
        return queue.join(
            centre=centre.pk, service="passport", holder="browser", at=at, by="visitor"
        )

    def test_they_are_told_once_when_to_set_out(self, afar, ask, where, at, look):
        ask(afar, road_minutes=20)
        look(0)
        assert told() == [], "an hour of waiting, 20 minutes of road"
        for n in range(3):
            called = queue.call_next(**where, at=at + n * MINUTE)
            here = where | {"ticket": called.pk, "at": at + n * MINUTE}
            queue.start(**here)
            queue.finish(**here)
        look(3)
        look(4)
        act, text = told()[0]
        assert (acts(), act) == (["set_out"], "set_out")
        assert f"/q/{afar.token}/" in text

    def test_who_has_to_go_at_once_sees_it_on_the_page(self, afar, ask, session, look):
        ask(afar, road_minutes=90)
        look(1)
        assert told() == []

    def test_the_wish_goes_on_with_the_ticket(self, centre, afar, ask, where, at, commits):
        ask(afar, road_minutes=20)
        code = queries.presence_code(centre.pk, at)
        ticket = queue.come_from_afar(afar, code=code, at=at, by="visitor")
        assert ticket.contact.afar_id is None
        with commits():
            queue.call_this(**where, ticket=ticket.pk, at=at + MINUTE)
        assert acts() == ["your_turn"]

    def test_a_place_given_up_leaves_no_address(self, afar, ask, at):
        ask(afar)
        queue.leave_from_afar(afar, at=at, by="visitor")
        refused("nothing_to_tell", ask, afar)
        assert queue.forget_contacts(at=at, by="system") == 1


@pytest.fixture
def nobody_can_be_told():
    """The database refuses every message, as it might in its last minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "alter table notify_message add constraint no_telling check (false) not valid"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("alter table notify_message drop constraint no_telling")


@pytest.fixture
def one_cannot_be_told():
    """The database refuses every message to one phone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "alter table notify_message add constraint no_telling"
            " check (ways::text not like '%79160000000%') not valid"
        )
    yield "8 916 000-00-00"
    with connection.cursor() as cursor:
        cursor.execute("alter table notify_message drop constraint no_telling")


def reached():
    return [message.ways[0][1] for message in Message.objects.all()]


@pytest.mark.django_db(transaction=True)
def test_where_telling_one_of_their_call_fails_the_others_are_told(
    come, ask, where, english_session, at, look, caplog, one_cannot_be_told
):
    ask(come(), phone=one_cannot_be_told)
    ask(come())
    with transaction.atomic():  # as when what follows the commits has died with the process
        queue.call_next(**where, at=at + MINUTE)
        queue.call_next(**where | {"counter": english_session.counter_id}, at=at + MINUTE)
        connection.run_on_commit = []
    look(2)
    assert reached() == ["+79161234567"]
    assert "79160000000" not in caplog.text
    assert "IntegrityError" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_where_telling_one_of_the_line_fails_the_others_are_told(
    centre, come, ask, session, at, look, caplog, one_cannot_be_told
):
    tickets = [come(n / 60) for n in range(6)]
    ask(tickets[4], 1, phone=one_cannot_be_told)
    ask(tickets[5], 1.1)
    for each in tickets[:2]:
        queue.leave(centre=centre.pk, ticket=each.pk, at=at + MINUTE, by="x")
    assert look(2) == 2
    assert reached() == ["+79161234567"]
    assert "79160000000" not in caplog.text
    assert look(3) >= 1


@pytest.mark.django_db(transaction=True)
def test_a_call_stands_though_telling_of_it_fails(come, ask, where, at, nobody_can_be_told):
    ask(ticket := come())
    queue.call_next(**where, at=at + MINUTE)
    assert (ticket.pk, "called", []) == (*Ticket.objects.values_list("pk", "state").get(), told())
