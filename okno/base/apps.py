"""The ground floor: what every room stands on."""

from django.apps import AppConfig


class Base(AppConfig):
    name = "okno.base"
    label = "base"
