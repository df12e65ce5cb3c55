"""The index of the operator's window."""

from django.urls import path

from okno.base import access
from okno.front.desk import views
from okno.people.models import MAY_SERVE

app_name = "desk"
_operator = access.staff(*MAY_SERVE)
urlpatterns = [
    path("", _operator(views.desk), name="desk"),
    path("now/", _operator(views.now), name="now"),
    path("open/", _operator(views.open_counter), name="open"),
    path("ask/<slug:name>/", _operator(views.ask), name="ask"),
    path("<slug:verb>/", _operator(views.act), name="act"),
]
