"""The room of people, as Django knows it."""

from django.apps import AppConfig


class People(AppConfig):
    name = "okno.people"
    label = "people"
