"""A journal that comes from another server, whose transactions had higher numbers."""

import time
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection

from okno.base import events
from okno.base.events import Position
from okno.base.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 24, tzinfo=UTC)


def restore(*numbers):
    """Facts as a dump brings them, each with the number of its old transaction."""
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute(
                "insert into base_event (xid, at, name, subject, by, payload)"
                " values (%s, %s, 'x', '', 'system', '{}')",
                [str(number), AT],
            )


def now_read(after=None, wanted=0):
    """What a reader gets; transactions of other databases may hold the newest back for a moment."""
    end = time.monotonic() + 30
    while len(found := list(events.after(after or Position()))) < wanted and time.monotonic() < end:
        time.sleep(0.05)
    return found


def test_restored_facts_are_read_in_their_order_and_new_ones_after_them():
    restore(10**15, 10**15 + 7, 10**15 + 7)
    assert list(events.after(Position())) == []
    assert events.restored_in_order()
    old = now_read(wanted=3)
    assert [event.pk for _place, event in old] == sorted(Event.objects.values_list("pk", flat=True))
    Event.objects.create(at=AT, name="test.something", by="system")
    new = now_read(old[-1][0], wanted=1)
    assert [event.name for _place, event in new] == ["test.something"]
    assert not events.restored_in_order(), "once is enough"


def test_a_journal_restored_is_rewritten_by_nobody_from_then_on():
    restore(10**15)
    assert events.restored_in_order()
    for statement in ("update base_event set by = 'staff:2'", "delete from base_event"):
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Event.objects.get().by == "system"


def test_a_journal_of_this_server_is_left_alone():
    Event.objects.create(at=AT, name="test.something", by="system")
    before = list(Event.objects.values_list("xid", "pk"))
    assert not events.restored_in_order()
    assert list(Event.objects.values_list("xid", "pk")) == before
