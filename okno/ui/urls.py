"""The index of the gallery."""

from django.urls import path

from okno.base import access
from okno.ui import views

app_name = "ui"
urlpatterns = [
    path("", access.public(views.gallery), name="gallery"),
    path("clock", access.public(views.clock), name="clock"),
]
