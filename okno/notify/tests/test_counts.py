"""How many messages there are of each state, of a day and not of all time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okno.notify import actions as notify
from okno.notify import queries
from okno.notify.models import Message, Wording

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def messages(at):
    """Ten of every day of the last two thousand."""
    notify.load_wordings(at=at, by="system")
    words = Wording.objects.first()
    Message.objects.bulk_create(
        Message(
            act="booked",
            about=f"appointment:{day}.{nth}/0",
            recipient="x",
            channel="sms",
            language="ru",
            zone="Europe/Moscow",
            wording=words,
            state=Message.State.SENT if nth else Message.State.FAILED_PERMANENT,
            **dict.fromkeys(("made_at", "due_at", "until", "next_at"), at - day * DAY),
        )
        for day in range(2000)
        for nth in range(10)
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze notify_message")


def test_a_day_is_counted_without_reading_the_years_before_it(messages, at):
    with CaptureQueriesContext(connection) as asked:
        found = queries.counts(since=at - DAY / 2)
    assert (found["sent"], found["failed_permanent"], found["delivered"]) == (9, 1, 0)
    with connection.cursor() as cursor:
        plan = cursor.execute(f"explain {asked[0]['sql']}").fetchall()
    assert "messages_of_a_day" in str(plan), plan
