"""At the door: who comes with an appointment, and who is booked today."""

from datetime import timedelta

import pytest

from okno.base.models import Look
from okno.booking.models import State
from okno.network.tests.factories import CentreFactory
from okno.queue.models import Ticket
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
MINUTE = timedelta(minutes=1)
DOOR = "/office/door/"


@pytest.fixture
def door(client, gleb, services):
    client.force_login(gleb)
    return client


@pytest.fixture
def soon(at):
    """Today, 10:45 in Moscow: 25 minutes from the clock of the pages."""
    return at + 25 * MINUTE


def come(door, said="", key="k", **form):
    if said:
        form["said"] = said
    return door.post(f"{DOOR}arrive/", {"key": key, "centre": "tverskoy"} | form)


def words(answer):
    return answer.content.decode()


@pytest.mark.parametrize("said", ["code", "phone", "address"])
def test_who_says_code_or_phone_or_shows_the_code_gets_the_ticket(
    door, session, schedule, book, soon, said
):
    made = book(soon)
    way = {
        "code": f"{made.code[:3]} {made.code[3:]}",
        "phone": "8 916 000-00-01",
        "address": f"https://okno.example/a/{made.token}/",
    }
    page = come(door, way[said])
    assert page.status_code == 200
    ticket = Ticket.objects.get()
    assert (ticket.booked_at, ticket.priority) == (soon, "appointment")
    assert ticket.label in words(page)
    assert 'class="paper"' in words(page), "it can be printed"
    assert not Look.objects.exists(), "nobody's name was shown"


def test_pressed_twice_or_asked_again_it_is_the_same_ticket(door, session, schedule, book, soon):
    made = book(soon)
    for key in ("one", "one", "two"):
        assert come(door, key=key, appointment=made.pk).status_code == 200
    assert Ticket.objects.count() == 1


def test_too_early_and_too_late_are_told_with_what_to_do_and_a_ticket_at_one_press(
    door, session, schedule, book, at
):
    early = book(at + 100 * MINUTE)
    page = come(door, "+79160000001")
    assert page.status_code == 409
    assert "Вы пришли рано" in words(page)
    assert "дайте талон сейчас" in words(page)
    form = {"key": "i", "centre": "tverskoy", "appointment": early.pk}
    for _ in range(2):
        assert door.post(f"{DOOR}instead/", form).status_code == 200
    ticket = Ticket.objects.get()
    early.refresh_from_db()
    assert (ticket.booked_at, ticket.priority) == (None, "ordinary")
    assert early.state == State.CANCELLED, "others may have the time"
    late = book(at - 125 * MINUTE, phone="+79160000002", at=at - 200 * MINUTE)
    page = come(door, late.code, key="l")
    assert "Время этой записи прошло" in words(page)
    door.post(f"{DOOR}instead/", form | {"key": "j", "appointment": late.pk})
    late.refresh_from_db()
    assert (Ticket.objects.count(), late.state) == (2, State.ARRIVED), "they are served today"


def test_another_day_is_told_and_the_appointment_stays_with_a_ticket_for_today(
    door, session, schedule, book, tomorrow
):
    made = book(tomorrow)
    page = come(door, made.code)
    assert "на другой день: 25 ноября" in words(page)
    assert Look.objects.get().subject == f"appointment:{made.pk}"
    door.post(f"{DOOR}instead/", {"key": "i", "centre": "tverskoy", "appointment": made.pk})
    made.refresh_from_db()
    assert (Ticket.objects.count(), made.state) == (1, State.BOOKED)


def test_another_centre_is_told_to_whoever_stands_there_and_written_down(
    door, schedule, book, services, at, soon
):
    from okno.catalog.models import Offer

    other = CentreFactory(counters=4)
    Offer.objects.create(centre=other, service=services["passport"])
    schedule_of(other, at=at)
    made = book(soon, centre=other)
    page = come(door, "+79160000001")
    assert f"в другой центр: {other}" in words(page)
    assert "instead" not in words(page)
    assert Look.objects.get().subject == f"appointment:{made.pk}"
    assert come(door, made.code, key="2").status_code == 404, "a code is of one centre"
    for verb in ("arrive", "instead"):
        form = {"key": verb, "centre": "tverskoy", "appointment": made.pk}
        assert door.post(f"{DOOR}{verb}/", form).status_code == 404
    assert door.get(f"{DOOR}booked/{made.pk}/").status_code == 404
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "said", ["000000", "+79169999999", "яяя", "x@y.ru", "²²²²²²", "@", "1" * 300]
)
def test_what_fits_nobody_is_told_so_beside_the_field(door, schedule, book, soon, said):
    book(soon)
    page = come(door, said)
    assert page.status_code in (404, 422)
    assert 'id="unmet"' in words(page)


def test_the_list_of_the_day_has_no_names_and_each_name_is_opened_by_itself(
    door, session, schedule, english, book, soon
):
    book(
        soon + 15 * MINUTE, name="Джамшед Раҳимов", language="en", needs=["wheelchair"],
        companions=2, email="d@example.org",
    )  # fmt: skip
    gone = book(soon, phone="+79160000002", name="Ю")
    come(door, key="x", appointment=gone.pk)
    page = words(door.get(f"{DOOR}booked/"))
    for said in ("11:00", "английский", "место для инвалидной коляски", "ещё 2 человека", "Ещё 1"):
        assert said in page
    for hidden in ("Джамшед", "9160000001", "example.org"):
        assert hidden not in page
    assert not Look.objects.exists()
    made = door.get(f"{DOOR}booked/").context["to_come"][0].appointment
    one = words(door.get(f"{DOOR}booked/{made.pk}/"))
    assert "Джамшед Раҳимов" in one
    assert "+79160000001" in one
    look = Look.objects.get()
    assert (look.subject, look.why) == (f"visitor:{made.visitor_id}", "door")
    part = words(door.get(f"{DOOR}booked/", headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "Уже здесь" in part


def test_the_day_is_listed_with_few_statements_however_many_are_booked(
    door, schedule, book, at, django_assert_max_num_queries
):
    for nth in range(1, 6):
        book(at + (10 + nth * 30) * MINUTE, phone=f"+7916000001{nth}")
    with django_assert_max_num_queries(12):
        door.get(f"{DOOR}booked/")


def test_a_visitor_who_is_forgotten_has_no_name_left(door, schedule, book, soon):
    made = book(soon)
    made.visitor.delete()
    assert "уже не хранится" in words(door.get(f"{DOOR}booked/{made.pk}/"))
    assert not Look.objects.exists()


def test_no_operator_and_no_stranger_sees_who_is_booked(client, boris, schedule, book, soon):
    made = book(soon)
    for address in (f"{DOOR}booked/", f"{DOOR}booked/{made.pk}/"):
        assert "/staff/login/" in client.get(address)["Location"]
    client.force_login(boris)
    for address in (f"{DOOR}booked/", f"{DOOR}booked/{made.pk}/"):
        assert client.get(address).status_code == 403
