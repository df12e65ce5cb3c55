"""The link to our bot on the pages of a visit."""

import re

import pytest

from okno.notify import actions as notify
from okno.notify import ports
from okno.people.models import Visitor
from okno.queue import actions as queue
from okno.queue.models import Contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
LINK = re.compile(r'href="https://t\.me/centre_bot\?start=([A-Za-z0-9_-]{20,64})"')


class Bot:
    """A bot that is there."""

    name, channel, is_stand_in = "telegram", "telegram", False


@pytest.fixture(autouse=True)
def _a_bot(monkeypatch, settings, at):
    notify.load_wordings(at=at, by="system")
    monkeypatch.setattr(ports, "_PROVIDERS", [Bot()])
    settings.NOTIFY_TELEGRAM_BOT = "centre_bot"


@pytest.fixture
def ticket(session, at):
    return queue.issue(centre="tverskoy", service="passport", at=at, by="x")


@pytest.fixture
def place(session, at):
    return queue.join(centre="tverskoy", service="passport", holder="b", at=at, by="visitor")


def read(client, address):
    return client.get(address).content.decode()


def link(page, at):
    """Come by the link of the page."""
    queue.link_chat(word=LINK.search(page)[1], chat="777", at=at, by="visitor")


def test_a_ticket_is_told_of_in_the_chat_that_came_by_its_pages_link(client, ticket, at):
    page = read(client, f"/t/{ticket.token}/")
    assert "вы соглашаетесь, что мы храним номер вашего чата до конца визита" in page
    link(page, at)
    page = read(client, f"/t/{ticket.token}/")
    assert "Сообщим так: Телеграм." in page
    assert not LINK.search(page)
    client.post(f"/t/{ticket.token}/quiet/")
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("asked", "minutes"), [("", 20), ("?road=45", 45)])
def test_the_way_said_on_the_page_goes_along(client, place, at, asked, minutes):
    page = read(client, f"/q/{place.token}/{asked}")
    assert f"и время вашего пути ({minutes} мин)" in page
    link(page, at)
    assert Contact.objects.get().road_minutes == minutes


def test_the_way_said_with_a_phone_stands(client, place, at):
    queue.ask_to_be_told(
        place,
        phone="+79161234567",
        road_minutes=30,
        agreed=True,
        language="ru",
        at=at,
        by="visitor",
    )
    link(read(client, f"/q/{place.token}/"), at)
    contact = Contact.objects.get()
    assert (contact.channels, contact.road_minutes) == (["telegram", "sms"], 30)


def test_an_appointment_is_told_of_in_the_chat_that_came_by_its_pages_link(
    client, schedule, book, tomorrow, at
):
    made = book(tomorrow)
    page = read(client, f"/a/{made.token}/")
    assert "храним номер вашего чата столько же, сколько запись" in page
    link(page, at)
    assert Visitor.objects.get().telegram == "777"
    page = read(client, f"/a/{made.token}/")
    assert "Сначала сообщаем в Телеграме" in page
    assert not LINK.search(page)


def test_without_a_bot_or_its_name_nobody_is_shown_a_link(client, ticket, settings, monkeypatch):
    settings.NOTIFY_TELEGRAM_BOT = ""
    assert "t.me" not in read(client, f"/t/{ticket.token}/")
    settings.NOTIFY_TELEGRAM_BOT = "centre_bot"
    monkeypatch.setattr(ports, "_PROVIDERS", [])
    assert "t.me" not in read(client, f"/t/{ticket.token}/")


def test_a_page_with_a_word_is_kept_nowhere(client, ticket):
    answer = client.get(f"/t/{ticket.token}/")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "strict-origin"
