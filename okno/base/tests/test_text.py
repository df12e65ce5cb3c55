"""Text in several languages."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from okno.base.text import Text, TextField


def test_it_speaks_the_language_of_the_moment():
    text = Text(ru="Окно", en="Counter")
    with translation.override("en"):
        assert str(text) == "Counter"
    with translation.override("ru"):
        assert str(text) == "Окно"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (Text(ru="Окно"), "Окно"),
        (Text(en="Counter"), "Counter"),
        (Text(uz="Oyna"), "Oyna"),
        (Text(), ""),
    ],
)
def test_what_is_missing_falls_back(text, expected):
    with translation.override("en"):
        assert str(text) == expected


def test_a_column_takes_only_texts_by_language():
    for wrong in ("Окно", ["Окно"], {"ru": 1}):
        with pytest.raises(ValidationError):
            TextField().validate(wrong, None)
