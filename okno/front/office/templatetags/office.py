"""{% act "pause" %}…{% endact %}: a form that does one act at the counter shown, with or without a script."""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_block_tag(takes_context=True)
def act(context: Context, content: str, verb: str) -> SafeString:
    """The form of `verb` around what stands between the tags; needs `centre`, `counter` and `key` in the context."""
    given: dict[str, Any] = {
        "verb": verb,
        "content": content,
        "centre": context["centre"],
        "counter": context["counter"],
        "key": context["key"],
        "csrf_token": context["csrf_token"],
    }
    return mark_safe(get_template("office/act.html").render(given))  # noqa: S308
