"""The index of the operator's window."""

from django.urls import path

from okno.base import access
from okno.front.desk import booked, booking, cases, views, wishing
from okno.people.policy import OPENINGS

app_name = "desk"
_operator = access.staff(OPENINGS["desk"])
urlpatterns = [
    path("", _operator(views.desk), name="desk"),
    path("now/", _operator(views.now), name="now"),
    path("open/", _operator(views.open_counter), name="open"),
    path("ask/<slug:name>/", _operator(views.ask), name="ask"),
    path("book/", _operator(booking.book), name="book"),
    path("booked/", _operator(booked.find), name="find"),
    path("booked/<int:number>/", _operator(booked.one), name="booked-one"),
    path("booked/<int:number>/move/", _operator(booked.move), name="booked-move"),
    path("booked/<int:number>/<slug:verb>/", _operator(booked.act), name="booked-act"),
    path("wishes/", _operator(wishing.wishes), name="wishes"),
    path("wishes/add/", _operator(wishing.add), name="wish-add"),
    path("wishes/<int:number>/", _operator(wishing.one), name="wish"),
    path("wishes/<int:number>/<slug:verb>/", _operator(wishing.act), name="wish-act"),
    path("file/", _operator(cases.file), name="file"),
    path("cases/", _operator(cases.find), name="cases"),
    path("cases/<int:number>/", _operator(cases.one), name="case"),
    path("cases/<int:number>/<slug:verb>/", _operator(cases.act), name="case-act"),
    path("<slug:verb>/", _operator(views.act), name="act"),
]
