"""Looks at a person's data, and what an error of the database means to whoever asks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from okno.base import audit, refused
from okno.base.models import Look

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_page_that_renews_itself_leaves_one_line_for_one_look():
    for at in (AT, AT, AT + timedelta(minutes=1)):
        audit.looked(by="staff:1", subject="ticket:1", why="serving", at=at)
    assert list(Look.objects.order_by("at").values_list("at", flat=True)) == [
        AT,
        AT + timedelta(minutes=1),
    ]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("select from not_made_yet", "away"),
        ("select not_made_yet from base_look", "away"),
        ("select no_such_act()", None),
    ],
)
def test_tables_that_are_just_being_made_are_said_and_a_bug_stays_one(statement, code):
    with pytest.raises(ProgrammingError) as caught, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
    refusal = refused.of_database(caught.value)
    assert (refusal.code if refusal else None) == code
