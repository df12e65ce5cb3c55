"""Who reads the portal in English is written to in English, whatever language they wish to be served in."""

from datetime import timedelta

import pytest

from okno.booking import actions as booking
from okno.booking.models import Appointment, Wish
from okno.notify.models import Message
from okno.queue import actions as queue
from okno.queue import queries
from okno.queue.models import Contact, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]
WHO = {"name": "Jane", "email": "jane@example.org", "consent": "on"}


def read_in(client, language):
    client.post("/language/", {"language": language, "next": "/"})


@pytest.fixture(autouse=True)
def _english(client):
    read_in(client, "en")


@pytest.fixture
def address(services, centre):
    return f"{services['passport'].slug}/{centre.slug}/"


def told():
    """(act, language, subject) of what was told."""
    return list(Message.objects.order_by("pk").values_list("act", "language", "subject"))


@pytest.fixture
def made(client, address, tomorrow):
    starts_at = (tomorrow + timedelta(days=7)).isoformat()
    kept = client.post(f"/book/{address}?in=ru", {"starts_at": starts_at})["Location"]
    assert client.post(kept, WHO).status_code == 302
    return Appointment.objects.get()


def test_mail_and_reminder_of_a_booking_come_in_english(made):
    assert made.language == "ru"
    when = "2 December at 11:00"
    assert told() == [
        ("booked", "en", f"You are booked for {when}"),
        ("reminder", "en", f"We are waiting for you on {when}"),
    ]


def test_who_reads_the_page_in_another_language_later_is_written_to_as_before(client, made):
    read_in(client, "ru")
    page, later = f"/a/{made.token}/", made.starts_at + timedelta(days=1)
    moved = client.post(f"{page}move/", {"starts_at": later.isoformat(), "sequence": "0"})
    assert moved.status_code == 302
    assert client.post(f"{page}cancel/", {"sequence": "1"}).status_code == 302
    assert [(act, language) for act, language, _subject in told()[2:]] == [
        (act, "en") for act in ("changed", "reminder", "cancelled")
    ]


def test_who_waits_is_offered_a_time_in_english(client, address, sold_out, tomorrow, at):
    day = str(tomorrow.date())
    days = {"first_day": day, "last_day": day}
    assert client.post(f"/book/{address}wait/?in=ru", WHO | days).status_code == 302
    sold_out()
    booking.offer_free_times(at=at)
    assert Wish.objects.get().language == "ru"
    assert [each[:2] for each in told()] == [("wished", "en"), ("slot_offered", "en")]


def test_who_joins_the_line_from_home_is_called_in_english(
    client, session, centre, at, django_capture_on_commit_callbacks
):
    form = {"service": "passport", "for": "file", "in": "ru"}
    place = client.post(f"/centres/{centre.slug}/join/", form)["Location"]
    assert client.post(f"{place}tell/", WHO | {"road": "10"}).status_code == 302
    assert Contact.objects.get().language == "en"
    client.post(f"{place}here/", {"code": queries.presence_code(centre.pk, at)})
    where = {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "staff:1"}
    with django_capture_on_commit_callbacks(execute=True):
        queue.call_next(**where)
    assert Ticket.objects.get().language == "ru"
    assert told()[-1] == ("your_turn", "en", "A1: counter 1")
