"""Whoever knows somebody's phone stands at a kiosk, too: what they learn there, and what they can't do."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.booking.models import State
from okno.catalog.tests.factories import EvidenceFactory
from okno.network import actions as network
from okno.queue.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]
PHONE = "8 916 000-00-01"
PAPER, INSTEAD = "Два фото", 'action="/kiosk/check-in/instead/"'
OPENS = ">12:00</time>"


@pytest.fixture
def early(book, at, services):
    """The appointment of whoever has the phone, in two hours and ten minutes."""
    EvidenceFactory(service=services["passport"], purposes=["file"], name={"ru": PAPER})
    return book(at + timedelta(hours=2, minutes=10))


def touch(kiosk, path="appointment/", **form):
    answer = kiosk.post(f"/kiosk/check-in/{path}", {"ui": "ru", "key": "k1", **form})
    return answer.status_code, answer.content.decode().partition("<main")[2].partition("</main")[0]


def is_untouched(made):
    made.refresh_from_db()
    return made.state == State.BOOKED and not Ticket.objects.exists()


def test_by_phone_one_is_told_when_to_check_in_and_neither_what_for_nor_how_to_give_it_up(
    kiosk, early, services
):
    status, page = touch(kiosk, number=PHONE)
    assert status == 409
    assert "Вы пришли рано" in page
    assert OPENS in page
    assert 'action="/kiosk/check-in/"' in page
    assert "Ввести код" in page
    assert str(services["passport"].short_name) not in page
    assert not any(each in page for each in (PAPER, "/instead/", "/missing/", "12:30"))
    assert str(services["passport"].short_name) in touch(kiosk, number=early.code)[1]


@pytest.mark.parametrize("path", ["instead/", "ticket/", "missing/", "appointment/"])
def test_no_way_on_gives_up_or_shows_what_was_found_by_phone_alone(kiosk, early, find, path):
    status, page = touch(kiosk, path, visit=find(kiosk, number=PHONE))
    assert status == 409
    assert "Вы пришли рано" in page
    assert OPENS in page
    assert PAPER not in page
    assert is_untouched(early)


def test_with_the_code_or_the_page_the_same_person_takes_a_ticket_instead(kiosk, early, find):
    for said in ({"number": early.code}, {"token": early.token}):
        assert INSTEAD in touch(kiosk, **said)[1]
    assert touch(kiosk, "instead/", visit=find(kiosk, number=early.code))[0] == 200
    early.refresh_from_db()
    assert early.state == State.CANCELLED


def test_when_one_may_check_in_the_phone_is_enough_for_the_papers_and_the_ticket(
    kiosk, early, find
):
    clock.set_to(early.starts_at - timedelta(minutes=20), speed=0.001)
    assert PAPER in touch(kiosk, number=PHONE)[1]
    visit = find(kiosk, number=PHONE)
    assert PAPER in touch(kiosk, "missing/", visit=visit)[1]
    assert touch(kiosk, "instead/", visit=visit)[0] == 409
    assert is_untouched(early)
    assert touch(kiosk, "ticket/", visit=visit)[0] == 200
    assert Ticket.objects.get().booked_at == early.starts_at
    assert "Ваш талон" in touch(kiosk, number=PHONE)[1], "again, the same"
    assert Ticket.objects.count() == 1


def test_too_late_the_phone_is_enough_for_an_ordinary_ticket(kiosk, early, find):
    clock.set_to(early.starts_at + timedelta(hours=3), speed=0.001)
    status, page = touch(kiosk, number=PHONE)
    assert (status, INSTEAD in page) == (409, True)
    assert touch(kiosk, "instead/", visit=find(kiosk, number=PHONE))[0] == 200
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("said", ["number", "code", "token"])
def test_no_page_carries_the_token_of_the_visit(kiosk, book, at, find, said):
    made = book(at + timedelta(minutes=10))
    given = {"number": PHONE, "code": made.code, "token": made.token}[said]
    found = {"token" if said == "token" else "number": given}
    visit = find(kiosk, **found)
    pages = [touch(kiosk, **found)]
    pages += [touch(kiosk, path, visit=visit) for path in ("", "missing/", "ticket/")]
    pages += [touch(kiosk, **found)]
    assert [status for status, _page in pages] == [200] * 5
    assert not any(made.token in page for _status, page in pages)


@pytest.mark.parametrize("path", ["missing/", "ticket/", "instead/"])
def test_after_the_first_step_a_token_or_a_made_up_reference_is_nothing(kiosk, early, find, path):
    visit = find(kiosk, number=early.code)
    forged = [{"token": early.token}, {"visit": early.token}, {"visit": f"{visit}x"}, {}]
    assert [touch(kiosk, path, **each)[0] for each in forged] == [404] * 4
    assert is_untouched(early)


def test_what_was_found_at_one_kiosk_is_nothing_at_another(kiosk, early, find, centre, at):
    visit = find(kiosk, number=early.code)
    _other, key = network.enrol_device(centre=centre, kind="kiosk", name="2", at=at, by="x")
    kiosk.get(f"/enter/{key}")
    assert touch(kiosk, visit=visit)[0] == 404
    assert touch(kiosk, "instead/", visit=visit)[0] == 404
    assert is_untouched(early)


def test_after_a_quarter_of_an_hour_it_is_to_be_found_again_however_one_went_on(
    kiosk, early, find, at
):
    visit = find(kiosk, number=early.code)
    clock.set_to(at + timedelta(minutes=14), speed=0.001)
    assert find(kiosk, visit=visit) == visit, "it gets no younger"
    clock.set_to(at + timedelta(minutes=16), speed=0.001)
    status, page = touch(kiosk, visit=visit)
    assert (status, "Найдите её ещё раз" in page) == (404, True)
    assert touch(kiosk, "instead/", visit=visit)[0] == 404
    assert is_untouched(early)
