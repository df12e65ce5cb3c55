"""The index of the kiosk."""

from django.urls import path

from okno.base import access
from okno.front.kiosk import views

app_name = "kiosk"
_kiosk = access.device("kiosk")
urlpatterns = [
    path("", _kiosk(views.start), name="start"),
    path("services/", _kiosk(views.services), name="services"),
    path("purpose/", _kiosk(views.purpose), name="purpose"),
    path("ticket/", _kiosk(views.ticket), name="ticket"),
    path("ticket.pdf", _kiosk(views.paper), name="paper"),
    path("person/", _kiosk(views.person), name="person"),
]
