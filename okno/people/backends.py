"""Whose session counts: a person of the demo is nobody once the demo is over."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from okno.people.models import Staff


class StaffBackend(ModelBackend):
    """Active staff; demo people in the demo mode only, whatever a session from an earlier start says."""

    def user_can_authenticate(self, user: Staff | AnonymousUser | None) -> bool:
        """Asked of every session at every request."""
        if getattr(user, "is_demo", False) and settings.MODE != "demo":
            return False
        return bool(super().user_can_authenticate(user))
