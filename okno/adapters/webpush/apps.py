"""The cable to the browsers' push services, as Django knows it."""

from django.apps import AppConfig
from django.conf import settings


class WebPush(AppConfig):
    name = "okno.adapters.webpush"
    label = "webpush"

    def ready(self) -> None:
        """With a key in OKNO_NOTIFY_PUSH notifications go to the browsers that asked for them."""
        from okno.adapters.webpush.push import PushServices
        from okno.notify import ports

        if settings.NOTIFY_PUSH:
            ports.register(
                PushServices(settings.NOTIFY_PUSH, settings.NOTIFY_PUSH_HOSTS, settings.ORIGIN)
            )
