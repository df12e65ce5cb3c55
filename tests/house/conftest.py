"""Remembers which templates the tests have rendered, and asks about it after all the others."""

import os
from typing import Any

import pytest
from django.test.signals import template_rendered

from tests.house import rendered

_LAST = "test_every_template_is_rendered_by_some_test"


def _remember(sender: Any, template: Any, **_more: Any) -> None:
    rendered.NAMES.add(template.name)


template_rendered.connect(_remember, weak=False)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """After shuffling: the question about templates comes last, and only a whole run can answer it."""
    items.sort(key=lambda item: item.name == _LAST)
    asked = session.config
    whole = os.environ.get("OKNO_FULL") == "1" and not (
        asked.getoption("keyword") or asked.getoption("markexpr") or asked.getoption("deselect")
    )
    places = {item.path.parent for item in items}
    rendered.WHOLE = whole and places >= rendered.PLACES
