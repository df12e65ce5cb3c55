"""The cable to Telegram, as Django knows it."""

from django.apps import AppConfig
from django.conf import settings


class Telegram(AppConfig):
    name = "okno.adapters.telegram"
    label = "telegram"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The bot of OKNO_NOTIFY_TELEGRAM carries messages."""
        from okno.adapters.telegram.bot import TelegramBot
        from okno.notify import ports

        if settings.NOTIFY_TELEGRAM:
            ports.register(TelegramBot(settings.NOTIFY_TELEGRAM, settings.NOTIFY_TELEGRAM_URL))
