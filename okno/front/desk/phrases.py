"""Phrases for the counter in the visitor's language, beside the operator's own.

Written for okno; to be checked by a native speaker of each centre. A language without phrases gets
the English ones.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

_PHRASES: tuple[tuple[object, dict[str, str]], ...] = (
    (
        _("Hello! How can I help?"),
        {"en": "Hello! How can I help?", "uz": "Salom! Qanday yordam bera olaman?"},
    ),
    (
        _("Your passport, please."),
        {"en": "Your passport, please.", "uz": "Pasportingizni bering, iltimos."},
    ),
    (_("Please sign here."), {"en": "Please sign here.", "uz": "Shu yerga imzo qoʻying."}),
    (
        _("One paper is missing. I will show you which."),
        {"en": "One paper is missing. I will show you which."},
    ),
    (
        _("It will be ready on this date."),
        {"en": "It will be ready on this date.", "uz": "Bu kunga tayyor boʻladi."},
    ),
    (
        _("Thank you. Have a good day!"),
        {"en": "Thank you. Have a good day!", "uz": "Rahmat. Kuningiz xayrli oʻtsin!"},
    ),
)


@dataclass(frozen=True)
class Phrase:
    """What to say in the visitor's language, and which language it is in the end."""

    language: str
    words: str


def phrases(language: str) -> list[tuple[object, Phrase]]:
    """(in the operator's language, in the visitor's) for each phrase."""
    return [(own, _phrase(theirs, language)) for own, theirs in _PHRASES]


def _phrase(known: dict[str, str], language: str) -> Phrase:
    found = language if language in known else "en"
    return Phrase(found, known[found])
