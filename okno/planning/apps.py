"""The room of planning, as Django knows it."""

from django.apps import AppConfig


class Planning(AppConfig):
    name = "okno.planning"
    label = "planning"
