"""The hall's queue, as Django knows it."""

from django.apps import AppConfig

from okno.base import metrics


class Queue(AppConfig):
    name = "okno.queue"
    label = "queue"

    def ready(self) -> None:
        """The halls' figures stand in /metrics."""
        from okno.queue.metrics import Halls

        metrics.REGISTRY.register(Halls())
