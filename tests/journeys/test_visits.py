"""Whole visits, told as they happen, through the pages that people press."""

import json

import pytest
from django.test import Client

from okno.base.models import Event
from okno.queue.models import Ticket
from tests.journeys.conftest import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_counter_one(boris, counters, it_is_ten):
    """Boris, who can do everything, in Russian."""
    person = Person(boris)
    person.sits_down_at(counters[0].pk)
    return person


@pytest.fixture
def at_counter_two(anna, counters, it_is_ten):
    """Anna: passports, in Russian and English."""
    person = Person(anna)
    person.sits_down_at(counters[1].pk)
    return person


def facts(visitor):
    """What the journal says of a visit, in order."""
    return [
        name.removeprefix("queue.")
        for name in Event.objects.filter(subject=f"ticket:{visitor.ticket.pk}")
        .order_by("id")
        .values_list("name", flat=True)
    ]


def test_a_mother_waits_too_long_and_gets_the_coffee(kiosk, passes, gleb, at_counter_one):
    before_her = kiosk.gives_a_ticket("benefit")
    mother = kiosk.gives_a_ticket("passport")
    assert "Перед вами 1 человек" in mother.reads()
    assert "Место может меняться" in mother.reads(), "others may go before her, and she is told"
    assert at_counter_one.presses("call") == 200
    assert at_counter_one.presses("start", before_her.ticket) == 200

    passes(minutes=16)
    page = mother.reads()
    mother.ticket.refresh_from_db()
    assert mother.ticket.voucher in page, "the code for the coffee is on the phone"

    door = Person(gleb)
    assert mother.ticket.label in door.finds_at_the_door(mother.ticket.voucher)
    assert door.at_the_door("coffee", ticket=mother.ticket.pk) == 200
    assert door.at_the_door("coffee", ticket=mother.ticket.pk) == 409, "one coffee"

    assert at_counter_one.presses("finish", before_her.ticket) == 200
    assert at_counter_one.presses("call") == 200
    assert "Ваше окно" in mother.reads()
    assert at_counter_one.presses("start", mother.ticket) == 200
    passes(minutes=9)
    assert at_counter_one.presses("finish", mother.ticket) == 200
    assert mother.presses("rate", rating=5) == 200
    assert "Ваша оценка: 5" in mother.reads()
    assert facts(mother) == [
        "ticket_issued", "promise_broken", "voucher_used", "ticket_called",
        "service_started", "service_finished", "ticket_rated",
    ]  # fmt: skip


def test_a_student_is_served_in_english_from_the_door_to_thank_you(
    kiosk, services, at_counter_one, at_counter_two
):
    services["passport"].name = {"ru": "Паспорт", "en": "Passport"}
    services["passport"].save()
    portal = Client(headers={"Accept-Language": "en"})
    assert "What to bring" in portal.get("/services/passport/").content.decode()

    student = kiosk.gives_a_ticket("passport", language="en")
    assert "You are next" in student.reads()
    assert at_counter_one.presses("call") == 409, "Boris speaks Russian only, and Anna is there"
    assert at_counter_two.presses("call") == 200
    assert "Your counter" in student.reads()
    assert at_counter_two.presses("start", student.ticket) == 200
    assert "Hello!" in Person(student.ticket.__class__.objects.get().session.staff).sees("/desk/")

    assert (
        at_counter_two.presses("transfer", student.ticket, service="extract", purpose="file") == 200
    )
    assert student.state == "waiting"
    assert at_counter_one.presses("call") == 200, "nobody who gives extracts speaks English"
    assert at_counter_one.presses("start", student.ticket) == 200
    assert at_counter_one.presses("finish", student.ticket) == 200
    assert "Thank you for coming" in student.reads()


