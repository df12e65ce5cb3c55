"""The bench drives the statements that the acts run: a statement that asks for more stops it here first."""

import pytest
from django.db import connection

from bench import hall
from okno.queue.models import State, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_bare_statements_make_a_whole_journey(centre, services, counters):
    to = connection.get_connection_params()
    dsn = f"postgresql:///{to['dbname']}?host={to['host']}&user={to['user']}"
    took = hall.Took()
    (seat,) = hall.arrange(1)
    hall._bare(dsn, seat, took)()
    assert {act: len(laps) for act, laps in took.acts.items()} == dict.fromkeys(hall.ACTS, 1)
    assert Ticket.objects.get().state == State.FINISHED
