"""The booking room: schedules, holds, appointments, the waiting list."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Installed as okno.booking."""

    name = "okno.booking"
    label = "booking"
    default_auto_field = "django.db.models.BigAutoField"
