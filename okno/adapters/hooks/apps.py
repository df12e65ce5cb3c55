"""The cable to a city's own packages, as Django knows it."""

from django.apps import AppConfig

from okno.base import metrics


class Hooks(AppConfig):
    name = "okno.adapters.hooks"
    label = "hooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """How each hook fares stands in /metrics."""
        from okno.adapters.hooks.metrics import Hooked

        metrics.REGISTRY.register(Hooked())
