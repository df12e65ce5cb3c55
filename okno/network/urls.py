"""The index of the devices' door: a one-time code is entered, or a link opened."""

from django.urls import path

from okno.base import access
from okno.network import views

app_name = "network"
urlpatterns = [
    path("", access.public(views.enter), name="enter"),
    path("<str:token>", access.public(views.enter_device), name="enter-device"),
]
