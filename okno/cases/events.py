"""What the journal says about cases: never whose they are, nor what was applied for but the service."""

from dataclasses import dataclass
from typing import ClassVar

from okno.base.events import Fact


@dataclass(frozen=True)
class CaseOpened(Fact):
    """An application was accepted; the result is promised for the day `due_on`. `number` is on the receipt."""

    NAME: ClassVar[str] = "cases.case_opened"
    number: str
    service: str
    due_on: str


@dataclass(frozen=True)
class ResultCame(Fact):
    """The result can be collected, `late_days` after the promised day (negative: before it)."""

    NAME: ClassVar[str] = "cases.result_came"
    number: str
    service: str
    late_days: int


@dataclass(frozen=True)
class ResultIssued(Fact):
    """The result was handed over."""

    NAME: ClassVar[str] = "cases.result_issued"
    number: str
    service: str


@dataclass(frozen=True)
class CaseTakenBack(Fact):
    """The last step was a mistake: the case is as `state` says again, or was none at all (withdrawn)."""

    NAME: ClassVar[str] = "cases.case_taken_back"
    number: str
    service: str
    state: str


@dataclass(frozen=True)
class AskedToBeTold(Fact):
    """Somebody agreed to be told over these channels when their result comes."""

    NAME: ClassVar[str] = "cases.asked_to_be_told"
    channels: list[str]


@dataclass(frozen=True)
class CasesForgotten(Fact):
    """Nobody knows any more whose these cases are, or where to tell of them: by the person's own wish, or since
    their time is over.
    """

    NAME: ClassVar[str] = "cases.cases_forgotten"
    count: int
