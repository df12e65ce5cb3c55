"""The kiosk, as Django knows it."""

from django.apps import AppConfig


class Kiosk(AppConfig):
    name = "okno.front.kiosk"
    label = "kiosk"
