"""The index of the staff's door: sign in, sign out, one's own place."""

from django.urls import path

from okno.base import access
from okno.people import own, policy, second, switching, views

app_name = "people"
_anybody_here = access.staff(policy.OPENINGS["own"])
urlpatterns = [
    path("", access.public(views.home), name="home"),
    path("login/", access.public(switching.remembering(views.login)), name="login"),
    path("logout/", access.public(views.logout), name="logout"),
    path("second/", access.public(switching.remembering(second.second)), name="second"),
    path("second/set-up/", access.public(switching.remembering(second.set_up)), name="set-up"),
    path("second/recovery/", _anybody_here(own.fresh(second.recovery)), name="recovery"),
    path("switch/", access.public(switching.switch), name="switch"),
    path("me/", _anybody_here(own.me), name="me"),
    path("me/photo/", _anybody_here(own.photo), name="photo"),
    path("me/sessions/end/", _anybody_here(own.end_sessions), name="end-sessions"),
    path("me/badge/", _anybody_here(own.fresh(own.set_badge)), name="set-badge"),
    path("me/second/remove/", _anybody_here(own.fresh(own.remove_factor)), name="remove-factor"),
]
