"""Somebody is told something once, in their words, at a time that suits."""

import json
import threading
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.notify import actions as notify
from okno.notify import addresses, policy, queries
from okno.notify.acts import ACTS
from okno.notify.models import Channel, Message, Unsubscribed, Wording
from okno.notify.tests.cast import EMAIL, PHONE, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("words")]
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture(autouse=True)
def _no_job_is_left(db):
    """A test with transactions of its own, in this process before us, may have left some: no model is theirs."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")


def jobs():
    with connection.cursor() as cursor:
        cursor.execute(
            "select args->>'message' from procrastinate_jobs where task_name = 'okno.notify.jobs.send'"
        )
        return [int(row[0]) for row in cursor.fetchall()]


def test_a_message_is_written_in_the_persons_language_with_its_job(at):
    message = tell(at)
    assert message.subject == "Запись на 24 ноября в 10:20 отменена"
    assert "Центр: Тверской" in message.text
    assert message.wording.version == 1
    assert jobs() == [message.pk]
    english = tell(at, about="appointment:2", language="en")
    assert english.subject == "Your appointment on 24 November at 10:20 is cancelled"
    other = tell(at, about="appointment:3", language="uz")
    assert other.subject == message.subject


def test_what_is_undone_is_not_told(at):
    with transaction.atomic():
        tell(at)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert jobs() == []


def test_the_same_act_about_the_same_thing_is_the_same_message(at):
    first = tell(at, to=[EMAIL, PHONE])
    assert tell(at, to=[EMAIL, PHONE]) == first
    assert tell(at, to=[PHONE]) == first, "whoever is reached by one of the addresses was told"
    assert tell(at, to=[notify.Address("email", "Maria@Example.org ")]) == first
    assert tell(at, about="appointment:2") != first
    assert tell(at, to=[notify.Address("email", "other@example.org")]) != first
    assert tell(at, act="how_was_it", values={"link": "x", "centre": "y"}) != first
    assert len(jobs()) == 4


def test_told_again_after_it_was_forgotten_is_still_the_same(at):
    first = tell(at)
    Message.objects.update(state="sent", ended_at=at)
    assert notify.forget_old(at=at + timedelta(days=8), by="system") == 1
    assert tell(at) == first


def test_nobody_to_tell_is_nobody_told(at):
    assert tell(at, to=[]) is None
    assert not Message.objects.exists()


def test_a_value_is_one_line_and_never_a_place(at):
    values = {
        "when": "x",
        "link": "a\r\nBcc: all@example.org",
        "centre": "{link}",
        "service": "\x00",
    }
    message = tell(at, values=values)
    assert "a Bcc: all@example.org" in message.text
    assert "Центр: {link}" in message.text
    assert "\x00" not in message.text


@pytest.mark.parametrize(
    "values",
    [{"when": "x"}, {"when": "x", "centre": "y", "service": "z", "link": "l", "more": "m"}],
)
def test_a_caller_who_gives_other_values_has_a_bug(at, values):
    with pytest.raises(ValueError, match="is told with"):
        tell(at, values=values)


def test_times_are_said_in_the_zone_of_the_centre(at):
    values = {"when": at, "link": "l", "service": "s", "centre": "c", "until": time(10, 35)}
    message = tell(at, act="slot_offered", to=[PHONE], values=values, zone="Asia/Kamchatka")
    assert message.text.startswith(
        "Освободилось время: 24 ноября в 19:20. Держим его для вас до 10:35"
    )


def test_what_is_of_use_until_a_moment_is_not_kept_longer_nor_made_to_last(at):
    soon, late = at + timedelta(minutes=10), at + timedelta(days=30)
    assert tell(at, until=soon).until == soon
    assert tell(at, about="appointment:2", until=late).until == at + ACTS["cancelled"].lasts


def test_what_would_be_said_when_it_is_of_no_use_is_said_in_the_quiet_hours(at):
    night = at.replace(hour=4, minute=0)  # seven in Moscow
    visit = {"when": at, "centre": "Ц", "service": "П", "address": "Т", "link": "l", "code": "1"}
    nine = night + timedelta(hours=2)
    told = tell(
        at,
        act="reminder",
        values=visit,
        due_at=night + timedelta(days=1),
        until=nine + timedelta(days=1),
    )
    assert told.next_at == told.due_at


def test_what_is_about_a_part_is_taken_back_with_the_whole(at):
    for about in ("appointment:1/2", "appointment:1/2/60m", "appointment:1/20", "appointment:1/1"):
        tell(at, about=about, due_at=at + timedelta(days=1))
    assert notify.cancel(about="appointment:1/2", at=at, by="system") == 2
    left = Message.objects.exclude(state="cancelled").values_list("about", flat=True)
    assert set(left) == {"appointment:1/20", "appointment:1/1"}


def test_a_reminder_waits_for_the_morning_and_a_cancellation_does_not(at):
    night = datetime(2026, 11, 24, 23, tzinfo=MOSCOW)
    visit = {"when": at, "centre": "c", "service": "s", "address": "a", "link": "l", "code": "1"}
    reminder = tell(at, act="reminder", values=visit, due_at=night)
    assert reminder.next_at == night, "at nine it would be too late: it is of use for six hours"
    result = {"centre": "c", "service": "s", "address": "a", "link": "l"}
    ready = tell(at, act="result_ready", values=result, due_at=night)
    assert ready.next_at == datetime(2026, 11, 25, 9, tzinfo=MOSCOW)
    far = tell(
        at, act="result_ready", about="x", values=result, due_at=night, zone="Asia/Kamchatka"
    )
    assert far.next_at == datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("Asia/Kamchatka"))
    assert tell(at, due_at=night).next_at == night
    assert jobs() == [], "what is not due yet has no job; it is swept up"


def test_what_is_not_needed_any_more_is_not_sent(at):
    first, second = tell(at), tell(at, act="how_was_it", values={"link": "x", "centre": "y"})
    tell(at, about="appointment:2")
    assert notify.cancel(about="appointment:1", act="cancelled", at=at, by="visitor") == 1
    assert notify.cancel(about="appointment:1", at=at, by="visitor") == 1
    assert notify.cancel(about="appointment:1", at=at, by="visitor") == 0
    for each in (first, second):
        each.refresh_from_db()
        assert each.state == "cancelled"


def test_whoever_unsubscribed_hears_of_their_visits_only(at):
    token = addresses.unsubscribe_token(EMAIL.key, "feedback")
    assert "maria" not in token
    assert notify.unsubscribe(token=token, at=at, by="visitor") == "feedback"
    assert notify.unsubscribe(token=token, at=at, by="visitor") == "feedback"
    assert Unsubscribed.objects.count() == 1
    how = {"link": "x", "centre": "y"}
    assert tell(at, act="how_was_it", values=how) is None
    other = tell(at, act="how_was_it", values=how, to=[EMAIL, PHONE])
    assert other.ways == [["sms", PHONE.to]]
    assert tell(at) is not None


@pytest.mark.parametrize("token", ["", "x", "WyJrZXkiLCJmZWVkYmFjayJd:1x:y"])
def test_a_link_that_is_not_ours_unsubscribes_nobody(at, token):
    with pytest.raises(Refusal) as refusal:
        notify.unsubscribe(token=token, at=at, by="visitor")
    assert refusal.value.code == "bad_link"


def test_a_week_later_only_the_fact_is_left(at):
    old, young, waiting = (
        tell(at),
        tell(at, about="b"),
        tell(at, about="c", due_at=at + timedelta(days=30)),
    )
    Message.objects.filter(pk=old.pk).update(state="sent", ended_at=at - timedelta(days=8))
    Message.objects.filter(pk=young.pk).update(state="sent", ended_at=at - timedelta(days=6))
    assert notify.forget_old(at=at, by="system") == 1
    assert notify.forget_old(at=at, by="system") == 0
    old.refresh_from_db()
    assert (old.ways, old.keys, old.values, old.subject, old.text) == ([], [], {}, "", "")
    assert (old.act, old.about, old.state) == ("cancelled", "appointment:1", "sent")
    for each in (young, waiting):
        each.refresh_from_db()
        assert each.to == EMAIL.to


def test_the_journal_never_says_to_whom_nor_what(at):
    tell(at, to=[EMAIL, PHONE])
    notify.cancel(about="appointment:1", at=at, by="visitor")
    told = json.dumps(list(Event.objects.values_list("payload", flat=True)), ensure_ascii=False)
    assert "cancelled" in told
    for personal in ("maria", "7916", "Паспорт", "okno.example.org", EMAIL.key):
        assert personal not in told


def test_a_page_sees_messages_without_whom_and_what(at):
    tell(at)
    second = tell(at, about="appointment:2")
    seen = queries.recent(state="created")
    assert seen[0].id == second.pk
    assert "maria" not in repr(seen)
    assert "Паспорт" not in repr(seen)
    assert len(queries.recent(before=second.pk)) == 1
    assert len(queries.recent(about="appointment:2")) == 1
    assert queries.counts(since=at)["created"] == 2


@pytest.mark.parametrize("channel", Channel.values)
@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_words_that_would_be_taken(act, language, channel):
    from okno.notify.writing import check

    wording = Wording.objects.get(act=act, language=language, channel=channel)
    check(act, wording.subject, wording.body)
    assert "!" not in wording.body.replace("Здравствуйте!", "").replace("Hello!", "").replace(
        "До встречи!", ""
    ).replace("See you soon!", "")
    if channel == Channel.SMS:
        given = {
            "when": "24 ноября в 10:20" if language == "ru" else "24 November at 10:20",
            "centre": "Тверской" if language == "ru" else "Tverskoy",
            "link": "https://okno.example.org/a/Qx7fT2mWk9Lp",
            "ticket": "A17",
            "counter": "7",
            "until": "10:35",
            "code": "123456",
        }
        length = policy.sms_length(
            policy.fill(
                wording.body, given | dict.fromkeys(policy.places(wording.body) - given.keys(), "x")
            )
        )
        assert length.parts <= 2, wording.body


@pytest.mark.parametrize(("language", "parts"), [("ru", 2), ("en", 1)])
@pytest.mark.parametrize("act", ["booked", "reminder", "changed"])
def test_an_sms_of_an_appointment_bears_its_code_and_is_short_with_the_longest_name(
    act, language, parts
):
    body = Wording.objects.get(act=act, language=language, channel=Channel.SMS).body
    given = {
        "when": "30 сентября в 19:45" if language == "ru" else "30 September at 19:45",
        "centre": "Орехово-Борисово Южное, 2-й"
        if language == "ru"
        else "Orekhovo-Borisovo Yuzhnoye, 2nd",
        "link": f"https://okno.example.org/a/{'Q' * 22}/",
        "code": "482913",
    }
    text = policy.fill(body, given)
    assert "482913" in text
    assert policy.sms_length(text).parts == parts, (len(text), text)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_tell_at_once_one_message_comes(at):
    told, start = [], threading.Barrier(8)

    def one():
        start.wait()
        told.append(tell(at, to=[EMAIL, PHONE]).pk)
        connection.close()

    crowd = [threading.Thread(target=one) for _ in range(8)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert len(set(told)) == 1
    assert Message.objects.count() == 1
