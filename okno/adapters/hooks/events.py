"""What the journal says about hooks."""

from dataclasses import dataclass
from typing import ClassVar

from okno.base.events import Fact


@dataclass(frozen=True)
class HookMoved(Fact):
    """A hook goes on after this fact: the one it failed at is passed over, or the journal was restored."""

    NAME: ClassVar[str] = "hooks.hook_moved"
    hook: str
    after: int
