"""The index of the board."""

from django.urls import path

from okno.base import access
from okno.front.board import views

app_name = "board"
urlpatterns = [
    path("", access.device("board")(views.board), name="board"),
    path("now/", access.device("board")(views.now), name="now"),
]
