"""The hall's queue, as Django knows it."""

from django.apps import AppConfig


class Queue(AppConfig):
    name = "okno.queue"
    label = "queue"
