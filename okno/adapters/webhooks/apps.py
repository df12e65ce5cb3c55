"""The cable to other people's programs, as Django knows it."""

from django.apps import AppConfig


class Webhooks(AppConfig):
    name = "okno.adapters.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"
