"""The index of the staff's door: sign in, sign out, one's own place."""

from django.urls import path

from okno.base import access
from okno.people import own, views
from okno.people.models import Role

app_name = "people"
_anybody_here = access.staff(*Role.values)
urlpatterns = [
    path("", access.public(views.home), name="home"),
    path("login/", access.public(views.login), name="login"),
    path("logout/", access.public(views.logout), name="logout"),
    path("me/", _anybody_here(own.me), name="me"),
    path("me/sessions/end/", _anybody_here(own.end_sessions), name="end-sessions"),
]
