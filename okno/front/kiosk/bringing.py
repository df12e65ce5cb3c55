"""What a visitor needs to have with them, for what they chose."""

from collections.abc import Sequence
from dataclasses import dataclass

from okno.catalog import queries as catalog
from okno.catalog.models import Applicant, Purpose, Service
from okno.front.kiosk import signs

Papers = list[tuple[str, str]]  # each with its note


@dataclass(frozen=True)
class Aim:
    """One thing to come about a service for, in words, and the papers it takes."""

    value: str
    words: str
    sign: str
    papers: Papers

    @property
    def heading(self) -> str:
        """The id of its heading on the page."""
        return f"aim-{self.value}"


def aims(service: Service, who: str) -> list[Aim]:
    """What one may come about this service for. Whoever only asks needs no papers, so none are asked for."""
    return [
        Aim(value, words, sign, [] if value == Purpose.ASK else papers_for([service], who, value))
        for value, words, sign in signs.purposes_of(service)
    ]


def papers_for(services: Sequence[Service], who: str, purpose: str) -> Papers:
    """The papers of a visit in words, each with its note."""
    return [
        (str(paper), str(paper.note)) for paper in catalog.papers_of_visit(services, who, purpose)
    ]


def whose(service: Service, who: str) -> str:
    """Whose list is shown, in words; "" when there is only one."""
    shown = catalog.comes_as(service, who)
    return str(Applicant(shown).label) if others(service, who) else ""


def others(service: Service, who: str) -> list[tuple[str, str]]:
    """As whom else one may come, in words: whose list is another one."""
    shown = catalog.comes_as(service, who)
    return [(str(each), str(each.label)) for each in catalog.may_come_as(service) if each != shown]
