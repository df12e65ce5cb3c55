"""The row of a case, locked for an act."""

from okno.cases.models import Case

WITH = ("centre__district__okrug__city", "service")


def locked(case: Case) -> Case:
    """The row as it is now, nobody else's until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).select_related(*WITH).get(pk=case.pk)
