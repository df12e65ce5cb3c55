"""The ticket printer, as Django knows it (for its strings)."""

from django.apps import AppConfig


class Printer(AppConfig):
    name = "okno.adapters.printer"
    label = "printer"
