"""The index of the office: the live hall, its acts, the door, the centre's days and services."""

from django.urls import path

from okno.base import access
from okno.front.office import (
    adding,
    appointments,
    centre,
    devices,
    door,
    door_booked,
    feeds,
    messages,
    people,
    programs,
    results,
    rings,
    rules,
    today,
    views,
    week,
)
from okno.people.policy import OPENINGS

app_name = "office"
_manager = access.staff(OPENINGS["office"])
_editor = access.staff(OPENINGS["network"])
_door = access.staff(OPENINGS["door"])
_chooser = access.staff(OPENINGS["choice"])
urlpatterns = [
    path("", _manager(views.hall), name="hall"),
    path("now/", _manager(views.now), name="now"),
    path("counters/<int:counter>/", _manager(views.counter), name="counter"),
    path("act/<slug:verb>/", _manager(views.act), name="act"),
    path("broken/", _manager(today.broken), name="broken"),
    path("close-day/", _manager(today.close_day), name="close-day"),
    path("door/", _door(door.door), name="door"),
    path("door/issue/", _door(door.issue), name="issue"),
    path("door/find/", _door(door.find), name="find"),
    path("door/act/<slug:verb>/", _door(door.act), name="door-act"),
    path("door/load/", _door(door.load), name="door-load"),
    path("door/rings/", _door(rings.rings), name="rings"),
    path("door/going/", _door(rings.going), name="going"),
    path("door/booked/", _door(door_booked.booked), name="booked"),
    path("door/booked/<int:number>/", _door(door_booked.one), name="booked-one"),
    path("door/arrive/", _door(door_booked.arrive), name="arrive"),
    path("door/instead/", _door(door_booked.instead), name="instead"),
    path("centre/", _manager(centre.centre), name="centre"),
    path("centre/close/", _manager(centre.close), name="centre-close"),
    path("centre/reopen/", _manager(centre.reopen), name="centre-reopen"),
    path("centre/service/<slug:verb>/", _manager(centre.service), name="centre-service"),
    path("centre/calls/", _manager(centre.calls), name="centre-calls"),
    path("appointments/", _manager(appointments.appointments), name="appointments"),
    path("appointments/block/", _manager(appointments.block), name="block"),
    path("appointments/unblock/", _manager(appointments.unblock), name="unblock"),
    path("appointments/adjust/<int:schedule>/", _manager(appointments.adjust), name="adjust"),
    path("appointments/week/<int:schedule>/", _manager(week.week), name="week"),
    path("appointments/week/<int:schedule>/set/", _manager(week.arrange), name="week-set"),
    path("appointments/rules/<int:schedule>/", _manager(rules.rules), name="rules"),
    path("appointments/rules/<int:schedule>/set/", _manager(rules.set_rule), name="rule-set"),
    path("appointments/add/", _manager(adding.add), name="schedule-add"),
    path("appointments/calendars/", _manager(feeds.feeds), name="feeds"),
    path("appointments/calendars/add/", _manager(feeds.add), name="feed-add"),
    path("appointments/calendars/<int:feed>/end/", _manager(feeds.end), name="feed-end"),
    path("appointments/<str:on>/", _manager(appointments.day), name="appointments-day"),
    path("results/", _manager(results.results), name="results"),
    path("results/<int:number>/<slug:verb>/", _manager(results.act), name="result-act"),
    path("devices/", _manager(devices.devices), name="devices"),
    path("devices/add/", _manager(devices.add), name="device-add"),
    path("devices/<int:number>/<slug:verb>/", _manager(devices.act), name="device-act"),
    path("people/", _manager(people.people), name="people"),
    path("people/<int:number>/", _manager(people.person), name="person"),
    path("people/<int:number>/photo/", _manager(people.photo), name="person-photo"),
    path("people/<int:number>/<slug:verb>/", _manager(people.act), name="person-act"),
    path("messages/", _editor(messages.messages), name="messages"),
    path("messages/<int:message>/again/", _editor(messages.again), name="message-again"),
    path("messages/<slug:act>/", _editor(messages.wording), name="wording"),
    path("programs/", _editor(programs.programs), name="programs"),
    path("programs/add/", _editor(programs.add), name="program-add"),
    path("programs/<int:number>/", _editor(programs.program), name="program"),
    path("programs/<int:number>/<slug:verb>/", _editor(programs.act), name="program-act"),
    path("choose/", _chooser(views.choose), name="choose"),
]
