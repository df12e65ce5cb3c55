"""What a visitor needs to have with them, for what they chose."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

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
    """The papers of a visit, each once: of the first service for this purpose, of the others for filing."""
    prefetch_related_objects(services, "evidence")
    found: dict[str, str] = {}
    for number, service in enumerate(services):
        for_this = Purpose.FILE if number else purpose
        for paper in catalog.checklist(service, applicant(service, who), for_this):
            found.setdefault(str(paper), str(paper.note))
    return list(found.items())


def applicant(service: Service, who: str) -> str:
    """As whom the visitor comes: as they said if that may be, else as most people come."""
    return who if service.may_be_asked_by(who) else service.applicants[0]


def whose(service: Service, who: str) -> str:
    """Whose list is shown, in words; "" when there is only one."""
    shown = applicant(service, who)
    return str(Applicant(shown).label) if others(service, who) else ""


def others(service: Service, who: str) -> list[tuple[str, str]]:
    """As whom else one may come, in words: whose list is another one."""
    shown = applicant(service, who)
    return [
        (str(each), str(each.label))
        for each in Applicant
        if each in service.applicants and each != shown
    ]
