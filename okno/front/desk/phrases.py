"""Phrases for the counter in the visitor's language, beside the operator's own.

Written for okno; to be checked by a native speaker of each centre.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

_PHRASES = (
    _("Hello! How can I help?"),
    _("Your passport, please."),
    _("Please sign here."),
    _("One paper is missing. I will show you which."),
    _("It will be ready on this date."),
    _("Thank you. Have a good day!"),
)
_FILE = Path(__file__).parent / "data" / "phrases.json"


@dataclass(frozen=True)
class Phrase:
    """What to say, in the visitor's language and in the operator's own."""

    language: str
    theirs: str
    own: str

    @property
    def dir(self) -> str:
        """Which way the visitor's language is written: ltr or rtl."""
        return "rtl" if self.language in settings.LANGUAGES_BIDI else "ltr"


def phrases(language: str) -> list[Phrase]:
    """The phrases for a visitor who speaks `language`; one that nobody has written gets the English ones."""
    own = [str(phrase) for phrase in _PHRASES]
    known = _written()
    if language in known:
        theirs = known[language]
    else:
        language = language if language in dict(settings.LANGUAGES) else "en"
        with translation.override(language):
            theirs = [str(phrase) for phrase in _PHRASES]
    return [Phrase(language, *pair) for pair in zip(theirs, own, strict=True)]


@cache
def _written() -> dict[str, list[str]]:
    return json.loads(_FILE.read_text(encoding="utf-8"))  # type: ignore[no-any-return]
