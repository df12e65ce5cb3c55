"""The index of the staff's door: sign in, sign out, one's own place."""

from django.urls import path

from okno.base import access
from okno.people import views

app_name = "people"
urlpatterns = [
    path("", access.public(views.home), name="home"),
    path("login/", access.public(views.login), name="login"),
    path("logout/", access.public(views.logout), name="logout"),
]
