"""What somebody brings for one visit, however many services it is for; and as whom they may come."""

from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from okno.catalog.models import Applicant, Evidence, Purpose, Service


def checklist(service: Service, applicant: str, purpose: str = Purpose.FILE) -> list[Evidence]:
    """The papers this person brings for this purpose, in the order of asking."""
    return [
        paper
        for paper in service.evidence.all()
        if purpose in paper.purposes and (not paper.applicants or applicant in paper.applicants)
    ]


def papers_of_visit(services: Sequence[Service], who: str, purpose: str) -> list[Evidence]:
    """The papers of a visit, each once: of the first service for this purpose, of the others for filing.

    Whoever may not ask for one of them as they said (`who`) brings for it what most people bring.
    """
    prefetch_related_objects(services, "evidence")
    found: dict[str, Evidence] = {}
    for number, service in enumerate(services):
        for_this = Purpose.FILE if number else purpose
        for paper in checklist(service, comes_as(service, who), for_this):
            found.setdefault(str(paper), paper)
    return list(found.values())


def comes_as(service: Service, who: str) -> str:
    """As whom the visitor comes: as they said if that may be, else as most people come."""
    return who if service.may_be_asked_by(who) else service.applicants[0]


def may_come_as(service: Service) -> list[Applicant]:
    """As whom one may come, in the order in which it is asked."""
    return [each for each in Applicant if each in service.applicants]


def does_it_matter_who(services: Sequence[Service], purpose: str) -> bool:
    """True when not everybody who may come for these brings the same papers."""
    lists = {
        tuple(paper.pk for paper in papers_of_visit(services, who, purpose))
        for who in services[0].applicants
    }
    return len(lists) > 1
