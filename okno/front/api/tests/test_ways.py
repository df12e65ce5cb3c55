"""The ways to a service at the programs' door: told, and refused where they are closed."""

import pytest

from okno.booking.models import Appointment
from okno.catalog.models import Way
from okno.front.api.tests.asking import get, post, refused
from okno.queue.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]


def test_a_centre_tells_what_it_gives_and_in_what_ways(client, centre, give_by):
    give_by("passport", Way.ONLINE, Way.PHONE)
    found = get(client, f"/centres/{centre.slug}/services").json()
    assert {each["slug"]: each["ways"] for each in found} == {
        "passport": ["online", "phone"],
        "benefit": ["walk_in", "online", "phone"],
        "extract": ["walk_in", "online", "phone"],
    }
    assert {"name", "short_name", "letter", "purposes"} <= found[0].keys()
    refused(get(client, "/centres/nowhere/services"), 404, "unknown_centre")


def test_by_appointment_only_is_refused_to_whoever_has_none(program, kiosk, centre, give_by, at):
    give_by("passport", Way.ONLINE)
    tickets, places = f"/centres/{centre.slug}/tickets", f"/centres/{centre.slug}/places"
    for asker in (program, kiosk):
        refused(post(asker, tickets, {"service": "passport"}), 422, "by_appointment_only")
    refused(post(program, places, {"service": "passport"}), 422, "by_appointment_only")
    assert not Ticket.objects.exists()
    booked = {"service": "passport", "booked_at": at.isoformat()}
    assert post(program, tickets, booked).status_code == 201


def test_what_is_not_booked_online_is_neither_found_nor_held_nor_waited_for(
    client, program, centre, give_by, tomorrow
):
    give_by("passport", Way.WALK_IN, Way.PHONE)
    assert get(client, "/slots/earliest", {"service": "passport"}).json() == []
    day = tomorrow.date().isoformat()
    asked = {"service": "passport", "first": day, "last": day}
    refused(get(client, f"/centres/{centre.slug}/slots", asked), 422, "not_online")
    held = {"services": ["passport"], "starts_at": tomorrow.isoformat()}
    refused(post(program, f"/centres/{centre.slug}/holds", held), 422, "not_online")
    wish = {
        "services": ["passport"],
        "first_day": day,
        "last_day": day,
        "name": "N",
        "email": "n@example.org",
        "agreed": True,
    }
    refused(post(program, f"/centres/{centre.slug}/wishes", wish), 422, "not_online")
    assert not Appointment.objects.exists()
    give_by("passport", Way.ONLINE)
    assert post(program, f"/centres/{centre.slug}/holds", held).status_code == 201
