"""The line joined from home by programs: a place for whoever calls, when to set out, the proof of being here."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from okno.base import clock
from okno.base.models import Event
from okno.front.api.tests.asking import get, post, refused
from okno.queue import actions as queue
from okno.queue import queries as hall
from okno.queue.models import Contact, PlaceAfar, Ticket

pytestmark = pytest.mark.django_db
PASSPORT = {"service": "passport"}
MINUTE = timedelta(minutes=1)
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture(autouse=True)
def _ten_in_the_morning(at, session):
    clock.set_to(at, speed=0.001)


@pytest.fixture
def joined(program):
    answer = post(program, "/centres/tverskoy/places", PASSPORT | {"person": "+79160000001"})
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def mine(joined):
    return f"/places/{joined['token']}"


class Voice:
    """A telephone program: it says sentences, hears digits and letters, and knows its caller by their number."""

    def __init__(self, program) -> None:
        self.program, self.places, self.said = program, {}, []

    def call(self, number):
        """Somebody calls from this number."""
        if number not in self.places:
            wish = PASSPORT | {"person": number, "language": "ru"}
            place = post(self.program, "/centres/tverskoy/places", wish).json()
            self.places[number] = f"/places/{place['token']}"
        return self.say(get(self.program, self.places[number], {"road_minutes": 10}))

    def say(self, answer):
        said = answer.json()
        if "title" in said:
            return said["title"]
        if "label" in said:
            return f"Ваш талон {said['label']}"
        set_out = datetime.fromisoformat(said["set_out_at"]).astimezone(MOSCOW)
        return f"Перед вами {said['ahead']}, выходите в {set_out:%H:%M}"

    def tell_by_sms(self, number):
        wish = {"phone": number, "road_minutes": 10, "agreed": True}
        return post(self.program, f"{self.places[number]}/tell", wish).status_code

    def hear_code(self, number, code):
        """The caller stands in the hall and reads out the wall."""
        return self.say(post(self.program, f"{self.places[number]}/come", {"code": code}))


def test_somebody_with_nothing_but_a_telephone_joins_is_told_when_to_set_out_and_comes(
    program, centre, session, at
):
    voice, caller = Voice(program), "+79160000001"
    for _ in range(3):
        queue.issue(centre=centre.pk, service="passport", at=at - MINUTE, by="device:1")
    # three quarters of an hour are before them, ten minutes of which is their way
    assert voice.call(caller) == "Перед вами 3, выходите в 10:55"
    assert voice.call(caller).startswith("Перед вами 3"), "who calls again has the same place"
    assert PlaceAfar.objects.count() == 1
    assert voice.tell_by_sms(caller) == 200
    assert Contact.objects.get().road_minutes == 10
    assert "код" in voice.hear_code(caller, "ABCEHK")
    assert not Ticket.objects.filter(afar__isnull=False).exists()
    assert voice.hear_code(caller, hall.presence_code(centre.pk, at)) == "Ваш талон A4"
    ticket = PlaceAfar.objects.get().ticket
    assert Contact.objects.get().ticket == ticket, "and is told on what comes next"
    written = list(Event.objects.values_list("payload", "subject", "by"))
    assert caller not in str(written)
    assert caller not in str(list(PlaceAfar.objects.values_list("holder", "asker")))


def test_the_same_key_joins_once(program):
    key = {"Idempotency-Key": "j"}
    first, again = (post(program, "/centres/tverskoy/places", PASSPORT, **key) for _ in range(2))
    assert first.json() == again.json()
    assert first["Cache-Control"] == "no-store"
    assert PlaceAfar.objects.count() == 1


def test_one_person_of_a_program_has_one_place_and_others_have_theirs(program, joined):
    again = post(program, "/centres/tverskoy/places", PASSPORT | {"person": "+79160000001"})
    post(program, "/centres/tverskoy/places", PASSPORT | {"person": "+79160000002"})
    for _ in range(2):
        assert post(program, "/centres/tverskoy/places", PASSPORT).status_code == 201
    assert get(program, f"/places/{joined['token']}").json()["state"] == "left"
    assert get(program, f"/places/{again.json()['token']}").json()["state"] == "away"
    assert PlaceAfar.objects.filter(state="away").count() == 4


def test_a_person_of_another_program_is_another_person(program, joined, token, mine):
    other = Client(headers={"Authorization": f"Bearer {token('program')}"})
    post(other, "/centres/tverskoy/places", PASSPORT | {"person": "+79160000001"})
    assert get(other, mine).json()["state"] == "away"


def test_only_a_program_of_this_very_centre_joins_its_line(client, kiosk, elsewhere):
    refused(post(client, "/centres/tverskoy/places", PASSPORT), 401, "unknown_device")
    refused(post(kiosk, "/centres/tverskoy/places", PASSPORT), 403, "not_for_you")
    refused(post(elsewhere, "/centres/tverskoy/places", PASSPORT), 404, "unknown_centre")
    refused(get(elsewhere, "/centres/tverskoy/presence-code"), 404, "unknown_centre")


def test_more_time_is_given_once(client, joined, mine):
    assert joined["may_ask_more_time"]
    more = post(client, f"{mine}/more-time").json()
    assert more["lapses_at"] > joined["lapses_at"]
    assert not more["may_ask_more_time"]
    refused(post(client, f"{mine}/more-time"), 409, "no_more_time")


def test_nobody_is_told_without_consent(client, mine):
    refused(
        post(client, f"{mine}/tell", {"phone": "+79160000001", "agreed": False}), 422, "no_consent"
    )
    refused(post(client, f"{mine}/tell", {"agreed": True}), 422, "no_way_to_reach")


def test_who_joined_is_told_in_the_language_they_read_or_else_wish_to_speak(program):
    wish = PASSPORT | {"language": "en"}
    mine = f"/places/{post(program, '/centres/tverskoy/places', wish).json()['token']}"

    def told_in(**said):
        sms = {"phone": "+79160000001", "agreed": True}
        assert post(program, f"{mine}/tell", sms | said).status_code == 200
        return Contact.objects.get().language

    assert told_in() == "en"
    assert told_in(language="ru") == "ru"
    assert told_in(email="jane@example.org") == "ru", "as it was said before"


def test_a_place_that_was_given_up_is_over(client, mine, centre, at):
    code = {"code": hall.presence_code(centre.pk, at)}
    for _ in range(2):
        left = post(client, f"{mine}/leave").json()
        assert (left["state"], left["ahead"], left["set_out_at"]) == ("left", 0, None)
    refused(post(client, f"{mine}/come", code), 409, "place_given_up")
    refused(post(client, f"{mine}/more-time"), 409, "place_given_up")
    refused(get(client, "/places/nobodys"), 404, "unknown_place")


def test_a_place_that_nobody_came_for_is_given_up_before_a_sweep_says_so(client, joined, mine, at):
    clock.set_to(at + timedelta(hours=3, seconds=1), speed=0.001)
    assert get(client, mine).json()["state"] == "left"


def test_while_nobody_serves_there_is_no_time_to_set_out(client, mine, session, centre, at):
    queue.close_counter(centre=centre.pk, counter=session.counter_id, at=at, by="x")
    found = get(client, mine).json()
    assert (found["counters"], found["wait_s"], found["set_out_at"]) == (0, None, None)


def test_whoever_reads_the_wall_is_here_and_gets_one_ticket(client, program, mine):
    code = get(program, "/centres/tverskoy/presence-code").json()
    given, again = (post(client, f"{mine}/come", code) for _ in range(2))
    assert given.status_code == again.status_code == 201
    assert given.json() == again.json()
    found = get(client, mine).json()
    assert (found["state"], found["ticket"]) == ("here", given.json()["token"])
    assert Ticket.objects.count() == 1


def test_the_code_of_the_wall_is_not_for_everybody(client, token):
    refused(get(client, "/centres/tverskoy/presence-code"), 401, "unknown_device")
    robot = Client(headers={"Authorization": f"Bearer {token('robot')}"})
    refused(get(robot, "/centres/tverskoy/presence-code"), 403, "not_for_you")


def test_whoever_holds_a_ticket_lets_others_go_first_and_leaves(client, program, centre, at):
    first = post(program, "/centres/tverskoy/tickets", PASSPORT).json()
    address = f"/tickets/{first['token']}"
    refused(post(client, f"{address}/step-back"), 409, "nobody_behind")
    for _ in range(4):
        post(program, "/centres/tverskoy/tickets", PASSPORT)
    key = {"Idempotency-Key": "s"}
    for _ in range(2):
        back = post(client, f"{address}/step-back", **key)
        assert (back.status_code, back.json()["ahead"]) == (200, 3)
    assert Ticket.objects.get(token=first["token"]).steps_back == 1
    assert post(client, f"{address}/leave").json()["state"] == "left"
    refused(post(client, f"{address}/leave"), 409, "forbidden_move")
