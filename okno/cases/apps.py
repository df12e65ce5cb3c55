"""The room of cases, as Django knows it."""

from django.apps import AppConfig


class Cases(AppConfig):
    name = "okno.cases"
    label = "cases"
