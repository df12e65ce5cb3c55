"""What programs and screens reach through the API: every address by key × every kind × own centre, another's, nobody's."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from django.test import Client

from okno.adapters.webhooks import actions as webhooks
from okno.base import clock
from okno.base.text import Text
from okno.catalog.models import Offer
from okno.config import addresses
from okno.network import actions as network
from okno.network import queries as devices
from okno.network.models import Device
from okno.network.tests.factories import CentreFactory
from okno.people.models import Staff
from okno.queue import actions as queue
from tests.cast_booking import schedule_of
from tests.house.belongings import (
    PROGRAMS,
    Making,
    Row,
    as_json,
    body_of,
    everything,
    undone,
)
from tests.house.test_matrix_visitors import difference, without_what_differs

RULES = {address: rule for address, rule in addresses.table() if rule and rule.kind == "device"}
NOBODYS: dict[str, Any] = {"slug": "nowhere"} | dict.fromkeys(
    ("counter", "called", "serving", "missed", "subscription", "case"), 99999
)
# What a kiosk's forms carry by a token, or, of a visit that was found there, by a sealed reference; and whether it is
# there for a kiosk of another centre as well: whoever holds an appointment is told which centre it is at.
FORMS = {
    "/kiosk/check-in/appointment/": ("appointment", True),
    "/kiosk/check-in/missing/": ("visit", False),
    "/kiosk/check-in/ticket/": ("visit", False),
    "/kiosk/check-in/instead/": ("visit", False),
    "/kiosk/later/name/": ("hold", False),
    "/kiosk/later/phone/": ("hold", False),
    "/kiosk/later/book/": ("hold", False),
    "/kiosk/later/slip.pdf": ("appointment", False),
    "/kiosk/ticket.pdf": ("ticket", False),
}


class There:
    """A centre with one of everything that programs ask for, and a key of each kind of device."""

    def __init__(self, centre, services, staff, number: int, at) -> None:
        for service in services.values():
            Offer.objects.get_or_create(centre=centre, service=service)
        schedule_of(centre, counters=20, at=at)
        self.centre, self.at = centre, at
        making = Making(centre, services["passport"], centre.slug, number, at)
        making.a_day_sold_out()
        counters = list(centre.counters.order_by("number"))
        for counter, who in zip(counters, staff, strict=False):
            queue.open_counter(centre=centre.pk, counter=counter.pk, staff=who, at=at, by="x")
        booked, filed = making.appointment(), making.case(counters[3])
        self.things: dict[str, Any] = {
            "slug": centre.slug,
            "case": filed.pk,
            "counter": counters[3].pk,
            "appointment": booked.token,
            "hold": making.hold(0).token,
            "called": making.at_a_counter(counters[0]).pk,
            "serving": making.at_a_counter(counters[1], queue.start).pk,
            "missed": making.at_a_counter(counters[2], queue.recall, queue.recall).pk,
        }
        self.things["ticket"] = making.ticket().token
        same = {"at": at, "by": "x"}
        self.keys = {
            kind: network.enrol_device(centre=centre, kind=kind, name=kind, **same)[1]
            for kind in Device.Kind.values
        }
        program = Device.objects.get(centre=centre, kind="program")
        url = "https://example.org/hooks"
        self.things["subscription"] = webhooks.subscribe(url=url, device=program, **same)[0].pk


@pytest.fixture
def centres(centre, services, it_is_ten):
    """Tverskoy and Arbat."""
    made = []
    for number, each in enumerate((centre, CentreFactory(slug="arbat", counters=4))):
        staff = [member(each, f"{each.slug}-{seat}") for seat in range(4)]
        made.append(There(each, services, staff, number, it_is_ten))
    Device.objects.update(seen_at=it_is_ten)
    return made


def member(centre, login):
    skills = ["general", "passports", "social", "property"]
    return Staff.objects.create(
        login=login, name=Text(ru=login, en=login), role="operator", centre=centre, skills=skills, languages={"ru": "c2"}
    )  # fmt: skip


def ask(key: str | None, address: str, row: Row, thing: Any, where: There):
    devices.forget_devices()
    client = Client(headers={"Authorization": f"Bearer {key}"} if key is not None else {})
    place = re.sub("<[^>]+>", str(thing), address)
    if row.form is None:
        of_a_day = {"day": f"{where.at:%Y-%m-%d}"} if address.endswith("/appointments") else {}
        answer = client.get(place, of_a_day)
    else:
        answer = client.post(place, **as_json(body_of(row, str(thing), where.centre, clock.now())))
    return answer, without_what_differs(answer, str(thing))


def asked() -> Iterator[tuple[str, Row, str, bool]]:
    """Every address by key with every kind of device, and whether it opens to this kind."""
    for address, row in PROGRAMS.items():
        reading = [replace(row, form=None)] if row.reads and row.form is not None else []
        for each, kind in product([row, *reading], Device.Kind.values):
            yield address, each, kind, kind in RULES[address].names


@pytest.mark.django_db
def test_a_kind_of_device_does_what_is_its_own_and_no_other_kind_does(centres):
    here, _there = centres
    for address, row, kind, is_its_own in asked():
        with undone():
            before = everything()
            answer, _said = ask(here.keys[kind], address, row, here.things.get(row.thing), here)
            if is_its_own:
                assert answer.status_code in (200, 201), (address, kind, answer.content.decode())
                assert (everything() != before) == (row.form is not None), (address, kind)
            else:
                assert answer.status_code == 403, (address, kind)
                assert everything() == before, (address, kind)


@pytest.mark.django_db
def test_what_is_another_centres_is_answered_as_what_nobody_has_and_nothing_is_written(centres):
    here, there = centres
    for address, row, kind, is_its_own in asked():
        if row.thing not in here.things:
            continue
        before = everything()
        nobodys = NOBODYS.get(row.thing, secrets.token_urlsafe(16))
        answer, said = ask(here.keys[kind], address, row, nobodys, here)
        assert answer.status_code == (404 if is_its_own else 403), (address, kind)
        _answer, again = ask(here.keys[kind], address, row, there.things[row.thing], here)
        assert difference(again, said) == [], (address, kind)
        assert everything() == before, (address, kind)


@pytest.mark.django_db
def test_without_a_key_or_with_one_that_is_none_any_more_nothing_opens(centres):
    here, _there = centres
    gone = Device.objects.get(centre=here.centre, kind="program")
    network.revoke_device(device=gone, at=here.at, by="x")
    for address, row in PROGRAMS.items():
        before = everything()
        answers = [
            ask(key, address, row, here.things.get(row.thing), here)
            for key in (None, "", secrets.token_urlsafe(24), here.keys["program"])
        ]
        assert {answer.status_code for answer, _said in answers} == {401}, address
        first, *rest = [said for _answer, said in answers]
        assert [difference(each, first) for each in rest] == [[], [], []], address
        assert everything() == before, address


@pytest.mark.django_db
def test_the_counters_that_a_program_lists_are_those_at_which_it_may_call(centres):
    here, there = centres
    row = PROGRAMS["/api/v1/counters/<counter>/call-next"]
    address = "/api/v1/counters/<counter>/call-next"
    for mine, others in ((here, there), (there, here)):
        key = mine.keys["program"]
        listing = "/api/v1/centres/<slug>/counters"
        answer, _said = ask(key, listing, PROGRAMS[listing], mine.centre.slug, mine)
        listed = {each["id"] for each in answer.json()}
        every = [counter.pk for each in (mine, others) for counter in each.centre.counters.all()]
        opened = set()
        for counter in every:
            with undone():
                answer, _said = ask(key, address, row, counter, mine)
                if answer.status_code != 404:
                    opened.add(counter)
        assert listed == opened


@pytest.mark.django_db
def test_a_program_reads_the_appointments_and_the_journal_of_its_own_centre_alone(centres):
    for mine in centres:
        key = mine.keys["program"]
        listing = "/api/v1/centres/<slug>/appointments"
        answer, _said = ask(key, listing, PROGRAMS[listing], mine.centre.slug, mine)
        listed = {each["id"] for each in answer.json()["items"]}
        booked = mine.centre.appointments.filter(state="booked")
        assert listed == set(booked.values_list("pk", flat=True)) != set()
        # what this very transaction wrote is read when it is over; the journal asks by the same centre
        answer, _said = ask(key, "/api/v1/events", PROGRAMS["/api/v1/events"], None, mine)
        assert {each["centre"] for each in answer.json()} <= {mine.centre.slug}


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["finish", "hold", "transfer"])
def test_a_counter_of_another_centre_is_no_counter_for_a_ticket_of_ones_own(centres, act):
    here, there = centres
    body = {"service": "benefit"} if act == "transfer" else {}
    name = "to_counter" if act == "transfer" else "counter"
    before = everything()
    client = Client(headers={"Authorization": f"Bearer {here.keys['program']}"})
    devices.forget_devices()
    place = f"/api/v1/tickets/{here.things['serving']}/{act}"
    answers = [
        client.post(place, **as_json(body | {name: counter}))
        for counter in (99999, there.things["counter"])
    ]
    first, second = [without_what_differs(answer, "-") for answer in answers]
    assert answers[0].status_code in (404, 409, 422)
    assert difference(first, second) == []
    assert everything() == before


@pytest.mark.django_db
def test_a_form_of_a_kiosk_opens_nothing_that_is_not_there_or_of_another_kind(centres):
    here, there = centres
    for each in (there, here):
        kiosk = Client()
        kiosk.cookies["okno_kiosk"] = each.keys["kiosk"]
        each.things["visit"] = found_at(kiosk, each.things["appointment"])
    for address, (thing, is_there_elsewhere) in FORMS.items():
        field = "visit" if thing == "visit" else "token"
        form = {"key": secrets.token_hex(12), "name": "Ян", "phone": "89160000009", "agreed": "1"}
        with undone():
            answer = kiosk.post(address, form | {field: here.things[thing]})
            assert answer.status_code == 200, (address, answer.content.decode())
        before = everything()
        other = here.things["ticket" if thing != "ticket" else "appointment"]
        tokens = ["-", secrets.token_urlsafe(16), other]
        tokens += [] if is_there_elsewhere else [there.things[thing]]
        answers = [kiosk.post(address, form | {field: token}) for token in tokens]
        assert {answer.status_code for answer in answers} == {404}, address
        first, *rest = [without_what_differs(answer, "-") for answer in answers]
        assert [difference(each, first) for each in rest if difference(each, first)] == [], address
        assert everything() == before, address


def found_at(kiosk: Client, token: str) -> str:
    devices.forget_devices()
    page = kiosk.post("/kiosk/check-in/appointment/", {"token": token}).content.decode()
    return re.findall('name="visit" value="([^"]+)"', page)[0]
