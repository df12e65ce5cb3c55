"""The desk, as Django knows it."""

from django.apps import AppConfig


class Desk(AppConfig):
    name = "okno.front.desk"
    label = "desk"
