"""How the catalogue refuses."""

from django.utils.translation import gettext_lazy as _

from okno.base.errors import Refusal


def unknown_service() -> Refusal:
    """No service has this name."""
    return Refusal(
        "unknown_service",
        _("We do not know such a service. Choose one from the list or search again."),
        field="service",
        status=404,
    )


def not_offered_here() -> Refusal:
    """The service exists, this centre does not give it."""
    return Refusal(
        "not_offered_here",
        _("This centre does not give this service. Choose another centre."),
        field="service",
    )


def service_paused() -> Refusal:
    """The service is paused or closed everywhere."""
    return Refusal(
        "service_paused",
        _("This service is not given at the moment. Ask the administrator."),
        field="service",
    )


def purpose_not_possible() -> Refusal:
    """One does not come about this service for this purpose."""
    return Refusal(
        "purpose_not_possible",
        _("You cannot come about this service for that. Choose another purpose of the visit."),
        field="purpose",
    )


def assured_in_future() -> Refusal:
    """A text cannot have been checked on a day that has not come."""
    return Refusal(
        "assured_in_future",
        _("The day of the check is still to come. Give today or an earlier day."),
        field="assured_on",
    )
