"""The journal's positions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okno.base.events import Position

numbers = st.integers(0, 2**63 - 1)


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
