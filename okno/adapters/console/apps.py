"""The stand-in for a demo without providers, as Django knows it."""

from django.apps import AppConfig
from django.conf import settings


class Console(AppConfig):
    name = "okno.adapters.console"
    label = "console"

    def ready(self) -> None:
        """In a demo or in development every channel without a provider is written into a file."""
        from okno.adapters.console.notebook import NAME, Notebook
        from okno.notify import ports

        if settings.MODE != "live":
            for channel in ("email", "sms", "telegram", "push"):
                ports.register(Notebook(channel, settings.HOME / NAME))
