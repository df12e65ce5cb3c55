"""The board, as Django knows it."""

from django.apps import AppConfig


class Board(AppConfig):
    name = "okno.front.board"
    label = "board"
