"""Text that exists in several languages, kept in one JSON column."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FALLBACK = ("ru", "en")


_LONGEST_NUMBER = 18  # a column of whole numbers holds it


def number_in(said: str) -> int:
    """The whole number that a form says; 0 for anything else, which is no number of ours."""
    known = said.isascii() and said.isdigit() and len(said) <= _LONGEST_NUMBER
    return int(said) if known else 0


def left_to_right(text: str) -> str:
    """A phone or a code inside a sentence, whichever way the sentence is written: isolated, as `<bdi>` does it."""
    return f"\u2066{text}\u2069"


class Text(dict[str, str]):
    """{"ru": "Окно", "en": "Counter"}; `str()` gives the language of the moment."""

    def __str__(self) -> str:
        return self.in_language((get_language() or FALLBACK[0])[:2])

    def in_language(self, language: str) -> str:
        """The text in `language`, else in Russian, else in English, else any there is."""
        for code in (language, *FALLBACK):
            if self.get(code):
                return self[code]
        return next(iter(self.values()), "")

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))


class TextField(models.JSONField):
    """A column of Text. Refuses anything but an object of strings by language code."""

    def from_db_value(self, value, expression, connection):  # type: ignore[no-untyped-def]
        found = super().from_db_value(value, expression, connection)
        return Text(found) if isinstance(found, dict) else found

    def to_python(self, value):  # type: ignore[no-untyped-def]
        return Text(value) if isinstance(value, dict) else super().to_python(value)

    def validate(self, value, model_instance) -> None:  # type: ignore[no-untyped-def]
        super().validate(value, model_instance)
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            raise ValidationError(_("Give the text by language."))
