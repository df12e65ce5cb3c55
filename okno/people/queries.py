"""Questions about staff."""

from django.db.models import QuerySet

from okno.people.models import Staff


def demo_people() -> QuerySet[Staff]:
    """The people of the demo, manager first, then as they sit."""
    return (
        Staff.objects.filter(is_demo=True, is_active=True).select_related("centre").order_by("pk")
    )


def operators_of(centre_id: int) -> QuerySet[Staff]:
    """The active operators of a centre."""
    return Staff.objects.filter(centre_id=centre_id, role="operator", is_active=True)
