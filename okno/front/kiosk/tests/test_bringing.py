"""What to have with one is told before the ticket is given, and whoever lacks something is not sent away."""

import pytest
from django.test import Client

from okno.base import clock
from okno.catalog import actions as catalog
from okno.catalog import queries
from okno.catalog.tests.factories import EvidenceFactory
from okno.queue.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def kiosk(token, services):
    EvidenceFactory(service=services["passport"], name={"ru": "Два фото", "en": "Two photos"})
    EvidenceFactory(service=services["passport"], purposes=["receive"], name={"ru": "Расписка"})
    EvidenceFactory(
        service=services["passport"], applicants=["foreign_visa"], name={"ru": "Перевод"}
    )
    EvidenceFactory(service=services["benefit"], name={"ru": "Справка о доходах"})
    EvidenceFactory(service=services["benefit"], name={"ru": "Два фото"})
    client = Client()
    client.get(f"/enter/{token('kiosk')}")
    return client


def touch(kiosk, path, **form):
    answer = kiosk.post(f"/kiosk/{path}", {"ui": "ru", "service": "passport", **form})
    assert answer.status_code == 200
    return answer.content.decode()


def section(page, purpose):
    return page.partition(f'id="aim-{purpose}"')[2].partition("</section>")[0]


def test_each_purpose_has_its_own_list_above_the_button_that_gives_the_ticket(kiosk):
    page = touch(kiosk, "purpose/")
    assert "Два фото" in section(page, "file")
    assert "Расписка" not in section(page, "file")
    assert "Расписка" in section(page, "receive")
    for purpose in ("file", "receive"):
        assert f'name="purpose" value="{purpose}"' in section(page, purpose)
        assert f'name="missing" value="{purpose}"' in section(page, purpose)
    assert 'name="purpose" value="ask"' in page
    assert section(page, "ask") == "", "whoever only asks needs nothing"


def test_a_service_that_needs_no_papers_is_as_quick_as_ever(kiosk):
    page = touch(kiosk, "purpose/", service="extract")
    assert 'name="purpose" value="file"' in page
    assert "Чего-то не хватает" not in page


def test_the_papers_of_the_other_services_of_the_visit_are_told_too_each_once(kiosk):
    page = touch(kiosk, "purpose/", **{"with": "extract", "service": "benefit"})
    assert page.count("Справка о доходах") == 1
    for_more = page.partition("Для этого нужны:")[2].partition("</p>")[0]
    assert for_more.split("; ") == [" Справка о доходах", "Два фото"]


def test_the_list_is_of_whom_one_comes_as_and_can_be_another_persons(kiosk):
    page = touch(kiosk, "purpose/")
    assert "гражданин" in page
    assert "Перевод" not in page
    others = touch(kiosk, "who/")
    assert 'name="who" value="foreign_visa"' in others
    assert 'name="who" value="citizen"' not in others, "whose list was shown already"
    foreign = touch(kiosk, "purpose/", who="foreign_visa")
    assert "Перевод" in section(foreign, "file")
    assert 'name="who" value="foreign_visa"' in foreign, "it goes on with the visitor"
    assert "Перевод" not in touch(kiosk, "purpose/", who="martian")


def test_whoever_lacks_something_comes_later_asks_a_person_or_takes_a_ticket_to_ask(kiosk):
    page = touch(kiosk, "missing/", missing="file")
    assert "Два фото" in page
    assert "Сегодня мы открыты до" in page
    assert 'action="/kiosk/person/"' in page
    assert 'src="data:image/svg' in page, "the list goes along on the phone"
    assert not Ticket.objects.exists()
    form = page.partition('action="/kiosk/ticket/"')[2].partition("</form>")[0]
    assert 'name="purpose" value="ask"' in form
    touch(kiosk, "ticket/", purpose="ask", key="k1")
    assert Ticket.objects.get().purpose == "ask"


def test_after_closing_time_nothing_is_said_of_today(kiosk, at):
    clock.set_to(at.replace(hour=19), speed=0.001)
    assert "Сегодня мы открыты" not in touch(kiosk, "missing/", missing="file")


def test_who_asks_for_the_list_of_a_purpose_that_is_none_is_refused(kiosk):
    answer = kiosk.post("/kiosk/missing/", {"ui": "ru", "service": "passport", "missing": "steal"})
    assert answer.status_code == 422


def test_every_service_of_the_real_catalogue_has_a_page_with_its_papers(kiosk, centre):
    catalog.load(at=clock.now(), by="system")
    given = queries.offered_at(centre)
    assert len(given) > 40
    for service in given:
        page = touch(kiosk, "purpose/", service=service.slug)
        for purpose in service.purposes:
            assert f'name="purpose" value="{purpose}"' in page
            papers = queries.checklist(service, service.applicants[0], purpose)
            if purpose != "ask":
                assert section(page, purpose).count("<li>") == len({str(each) for each in papers})
