"""The components of every page: `{% load ui %}`. The gallery at /ui/ shows each; README.md tells how to use them.

Blocks take what stands between the tags. Attributes that are not named here may be given with
underscores for hyphens: `hx_post="/x"` becomes `hx-post="/x"`; True stands alone, None and "" are left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from okno.ui import icons, languages, words

register = template.Library()

_NOTICE_ICONS = {"info": "info", "done": "check", "warning": "warning", "danger": "warning"}
TONES = ("plain", "pane", "soon", "done", "danger")


def attributes(given: Mapping[str, Any]) -> SafeString:
    """`{"hx_post": "/x", "hidden": True}` as escaped attributes with a leading space."""
    pairs = ((name.replace("_", "-"), value) for name, value in given.items())
    return format_html_join(
        "",
        "{}",
        ((_attribute(n, v),) for n, v in pairs if v is not None and v is not False and v != ""),
    )


def _attribute(name: str, value: Any) -> SafeString:
    if value is True:
        return format_html(" {}", name)
    return format_html(' {}="{}"', name, value)


def _render(name: str, /, **values: Any) -> SafeString:
    # The template has escaped what it was given.
    return mark_safe(get_template(f"ui/{name}.html").render(values))  # noqa: S308


# ── Pressing ───────────────────────────────────────────────────────────────────────────────────


@register.simple_block_tag
def button(
    content: str,
    kind: str = "",
    href: str = "",
    type: str = "submit",
    icon: str = "",
    key: str = "",
    key_word: str = "",
    **more: Any,
) -> SafeString:
    """A button, or a link that looks like one when `href` is given.

    `kind`: "", primary, quiet, danger, next, small, wide, or several ("primary wide"). `key` is the
    shortcut ("Space", "N", "3"), shown as `key_word` or the key itself.
    """
    classes = " ".join(["button", *(f"button--{part}" for part in kind.split())])
    return _render(
        "button",
        content=content,
        classes=classes,
        href=href,
        type=type,
        icon=icon,
        key=key,
        key_word=key_word or key,
        more=attributes(more),
    )


@register.simple_block_tag
def choice(
    content: str,
    href: str = "",
    icon: str = "",
    hint: str = "",
    name: str = "",
    value: Any = "",
    **more: Any,
) -> SafeString:
    """One large answer: a link with `href`, else a submit button with `name` and `value`."""
    given = attributes({"name": name, "value": value, **more})
    return _render("choice", content=content, href=href, icon=icon, hint=hint, more=given)


# ── Saying ─────────────────────────────────────────────────────────────────────────────────────


@register.simple_block_tag
def card(content: str, title: str = "", level: int = 2, kind: str = "", **more: Any) -> SafeString:
    """A sheet with an optional title (heading of `level`). `kind`: "", plain, lit, pane. Never nested."""
    return _render(
        "card", content=content, title=title, level=level, kind=kind, more=attributes(more)
    )


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "", alert: bool = False) -> SafeString:
    """Something to know: `kind` info, done, warning, danger. `alert` reads it out at once."""
    return _render(
        "notice",
        content=content,
        kind=kind,
        title=title,
        alert=alert,
        icon=_NOTICE_ICONS[kind],
    )


@register.simple_tag
def badge(word: str, tone: str = "plain") -> SafeString:
    """A state in one word with the shape of its tone: plain (ring), pane, soon, done, danger."""
    if tone not in TONES:
        raise ValueError(f"badge: the tone {tone!r} is none of {', '.join(TONES)}")
    return _render("badge", word=word, tone=tone)


@register.simple_tag
def icon(name: str, word: str = "", hidden_word: bool = False) -> SafeString:
    """An icon with its word beside it. Without a word only where the word stands in the same element."""
    return _render(
        "icon",
        path=icons.PATHS[name],
        turns=name in icons.TURNS,
        word=word,
        hidden_word=hidden_word,
    )


@register.simple_tag
def ticket_number(label: Any, size: str = "") -> SafeString:
    """A ticket's label ("A017") with even figures; `size`: "", large, huge. Never translated."""
    text = str(label)
    letters = text[
        : len(text) - len(text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"))
    ]
    return _render("ticket_number", letters=letters, digits=text[len(letters) :], size=size)


@register.simple_tag
def figure(number: Any, word: str, usual: str = "", tone: str = "") -> SafeString:
    """A number, what it counts, and its comparison ("usually 9 at this hour")."""
    return _render("figure", number=number, word=word, usual=usual, tone=tone)


@register.simple_tag
def steps(now: int, total: int) -> SafeString:
    """Progress as "2 of 3" with as many panes."""
    panes = ["past" if n < now else "now" if n == now else "next" for n in range(1, total + 1)]
    return _render("steps", now=now, total=total, panes=panes)


@register.simple_tag
def checklist(name: str, items: Iterable[Any]) -> SafeString:
    """What to bring, to tick off. `items`: strings, pairs (what, hint), or mappings with what and hint.

    Ticks stay in the browser under `name`.
    """
    return _render("checklist", name=name, items=[_checklist_item(item) for item in items])


def _checklist_item(item: Any) -> tuple[str, str]:
    if isinstance(item, Mapping):
        return str(item["what"]), str(item.get("hint", ""))
    if isinstance(item, tuple | list):
        return str(item[0]), str(item[1])
    return str(item), ""


@register.filter
def language_word(code: str) -> str:
    """The name of a visitor's language, for the one who reads the screen: "Chinese"."""
    return languages.name(code)


# ── Times, money, measures ─────────────────────────────────────────────────────────────────────


@register.simple_tag
def wait(delta: timedelta | None, form: str = "about") -> str:
    """A wait in words. `form`: about ("about 10 minutes"), in ("in about 10 minutes"), short ("10 min"),
    exact ("13 min", for staff). Nothing for None."""
    forms = {
        "about": words.wait,
        "in": words.in_wait,
        "short": words.short_wait,
        "exact": words.exact_wait,
    }
    return "" if delta is None else forms[form](delta)


@register.simple_tag
def minutes(delta: timedelta) -> str:
    """A length in words, to the minute: "12 minutes"."""
    return words.minutes(delta)


@register.simple_tag
def clock_time(at: datetime, zone: Any = None) -> SafeString:
    """A time of day at a centre, "14:20", in <time>."""
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), words.clock_time(at, zone))


