"""The languages a visitor may speak: their names for the one who reads the screen, and as they call themselves.

Django's own list knows the languages a site is written in, and has no plain "zh"; these are the languages people
come with (`queue.policy.LANGUAGES`).
"""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_HERE: dict[str, str | Promise] = {
    "ru": _("Russian"),
    "en": _("English"),
    "uz": _("Uzbek"),
    "tg": _("Tajik"),
    "ky": _("Kyrgyz"),
    "kk": _("Kazakh"),
    "zh": _("Chinese"),
    "ar": _("Arabic"),
}
_THERE = {
    "ru": "Русский",
    "en": "English",
    "uz": "Oʻzbekcha",
    "tg": "Тоҷикӣ",
    "ky": "Кыргызча",
    "kk": "Қазақша",
    "zh": "中文",
    "ar": "العربية",
}
KNOWN = tuple(_HERE)
# Who speaks these mostly reads Russian; who speaks another language we do not write, English.
_READS_RUSSIAN = ("uz", "tg", "ky", "kk")


def read_by(code: str) -> str:
    """The language of the screens for one who speaks `code`: their own where okno is written in it."""
    if code in dict(settings.LANGUAGES):
        return code
    return "ru" if code in _READS_RUSSIAN else "en"


def name(code: str) -> str:
    """The language in the language of the moment: "Chinese". One that nobody has named is its code."""
    return str(_HERE.get(code, code))


def own_name(code: str) -> str:
    """The language as those who speak it write it: "中文". One that nobody has named is its code."""
    return _THERE.get(code, code)
