"""The portal, as Django knows it."""

from django.apps import AppConfig


class Portal(AppConfig):
    name = "okno.front.portal"
    label = "portal"
