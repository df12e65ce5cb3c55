"""The index of the public site."""

from django.urls import path

from okno.base import access
from okno.front.portal import tickets, views

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
    path("t/<str:token>/", access.visitor(tickets.ticket), name="ticket"),
    path("t/<str:token>/now/", access.visitor(tickets.now), name="ticket-now"),
    path("t/<str:token>/leave/", access.visitor(tickets.leave), name="ticket-leave"),
    path("t/<str:token>/rate/", access.visitor(tickets.rate), name="ticket-rate"),
]
