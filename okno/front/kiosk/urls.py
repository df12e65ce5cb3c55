"""The index of the kiosk."""

from django.urls import path

from okno.front.kiosk import arriving, views
from okno.front.kiosk.door import page

app_name = "kiosk"
urlpatterns = [
    path("", page(views.start), name="start"),
    path("services/", page(views.services), name="services"),
    path("search/", page(views.search), name="search"),
    path("search/found/", page(views.found), name="found"),
    path("purpose/", page(views.purpose), name="purpose"),
    path("who/", page(views.who), name="who"),
    path("missing/", page(views.missing), name="missing"),
    path("ticket/", page(views.ticket), name="ticket"),
    path("ticket.pdf", page(views.paper), name="paper"),
    path("person/", page(views.person), name="person"),
    path("check-in/", page(arriving.pad), name="check-in"),
    path("check-in/frame/", page(arriving.frame), name="frame"),
    path("check-in/appointment/", page(arriving.appointment), name="appointment"),
    path("check-in/missing/", page(arriving.missing), name="missing-for-appointment"),
    path("check-in/ticket/", page(arriving.ticket), name="check-in-ticket"),
    path("check-in/instead/", page(arriving.instead), name="instead"),
]