@register.simple_tag
def ticking_clock(at: datetime, zone: Any = "") -> SafeString:
    """The time now at a centre; goes on by itself where there is a script."""
    return format_html(
        '<ok-clock data-zone="{}">{}</ok-clock>',
        zone or "",
        words.clock_time(at, str(zone) or None),
    )


@register.simple_tag
def timer(since: datetime, typical: timedelta | None = None) -> SafeString:
    """Okno time since `since`, with a thin line against the typical length."""
    seconds = int(typical.total_seconds()) if typical else 0
    return _render("timer", since=milliseconds(since), typical=typical, seconds=str(seconds))


@register.simple_tag
def countdown(until: datetime) -> SafeString:
    """Okno time left until `until`, said what it is; the event okno-timer-end bubbles up at zero."""
    return format_html(
        '<ok-timer class="countdown small" role="timer" data-until="{}">{} <span class="timer__time">–</span></ok-timer>',
        milliseconds(until),
        _("Time left:"),
    )


@register.filter
def milliseconds(at: datetime) -> str:
    """An aware time as data-since and data-until want it."""
    return str(int(at.timestamp() * 1000))


@register.simple_tag
def meter(
    value: float,
    most: float,
    label: str,
    words: str = "",
    tone: str = "",
    mark: float | None = None,
) -> SafeString:
    """How much of a whole, as a line with its words; `mark` is a place on it (the promise, the usual)."""
    whole = most or 1
    return _render(
        "meter",
        value=f"{value:g}",
        most=f"{most:g}",
        label=label,
        words=words or f"{value:g} / {most:g}",
        tone=tone,
        percent=f"{max(0.0, min(100.0, value / whole * 100)):.1f}",
        mark="" if mark is None else f"{max(0.0, min(100.0, mark / whole * 100)):.1f}",
    )


@register.simple_tag
def price(amount: Decimal | int | None) -> str:
    """Money: "2 000 ₽", or "free of charge"."""
    return words.price(amount)


# ── Asking ─────────────────────────────────────────────────────────────────────────────────────


@register.simple_tag
def field(
    label: Any,
    name: str = "",
    value: Any = "",
    hint: str = "",
    error: str = "",
    type: str = "text",
    options: Sequence[tuple[Any, Any]] = (),
    **more: Any,
) -> SafeString:
    """A labelled input with hint and error tied to it; or a bound form field: `{% field form.phone %}`.

    `type`: any input type, "textarea", "select" (with `options`), "checkbox".
    """
    if isinstance(label, BoundField):
        return _render("bound_field", field=label, tick=_is_tick(label))
    ident = str(more.pop("id", "") or name)
    told = " ".join(part for part in (hint and f"{ident}-hint", error and f"{ident}-error") if part)
    given = attributes({**more, "aria_describedby": told, "aria_invalid": "true" if error else ""})
    return _render(
        "field",
        label=label,
        name=name,
        value="" if value is None else str(value),
        hint=hint,
        error=error,
        type=type,
        id=ident,
        options=[(str(key), text) for key, text in options],
        more=given,
    )


def _is_tick(bound: BoundField) -> bool:
    return getattr(bound.field.widget, "input_type", "") == "checkbox"


@register.simple_tag
def error_summary(errors: Any) -> SafeString:
    """What went wrong, above the form, with links to the fields: pairs (field id, message) or a form."""
    if hasattr(errors, "errors"):
        form = errors
        errors = [
            (form[name].id_for_label if name in form.fields else "", message)
            for name, messages in form.errors.items()
            for message in messages
        ]
    pairs = list(errors)
    return _render("error_summary", errors=pairs) if pairs else mark_safe("")


@register.simple_block_tag
def dialog(content: str, id: str, title: str, open: bool = False) -> SafeString:
    """A dialog, opened by an element with `data-opens="<id>"`, closed by one with `data-closes`.

    `open` shows it from the start, where no script may open it.
    """
    return _render("dialog", content=content, id=id, title=title, open=open)


# ── Signs of the house ─────────────────────────────────────────────────────────────────────────


@register.simple_tag
def window(lit: int = 0) -> SafeString:
    """The four-pane window in two strokes; `lit` panes from 0 to 4."""
    return _render("window", lit=["lit" if n < lit else "" for n in range(4)])


@register.simple_tag
def spinner(word: str = "") -> SafeString:
    """Something is on its way: the panes light up one after another, and a word says what."""
    return _render("spinner", word=word)


@register.inclusion_tag("ui/language_switch.html", takes_context=True)
def language_switch(context: Context) -> dict[str, Any]:
    """Each language under its own name; a form that works without a script."""
    return {
        "languages": context.get("LANGUAGES", []),
        "current": context.get("LANGUAGE_CODE", ""),
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
    }
