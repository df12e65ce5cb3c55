"""The index of what whoever sets the kiosk looks at: it stands among the pages of the office."""

from django.urls import path

from okno.base import access
from okno.front.kiosk.look import look
from okno.people.policy import OPENINGS

app_name = "look"
urlpatterns = [
    path("<slug:slug>/", access.staff(OPENINGS["office"])(look), name="kiosk"),
]
