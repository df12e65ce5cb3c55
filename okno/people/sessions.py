"""Where sessions are kept: a row says whose it is, so that it can be listed and ended."""

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Rows

from okno.base import clock
from okno.people import policy
from okno.people.models import StaffSession

BROWSER, BEGAN = "browser", "began"


class SessionStore(Rows):
    """Django's sessions in a table of ours. Asked of every session at every request."""

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        """Our table."""
        return StaffSession

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        """The row as it is written: since when, and from which browser, the session itself says."""
        at = clock.now()
        staff = data.get(SESSION_KEY)
        if staff:
            data.setdefault(BEGAN, at.isoformat())
        row = cast(StaffSession, super().create_model_instance(data))
        row.staff_id, row.browser = staff, data.get(BROWSER, "")
        row.began_at, row.seen_at = data.get(BEGAN), at
        return row

    def _get_session_from_db(self) -> StaffSession | None:
        """The row; when it was used last is known to the minute, and a demo's clock may jump back."""
        row: StaffSession | None = super()._get_session_from_db()  # type: ignore[misc]
        if row is not None and row.staff_id and row.seen_at:
            at = clock.now()
            if abs(at - row.seen_at) >= policy.SEEN_EVERY:
                StaffSession.objects.filter(pk=row.pk).update(seen_at=at)
        return row
