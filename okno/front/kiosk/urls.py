"""The index of the kiosk."""

from django.urls import path

from okno.front.kiosk import views
from okno.front.kiosk.door import page

app_name = "kiosk"
urlpatterns = [
    path("", page(views.start), name="start"),
    path("services/", page(views.services), name="services"),
    path("search/", page(views.search), name="search"),
    path("search/found/", page(views.found), name="found"),
    path("purpose/", page(views.purpose), name="purpose"),
    path("ticket/", page(views.ticket), name="ticket"),
    path("ticket.pdf", page(views.paper), name="paper"),
    path("person/", page(views.person), name="person"),
]
