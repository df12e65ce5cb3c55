"""The api, as Django knows it."""

from django.apps import AppConfig


class Api(AppConfig):
    name = "okno.front.api"
    label = "api"
