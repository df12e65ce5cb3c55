"""The office, as Django knows it."""

from django.apps import AppConfig


class Office(AppConfig):
    name = "okno.front.office"
    label = "office"
