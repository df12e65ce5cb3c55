"""The sentences of the API's description in the reader's language."""

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def in_words(text: str) -> str:
    """A sentence of the OpenAPI document, translated (the sentences are listed in okno.front.api.words)."""
    sentence = " ".join(text.split())
    return gettext(sentence)