def test_two_services_in_one_visit_and_a_paper_fetched_in_between(
    passes, kiosk, gleb, at_counter_one
):
    door = Client()
    door.force_login(gleb)
    form = {"key": "door", "service": "benefit", "more": "extract", "purpose": "file",
            "language": "ru", "priority": "ordinary"}  # fmt: skip
    assert door.post("/office/door/issue/", form).status_code == 200
    ticket = Ticket.objects.get()

    assert at_counter_one.presses("call") == 200
    assert at_counter_one.presses("start", ticket) == 200
    assert at_counter_one.presses("hold", ticket, minutes=20) == 200
    other = kiosk.gives_a_ticket("passport")
    assert at_counter_one.presses("call") == 200, "the counter is not idle meanwhile"
    assert at_counter_one.presses("start", other.ticket) == 200
    assert at_counter_one.presses("finish", other.ticket) == 200

    passes(minutes=21)
    ticket.refresh_from_db()
    assert ticket.state == "waiting", "after the hold one is in line again by oneself"
    assert at_counter_one.presses("call") == 200
    assert at_counter_one.presses("start", ticket) == 200
    assert at_counter_one.presses("finish", ticket) == 200
    ticket.refresh_from_db()
    assert (ticket.state, ticket.service.slug) == ("waiting", "extract")
    for verb in ("call", "start", "finish"):
        assert at_counter_one.presses(verb, ticket) == 200
    ticket.refresh_from_db()
    assert ticket.state == "finished"
    served = Event.objects.filter(name="queue.service_finished", subject=f"ticket:{ticket.pk}")
    assert served.count() == 2


def test_one_who_did_not_hear_gets_the_place_back(kiosk, passes, gleb, at_counter_one):
    deaf, other = kiosk.gives_a_ticket("passport"), kiosk.gives_a_ticket("passport")
    assert at_counter_one.presses("call") == 200
    assert at_counter_one.presses("no-show", deaf.ticket) == 409, "one is called again first"
    for _ in range(2):
        passes(minutes=1)
        assert at_counter_one.presses("recall", deaf.ticket) == 200
    assert at_counter_one.presses("no-show", deaf.ticket) == 200
    assert "вернёт вам место" in deaf.reads()

    passes(minutes=2)
    late = kiosk.gives_a_ticket("passport")
    assert Person(gleb).at_the_door("second-chance", ticket=deaf.ticket.pk) == 200
    called = []
    for _ in range(3):
        assert at_counter_one.presses("call") == 200
        found = Ticket.objects.get(state="called")
        called.append(found.label)
        assert at_counter_one.presses("start", found) == 200
        assert at_counter_one.presses("finish", found) == 200
    assert called.index(deaf.ticket.label) < called.index(late.ticket.label)
    assert sorted(called) == sorted(each.ticket.label for each in (deaf, other, late))


def test_at_closing_time_nobody_is_forgotten_and_everybody_is_told(kiosk, vera, at_counter_one):
    people = [kiosk.gives_a_ticket("passport") for _ in range(3)]
    assert at_counter_one.presses("call") == 200
    manager = Person(vera)
    assert "3" in manager.sees("/office/")
    assert manager.decides("close-day") == 200
    assert {each.state for each in people} == {"closed"}
    for each in people:
        assert "Откроемся завтра в 08:00" in each.reads()
    at_counter_one.presses("call")
    assert "Выберите окно" in at_counter_one.sees("/desk/"), "the counter is closed as well"
    assert [facts(each)[-1] for each in people] == ["ticket_closed"] * 3


def test_a_device_of_another_centre_gets_nothing_here(kiosk, at, at_counter_one, counters):
    from okno.network import actions as network
    from okno.network.tests.factories import CentreFactory

    visitor = kiosk.gives_a_ticket("passport")
    elsewhere = CentreFactory(slug="elsewhere")
    _device, stolen = network.enrol_device(
        centre=elsewhere, kind="program", name="stolen", at=at, by="system"
    )
    thief = Client(headers={"Authorization": f"Bearer {stolen}"})
    before = Event.objects.count()
    tries = [
        ("/centres/tverskoy/tickets", {"service": "passport"}),
        (f"/counters/{counters[0].pk}/call-next", {}),
        *(
            (f"/tickets/{visitor.ticket.pk}/{verb}", {})
            for verb in ("recall", "start", "finish", "no-show")
        ),
        (f"/tickets/{visitor.ticket.pk}/hold", {"minutes": 5}),
        (f"/tickets/{visitor.ticket.pk}/transfer", {"service": "extract"}),
    ]
    for path, body in tries:
        answer = thief.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")
        assert answer.status_code in (404, 422), path
    assert thief.get("/api/v1/events").json() == []
    assert visitor.state == "waiting"
    assert Event.objects.count() == before
