"""The papers of the person at the counter: what everybody brings first, then what only some bring.

The desk is not told as whom somebody comes, so that nothing is left out and nobody is asked for all.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from okno.catalog.models import Applicant, Evidence, Service

_FOREIGN = {
    Applicant.FOREIGN_PERMANENT,
    Applicant.FOREIGN_TEMPORARY,
    Applicant.FOREIGN_VISA,
    Applicant.STATELESS,
}
_KINDS: tuple[tuple[str | Promise, set[Applicant]], ...] = (
    (_("Citizen of Russia"), {Applicant.CITIZEN}),
    (_("Foreign citizen"), _FOREIGN),
    (_("Representative"), {Applicant.REPRESENTATIVE}),
    (_("Company or sole trader"), {Applicant.BUSINESS}),
)


@dataclass(frozen=True)
class Papers:
    """Papers with the word for who brings them; of what everybody brings the word is empty."""

    who: str | Promise
    papers: list[Evidence]


def papers_of(service: Service, purpose: str) -> list[Papers]:
    """The papers for this purpose, each once. Whoever may not ask for the service is left out."""
    may_ask = set(service.applicants)
    left: list[Evidence] = []
    everybody = Papers("", [])
    for paper in service.evidence.all():
        who = may_ask & set(paper.applicants) if paper.applicants else may_ask
        if purpose in paper.purposes and who:
            (everybody.papers if who == may_ask else left).append(paper)
    groups = [everybody]
    for word, kind in _KINDS:
        theirs = [paper for paper in left if kind & set(paper.applicants)]
        left = [paper for paper in left if paper not in theirs]
        groups.append(Papers(word, theirs))
    return [group for group in groups if group.papers]
