"""The journal: its positions, and that nobody writes it anew."""

from datetime import UTC, datetime

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from okno.base import events
from okno.base.events import Position
from okno.base.models import Event
from okno.base.tests.journal import until_read

numbers = st.integers(0, 2**63 - 1)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
_WRITTEN = """
insert into base_event (at, name, subject, by, payload) values (now(), %s, '', 'system', '{}')
"""


@given(numbers, numbers)
def test_a_position_is_read_as_it_was_written(xid, id_):
    assert Position.parse(str(Position(xid, id_))) == Position(xid, id_)


def test_nothing_is_the_beginning():
    assert Position.parse("") == Position(0, 0)


@pytest.mark.parametrize(
    "text", ["x", "1", "1-", "-1", "1-2-3", "1-x", "²-1", f"{2**64}-1", "1;drop"]
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):
        Position.parse(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [lambda facts: facts.update(by="x"), lambda facts: facts.delete()]
)
def test_what_is_in_the_journal_stays_as_it_was_written(change):
    Event.objects.create(at=datetime(2026, 11, 24, tzinfo=UTC), name="a.fact", by="system")
    with (
        pytest.raises((InternalError, ProgrammingError), match="append-only"),
        transaction.atomic(),
    ):
        change(Event.objects.all())
    assert Event.objects.get().by == "system"


@pytest.mark.django_db
def test_the_journal_is_not_emptied_either():
    with connection.cursor() as cursor:
        cursor.execute("alter table base_event enable trigger not_emptied")  # conftest.py
        with (
            pytest.raises((InternalError, ProgrammingError), match="append-only"),
            transaction.atomic(),
        ):
            cursor.execute("truncate base_event")


@pytest.mark.django_db(transaction=True)
def test_who_begins_now_is_told_what_is_being_written_at_this_moment():
    """A newer fact is there already, an older one is written by a transaction that still runs."""
    aside = connection.copy()
    try:
        aside.set_autocommit(False)
        with aside.cursor() as cursor:
            cursor.execute(_WRITTEN, ["older"])
        Event.objects.create(at=NOON, name="newer", by="system")
        begins = events.from_now_on()
        aside.commit()
    finally:
        aside.close()
    until_read()
    assert [fact.name for _, fact in events.after(begins)] == ["older", "newer"]


@pytest.mark.django_db(transaction=True)
def test_who_begins_now_is_not_told_what_is_long_past():
    Event.objects.create(at=NOON, name="past", by="system")
    until_read()
    assert [fact.name for _, fact in events.after(events.from_now_on())] == []
