"""The look and the words of every screen; no business facts."""

from django.apps import AppConfig


class Ui(AppConfig):
    name = "okno.ui"
    label = "ui"
