"""The hall's queue, as Django knows it."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth import signals

from okno.base import metrics


class Queue(AppConfig):
    name = "okno.queue"
    label = "queue"

    def ready(self) -> None:
        """The halls' figures stand in /metrics, and nobody signs out of a counter with a person at it."""
        from okno.queue.metrics import Halls

        metrics.REGISTRY.register(Halls())
        signals.user_logged_out.connect(_stand_up)


def _stand_up(*, user: Any, **_more: Any) -> None:
    from okno.base import clock
    from okno.queue import actions

    if user is not None:
        actions.stand_up(staff=user.pk, at=clock.now(), by=f"staff:{user.pk}")
