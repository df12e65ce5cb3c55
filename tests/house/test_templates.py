"""Templates: nothing inline that the content security policy would stop, and none that no test renders."""

import re

import pytest
from django.template.loader import get_template

from tests.house import rendered, tree

_COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.S)
_SCRIPT = re.compile(r"<script\b([^>]*)>", re.I)
_TAG = re.compile(r"<[a-z][^<>]*(?:\{[{%][^<>]*)*>", re.I)
_RULES = {
    "an inline style": re.compile(r"\sstyle\s*=", re.I),
    "an event handler in an attribute": re.compile(r"\son[a-z]+\s*=", re.I),
    "a script as an address": re.compile(r"javascript:", re.I),
    "htmx code in an attribute": re.compile(r"\shx-on|\shx-vars|[\"']js:", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an address of another site": re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I),
}


def _faults(text: str):
    bare = _COMMENT.sub("", text)
    for fault, pattern in _RULES.items():
        if pattern.search(bare):
            yield fault
    for attributes in _SCRIPT.findall(bare):
        if "src=" not in attributes and 'type="application/' not in attributes:
            yield "an inline script"


def test_no_template_holds_what_the_policy_of_the_pages_stops():
    found = [
        (tree.said(path), fault) for path in tree.templates() for fault in _faults(tree.text(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color:red">',
        '<button onclick="go()">',
        "<script>go()</script>",
        "<style>p{}</style>",
        '<a href="javascript:go()">',
        '<div hx-on:click="go()">',
        '<img src="//elsewhere/x.png">',
    ],
)
def test_the_reading_sees_what_is_inline(html):
    assert list(_faults(html))


def test_what_is_allowed_is_not_taken_for_inline():
    assert (
        list(_faults('<script src="/static/a.js" defer></script><a href="/desk/">{# style= #}</a>'))
        == []
    )


def test_the_code_of_the_house_marks_no_styles_by_hand():
    """Markup made in Python follows the same rules."""
    found = [
        tree.said(path)
        for path in tree.modules()
        if re.search(r"<[a-z]+[^>\n]*\sstyle=|<script>|\sonclick=", tree.text(path))
    ]
    assert found == []


def test_every_template_compiles():
    for path in tree.templates():
        get_template(tree.template_name(path))


def test_a_template_that_no_test_renders_is_named():
    """What fails a whole run (tests/house/rendered.py)."""
    every = {tree.template_name(path) for path in tree.templates()}
    assert rendered.left_out(every) == []
    assert rendered.left_out(every - {"portal/home.html"}) == [
        "okno/front/portal/templates/portal/home.html"
    ]
