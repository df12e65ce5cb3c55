"""Every form of an office says on which centre's page it stands; read in the templates, whatever a test renders."""

import re

import pytest

from tests.house import tree

# What the whole network has one of, and the choice itself.
_NOT_OF_A_CENTRE = ("chooser", "messages", "wording", "programs", "program")
_FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\".*?</form>", re.S)
_SAID = '<input type="hidden" name="centre" value="{{ centre.slug }}">'


def _silent(text: str) -> list[str]:
    return [form[:90] for form in _FORM.findall(text) if _SAID not in form]


def _office() -> dict[str, str]:
    every = {tree.template_name(path): tree.text(path) for path in tree.templates()}
    return {name: text for name, text in every.items() if name.startswith("office/")}


def test_every_form_of_an_office_says_its_centre():
    office = _office()
    left = {f"office/{name}.html" for name in _NOT_OF_A_CENTRE}
    assert left <= set(office), "a template that is excused is there"
    found = {name: _silent(text) for name, text in office.items() if name not in left}
    assert sum(len(_FORM.findall(text)) for text in office.values()) > 25
    assert {name: forms for name, forms in found.items() if forms} == {}


@pytest.mark.parametrize(
    ("inside", "silent"),
    [
        (_SAID, 0),
        ("", 1),
        ('<input type="hidden" name="centre" value="">', 1),
        (f"</form>{_SAID}<form>", 1),
    ],
)
def test_the_reading_sees_a_form_that_does_not_say_it(inside, silent):
    form = f'<form class="stack" method="post" action="x">\n{inside}</form>'
    assert len(_silent(form)) == silent
