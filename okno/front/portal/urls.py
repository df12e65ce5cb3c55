"""The index of the public site."""

from django.urls import path

from okno.base import access
from okno.front.portal import afar, appointment, booking, finding, tickets, views, waiting
from okno.front.portal.unsubscribing import unsubscribe

app_name = "portal"
urlpatterns = [
    path("", access.public(views.home), name="home"),
    path("search/", access.public(views.search), name="search"),
    path("near/", access.public(views.near), name="near"),
    path("life/<slug:slug>/", access.public(views.life), name="life"),
    path("services.jsonld", access.public(views.all_services_data), name="services-data"),
    path("services/<slug:slug>/", access.public(views.service), name="service"),
    path("services/<slug:slug>.jsonld", access.public(views.service_data), name="service-data"),
    path("centres/", access.public(views.centres), name="centres"),
    path("centres/<slug:slug>/", access.public(views.centre), name="centre"),
    path("about/", access.public(views.about), name="about"),
    path("book/<slug:service>/", access.public(finding.times), name="times"),
    path("book/<slug:service>/near/", access.public(finding.near), name="times-near"),
    path("book/<slug:service>/wishes/", access.public(finding.wishes), name="times-wishes"),
    path("book/<slug:service>/<slug:centre>/", access.public(booking.choose), name="choose"),
    path("book/<slug:service>/<slug:centre>/wait/", access.public(waiting.wait), name="wait"),
    path("h/<str:token>/", access.visitor(booking.hold), name="hold"),
    path("h/<str:token>/back/", access.visitor(booking.release), name="hold-back"),
    path("a/<str:token>/", access.visitor(appointment.appointment), name="appointment"),
    path("a/<str:token>/okno.ics", access.visitor(appointment.calendar_file), name="calendar"),
    path("a/<str:token>/here/", access.visitor(appointment.here), name="appointment-here"),
    path("a/<str:token>/move/", access.visitor(appointment.move), name="appointment-move"),
    path("a/<str:token>/cancel/", access.visitor(appointment.cancel), name="appointment-cancel"),
    path("a/<str:token>/confirm/", access.visitor(appointment.confirm), name="appointment-confirm"),
    path("w/<str:token>/", access.visitor(waiting.wish), name="wish"),
    path("w/<str:token>/accept/", access.visitor(waiting.accept), name="wish-accept"),
    path("w/<str:token>/withdraw/", access.visitor(waiting.withdraw), name="wish-withdraw"),
    path("t/<str:token>/", access.visitor(tickets.ticket), name="ticket"),
    path("t/<str:token>/now/", access.visitor(tickets.now), name="ticket-now"),
    path("t/<str:token>/leave/", access.visitor(tickets.leave), name="ticket-leave"),
    path("t/<str:token>/tell/", access.visitor(tickets.tell), name="ticket-tell"),
    path("t/<str:token>/quiet/", access.visitor(tickets.quiet), name="ticket-quiet"),
    path("t/<str:token>/back/", access.visitor(tickets.step_back), name="ticket-back"),
    path("t/<str:token>/rate/", access.visitor(tickets.rate), name="ticket-rate"),
    path("centres/<slug:slug>/join/", access.public(afar.join), name="join"),
    path("here/<slug:slug>/<str:code>/", access.public(afar.wall), name="wall"),
    path("unsubscribe/<str:token>/", access.visitor(unsubscribe), name="unsubscribe"),
    path("q/<str:token>/", access.visitor(afar.place), name="place"),
    path("q/<str:token>/now/", access.visitor(afar.now), name="place-now"),
    path("q/<str:token>/here/", access.visitor(afar.here), name="place-here"),
    path("q/<str:token>/more/", access.visitor(afar.more_time), name="place-more"),
    path("q/<str:token>/tell/", access.visitor(afar.tell), name="place-tell"),
    path("q/<str:token>/quiet/", access.visitor(afar.quiet), name="place-quiet"),
    path("q/<str:token>/leave/", access.visitor(afar.give_up), name="place-leave"),
]
