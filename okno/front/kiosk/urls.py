"""The index of the kiosk."""

from django.urls import path

from okno.front.kiosk import arriving, from_home, later, views
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
    path("here/", page(from_home.here), name="here"),
    path("person/", page(views.person), name="person"),
    path("later/", page(later.days), name="later"),
    path("later/times/", page(later.times), name="later-times"),
    path("later/hold/", page(later.hold), name="later-hold"),
    path("later/name/", page(later.name), name="later-name"),
    path("later/phone/", page(later.phone), name="later-phone"),
    path("later/book/", page(later.book), name="later-book"),
    path("later/slip.pdf", page(later.slip), name="slip"),
    path("check-in/", page(arriving.pad), name="check-in"),
    path("check-in/frame/", page(arriving.frame), name="frame"),
    path("check-in/appointment/", page(arriving.appointment), name="appointment"),
    path("check-in/missing/", page(arriving.missing), name="missing-for-appointment"),
    path("check-in/ticket/", page(arriving.ticket), name="check-in-ticket"),
    path("check-in/instead/", page(arriving.instead), name="instead"),
]
