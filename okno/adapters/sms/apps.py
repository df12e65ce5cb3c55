"""The cable to SMS providers, as Django knows it."""

from django.apps import AppConfig
from django.conf import settings


class Sms(AppConfig):
    name = "okno.adapters.sms"
    label = "sms"

    def ready(self) -> None:
        """Every provider of OKNO_NOTIFY_SMS carries SMS."""
        from okno.adapters.sms.gateway import Gateway
        from okno.notify import ports

        for address in settings.NOTIFY_SMS:
            ports.register(Gateway(address))
