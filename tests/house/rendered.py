"""Which templates the tests have rendered: a whole run fails when it leaves one out.

A plugin, since the tests run in several processes: each tells what it has rendered when it ends, and
the one that began the run asks about it last. Pages served by other processes are not seen.
"""

import os
from typing import Any

import pytest
from django.test.signals import template_rendered

from tests.house import tree

_NAMES: set[str] = set()
_LEFT_OUT: list[str] = []
_TO_ITS_END = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)


def left_out(rendered: set[str]) -> list[str]:
    """The templates of the house that are not among these."""
    return [
        tree.said(path) for path in tree.templates() if tree.template_name(path) not in rendered
    ]


def _remember(sender: Any, template: Any, **_more: Any) -> None:
    _NAMES.add(str(template.name))


def pytest_sessionstart() -> None:
    template_rendered.connect(_remember, weak=False)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _NAMES.update(getattr(node, "workeroutput", {}).get("rendered", "").split())


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if hasattr(session.config, "workeroutput"):
        # One plain string: Django's own kind of string is none that goes from process to process.
        session.config.workeroutput["rendered"] = " ".join(sorted(_NAMES))
    elif _is_whole(session.config) and exitstatus in _TO_ITS_END:
        _LEFT_OUT.extend(left_out(_NAMES))
        if _LEFT_OUT:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for path in _LEFT_OUT:
        terminalreporter.write_line(f"no test renders {path}", red=True)


def _is_whole(config: pytest.Config) -> bool:
    """Whether every test was asked for, as `make test` does: nothing else can tell that one is left out."""
    chosen = [config.getoption(option) for option in ("keyword", "markexpr", "deselect")]
    everywhere = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return os.environ.get("OKNO_FULL") == "1" and everywhere and not any(chosen)
