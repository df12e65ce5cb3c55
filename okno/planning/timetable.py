"""What happens when: acts in order of time. Pure."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

Act = Callable[[datetime], None]


class Timetable:
    """Planned acts; those planned for the same moment are done in the order of planning."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Act]] = []
        self._order = count()
        self.at: datetime | None = None

    def plan(self, at: datetime, act: Act) -> None:
        """Do `act` at `at`; it is given the moment at which it is really done."""
        heapq.heappush(self._heap, (at, next(self._order), act))

    def next_at(self) -> datetime | None:
        """When the next act is due; None when nothing is planned."""
        return self._heap[0][0] if self._heap else None

    def do_next(self, at: datetime | None = None) -> None:
        """Do the next act at its own time, or at `at` when that is later (a clock that ran on).

        Time in here never goes backwards. An act that fails stays planned, so that it can be tried
        again when what it needs is back.
        """
        first = heapq.heappop(self._heap)
        moment = max(moment for moment in (first[0], at, self.at) if moment)
        try:
            first[2](moment)
        except Exception:
            heapq.heappush(self._heap, first)
            raise
        self.at = moment
