"""The cable to mail servers, as Django knows it."""

from django.apps import AppConfig
from django.conf import settings


class Smtp(AppConfig):
    name = "okno.adapters.smtp"
    label = "smtp"

    def ready(self) -> None:
        """Every mail server of OKNO_NOTIFY_SMTP carries e-mail."""
        from okno.adapters.smtp.server import MailServer
        from okno.notify import ports

        for address in settings.NOTIFY_SMTP:
            ports.register(MailServer(address))
