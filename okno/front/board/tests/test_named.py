"""Names on the wall: shown, spoken, and laid out to be read across the hall."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client

from okno.base.text import Text
from okno.front.board.named import names
from okno.queue import actions as queue
from okno.queue.models import Ticket
from okno.queue.queries import Call

CALL = Call("A17", 7, Text(ru="А"), datetime(2026, 11, 24, tzinfo=UTC), 0, "called", "ru", 1)


@pytest.mark.parametrize(
    ("name", "lines", "size"),
    [
        ("Anna K.", ("Anna K.",), 8),
        ("Ян", ("Ян",), 4),
        ("Ефросинья К.", ("Ефросинья К.",), 12),
        ("Мария-Антуанетта К.", ("Мария-", "Антуанетта К."), 15),
        ("Анна Мария Каренина", ("Анна Мария", "Каренина"), 10),
        ("Константинополинианович", ("Константинополинианович",), 24),
        ("王小明", ("王小明",), 6),
        ("鬱" * 24, ("鬱" * 24,), 48),
    ],
)
def test_a_long_name_stands_in_two_lines_and_each_has_its_size(name, lines, size):
    shown = names([replace(CALL, name=name)])[1]
    assert (shown.lines, shown.size, shown.is_shared) == (lines, size, False)


def test_two_of_one_name_are_told_apart_by_their_numbers():
    calls = [replace(CALL, ticket=1, name="Анна К."), replace(CALL, ticket=2, name="анна к.")]
    calls += [
        replace(CALL, ticket=3, name="Анна С."),
        replace(CALL, ticket=4),
        replace(CALL, ticket=5),
    ]
    shown = names(calls)
    assert {ticket: each.is_shared for ticket, each in shown.items()} == {
        1: True,
        2: True,
        3: False,
    }


@pytest.fixture
def wall(token, services):
    client = Client()
    client.get(f"/enter/{token('board')}")
    return client


@pytest.fixture
def calls(session, by_name, at):
    """Somebody comes, and is called to counter 1 when the one before has left."""

    def calls(name, counter=session.counter_id, language="ru"):
        ticket = queue.issue(
            centre=by_name.pk, service="passport", language=language, name=name, at=at, by="x"
        )
        where = {"centre": by_name.pk, "counter": counter, "at": at, "by": "x"}
        return queue.call_this(**where, ticket=ticket.pk)

    return calls


def page(wall):
    return wall.get("/board/now/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"), [("ru", "Анна К., окно 1"), ("en", "Анна К., counter 1")]
)
def test_the_name_is_spoken_in_the_visitors_language_in_the_place_of_the_number(
    wall, calls, it_is_ten, language, said
):
    ticket = calls("Анна К.", language=language)
    shown = page(wall)
    assert f'data-text="{said}"' in shown
    assert "<span>Анна К.</span>" in shown
    assert f"<span>{ticket.number}</span>" in shown, "the number stays"


@pytest.mark.django_db
def test_of_two_with_one_name_the_number_is_spoken_too(wall, calls, english_session, it_is_ten):
    calls("Анна К.")
    calls("Анна К.", counter=english_session.counter_id, language="en")
    shown = page(wall)
    assert 'data-text="Анна К. Талон A 1, окно 1"' in shown
    assert 'data-text="Анна К. Ticket A 2, counter 2"' in shown
    assert shown.count("call__name--shared") == 2


@pytest.mark.django_db
def test_a_name_that_was_struck_leaves_the_wall_and_is_not_spoken_again(
    wall, calls, by_name, at, it_is_ten
):
    ticket = calls("Дурак")
    key = f'data-key="{ticket.pk}-'
    assert "Дурак" in page(wall)
    queue.strike_name(centre=by_name.pk, ticket=ticket.pk, at=at, by="staff:1")
    shown = page(wall)
    assert "Дурак" not in shown
    assert key in shown, "the same call: a screen speaks it once"


@pytest.mark.django_db
def test_at_the_switch_to_number_the_wall_shows_numbers_at_once(
    wall, calls, by_name, at, it_is_ten
):
    calls("Анна К.")
    type(by_name).objects.update(own_calls_by_name=False)
    assert "Анна" not in page(wall)
    assert Ticket.objects.filter(call_name__name="Анна К.").exists(), "before any act forgot it"


def test_names_that_look_alike_from_afar_are_told_apart_by_their_numbers():
    written = (
        "Анна К.",
        "Aннa K",
        "Анна\u0301 К.",
    )  # the second with letters of the Latin alphabet
    shown = names([replace(CALL, ticket=nth, name=name) for nth, name in enumerate(written)])
    assert [each.is_shared for each in shown.values()] == [True] * 3
