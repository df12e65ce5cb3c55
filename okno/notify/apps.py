"""The room that tells people, as Django knows it."""

from django.apps import AppConfig


class Notify(AppConfig):
    name = "okno.notify"
    label = "notify"
