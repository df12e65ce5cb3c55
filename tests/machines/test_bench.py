"""The bench drives the statements that the acts run: a statement that asks for more stops it here first."""

import pytest
from django.db import connection

from bench import booking as bookings
from bench import hall
from okno.booking.models import Appointment, PersonKey
from okno.queue.models import State, Ticket


@pytest.mark.django_db(transaction=True)
def test_the_bare_statements_make_a_whole_journey(centre, services, counters):
    to = connection.get_connection_params()
    dsn = f"postgresql:///{to['dbname']}?host={to['host']}&user={to['user']}"
    took = hall.Took()
    (seat,) = hall.arrange(1)
    hall._bare(dsn, seat, took)()
    assert {act: len(laps) for act, laps in took.acts.items()} == dict.fromkeys(hall.ACTS, 1)
    assert Ticket.objects.get().state == State.FINISHED


@pytest.mark.django_db
def test_what_the_constraints_forbid_is_counted(schedule, book, tomorrow):
    first = book(tomorrow)
    assert [bookings._count(asked) for asked in (bookings._OVERSOLD, bookings._TWO_PLACES)] == [
        0,
        0,
    ]
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for name in ("not_sold_twice_after", "not_sold_twice_before", "one_code_a_day"):
            cursor.execute(f"alter table booking_appointment drop constraint if exists {name}")
            cursor.execute(f"drop index if exists {name}")
        cursor.execute("alter table booking_personkey drop constraint nobody_in_two_places")
    keys = list(first.keys.all())
    again = Appointment.objects.get(pk=first.pk)
    again.pk, again.token = None, "another"
    again.save()
    for key in keys:
        PersonKey.objects.create(
            appointment=again, key=key.key, during=key.during, is_to_come=key.is_to_come
        )
    assert [bookings._count(asked) for asked in (bookings._OVERSOLD, bookings._TWO_PLACES)] == [
        1,
        1,
    ]
