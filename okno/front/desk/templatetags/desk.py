"""The desk's own building blocks: a button that is an act, one that asks first, the form of an answer."""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from okno.ui.templatetags import ui

register = template.Library()

# An act takes the place of a renewal under way, so that an old answer cannot come after it.
_SWAP = {"hx_target": "#now", "hx_sync": "#now:replace", "hx_swap": "outerHTML"}


@register.simple_block_tag
def press(content: str, verb: str, **more: Any) -> SafeString:
    """A button that does `verb` at once, with a script or without; the rest as for `button`."""
    go = reverse("desk:act", args=[verb])
    return ui.button(content, formaction=go, hx_post=go, **_SWAP, **more)


@register.simple_block_tag
def opens(content: str, name: str, **more: Any) -> SafeString:
    """A button that asks before the act: opens a dialog, or a page with it where there is no script."""
    return ui.button(
        content,
        href=f"?ask={name}",
        role="button",
        aria_haspopup="dialog",
        data_opens=f"{name}-dialog",
        **more,
    )


@register.simple_block_tag(takes_context=True)
def answer(context: Context, content: str, verb: str, ticket: bool = True) -> SafeString:
    """The form of a dialog that does `verb`, to the ticket at the counter unless `ticket` is False."""
    values = {
        "content": content,
        "go": reverse("desk:act", args=[verb]),
        "include": "#now [name=key]" + (", #now [name=ticket]" if ticket else ""),
        "key": context.get("key"),
        "ticket": context.get("ticket") if ticket else None,
        "csrf_token": context.get("csrf_token"),
        "alone": context.get("alone"),
    }
    # The template has escaped what it was given.
    return mark_safe(get_template("desk/answer.html").render(values))  # noqa: S308
