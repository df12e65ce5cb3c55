"""The waiting list at the desk: who waits, one more on the phone, and whoever waits no longer."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.base.models import Event, Look
from okno.booking import actions as booking
from okno.booking.models import Appointment, State, Wish
from okno.catalog.models import Offer
from okno.network.tests.factories import CentreFactory
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
LIST, ADD = "/desk/wishes/", "/desk/wishes/add/"
FORM = {
    "key": "k", "service": "passport", "purpose": "file", "language": "ru",
    "first_day": "2026-11-25", "last_day": "2026-11-27", "name": "Аглая",
    "phone": "8 916 000-00-01", "consent": "1",
}  # fmt: skip


@pytest.fixture
def desk(client, boris, schedule, sold_out):
    client.force_login(boris)
    return client


@pytest.fixture
def waits(desk, at):
    """Somebody who phoned and waits."""
    desk.post(ADD, FORM)
    return Wish.objects.get()


def words(answer):
    return answer.content.decode()


def test_who_phones_is_put_on_the_list_once_and_told_by_whom(desk, boris):
    for _ in range(2):
        answer = desk.post(ADD, FORM | {"more": "extract"})
    made = Wish.objects.get()
    assert answer["Location"] == f"{LIST}{made.pk}/"
    assert (made.state, made.visitor.phone, len(made.rest)) == ("waiting", "+79160000001", 1)
    assert (made.first_day.day, made.last_day.day) == (25, 27)
    assert Event.objects.get(name="booking.wish_made").by == f"staff:{boris.pk}"


def test_the_list_names_nobody_and_opening_one_is_written_down(desk, waits, boris):
    page = words(desk.get(LIST))
    assert str(waits.service.short_name) in page
    assert "с 25 ноября по 27 ноября" in page
    assert f'href="{LIST}{waits.pk}/"' in page
    assert "Аглая" not in page
    assert not Look.objects.exists()
    answer = desk.get(f"{LIST}{waits.pk}/")
    assert "Аглая" in words(answer)
    assert "+79160000001" in words(answer)
    assert answer["Cache-Control"] == "no-store"
    look = Look.objects.get()
    assert (look.subject, look.by) == (f"visitor:{waits.visitor_id}", f"staff:{boris.pk}")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"service": ""}, "Выберите, с чем придут"),
        ({"last_day": "2026-11-24", "first_day": "2026-11-25"}, "дни"),
        ({"last_day": "x"}, "дни"),
        ({"first_day": "2026-11-23"}, "дни"),
        ({"phone": "12"}, "номер"),
        ({"name": "…"}, "имя"),
        ({"language": "xx"}, "Выберите из списка"),
        ({"language": "zh"}, "запис"),
    ],
)
def test_what_is_refused_stands_on_the_form_as_it_was_typed(desk, wrong, said):
    answer = desk.post(ADD, FORM | wrong)
    assert answer.status_code in (409, 422)
    assert said in words(answer)
    assert 'value="8 916 000-00-01"' in words(answer) or "phone" in wrong
    assert not Wish.objects.exists()


def test_without_consent_nothing_is_kept(desk):
    answer = desk.post(ADD, {name: value for name, value in FORM.items() if name != "consent"})
    assert answer.status_code == 422
    assert "Спросите и отметьте, если человек согласен" in words(answer), "said to the colleague"
    assert not Wish.objects.exists()


def test_nobody_is_put_on_the_list_for_days_that_have_room_or_are_too_far(desk, sold_out):
    answer = desk.post(ADD, FORM | {"last_day": "2027-11-27"})
    assert "Лист ожидания — не дальше 24 декабря" in words(answer)
    sold_out()
    assert "есть свободное время" in words(desk.post(ADD, FORM))
    assert not Wish.objects.exists()


def test_a_place_is_given_up_for_the_person(desk, waits):
    for _ in range(2):
        answer = desk.post(f"{LIST}{waits.pk}/withdraw/", {"key": "w"})
        assert answer["Location"] == LIST
    waits.refresh_from_db()
    assert waits.state == Wish.State.OVER
    assert Event.objects.filter(name="booking.wish_over").count() == 1
    assert "никто не ждёт" in words(desk.get(LIST)).lower()
    assert "withdraw" not in words(desk.get(f"{LIST}{waits.pk}/"))


def test_a_time_that_was_offered_is_taken_for_the_person(desk, waits, sold_out, at):
    sold_out()
    booking.offer_free_times(at=at)
    page = words(desk.get(f"{LIST}{waits.pk}/"))
    assert "до 10:50" in page
    assert "предложено" in words(desk.get(LIST)).lower()
    assert 'name="offer" value="1"' in page
    answer = desk.post(f"{LIST}{waits.pk}/accept/", {"key": "a", "offer": "1"})
    made = Appointment.objects.get(state=State.BOOKED)
    assert answer["Location"] == f"/desk/booked/{made.pk}/"
    assert made.visitor_id == waits.visitor_id


def test_an_old_page_takes_no_other_time_than_was_read_out(desk, waits, sold_out, at, monkeypatch):
    sold_out()
    booking.offer_free_times(at=at)
    later = at + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    booking.expire_holds(at=later)
    booking.offer_free_times(at=later)
    for key, stale in (("a", {"offer": "1"}), ("b", {})):
        answer = desk.post(f"{LIST}{waits.pk}/accept/", {"key": key, **stale})
        assert answer.status_code == 412
        assert "Тем временем предложено другое время" in words(answer)
        assert 'name="offer" value="2"' in words(answer)
    assert not Appointment.objects.filter(state=State.BOOKED).exists()
    assert desk.post(f"{LIST}{waits.pk}/accept/", {"key": "c", "offer": "2"}).status_code == 302


def test_what_was_not_offered_cannot_be_taken(desk, waits):
    answer = desk.post(f"{LIST}{waits.pk}/accept/", {"key": "a"})
    assert answer.status_code == 409
    assert not Appointment.objects.exists()


def test_where_no_time_is_free_the_list_is_a_link_away(desk, schedule, services):
    schedule.week.all().delete()
    page = words(desk.post("/desk/book/", {"service": "passport", "show": "1"}))
    assert f'href="{ADD}?service=passport"' in page
    assert 'value="passport" selected' in words(desk.get(f"{ADD}?service=passport"))


def test_who_waits_elsewhere_is_not_here(desk, services, at, tomorrow):
    other = CentreFactory(counters=4)
    Offer.objects.create(centre=other, service=services["passport"])
    schedule_of(other, at=at).week.all().delete()
    theirs = booking.wish(
        centre=other, services=[services["passport"]], first_day=tomorrow.date(),
        last_day=tomorrow.date(), name="Ян", phone="+79160000009", agreed=True, at=at, by="visitor",
    )  # fmt: skip
    assert f"{LIST}{theirs.pk}/" not in words(desk.get(LIST))
    assert desk.get(f"{LIST}{theirs.pk}/").status_code == 404
    assert desk.post(f"{LIST}{theirs.pk}/withdraw/", {"key": "w"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == Wish.State.WAITING
    assert not Look.objects.exists()


def test_who_was_forgotten_leaves_a_place_without_a_name(desk, waits):
    visitor = waits.visitor
    Wish.objects.update(visitor=None)
    page = words(desk.get(f"{LIST}{waits.pk}/"))
    assert "Аглая" not in page
    assert not Look.objects.filter(subject=f"visitor:{visitor.pk}").exists()


def test_an_administrator_sees_the_list_too(client, lidia, gleb, waits):
    client.force_login(gleb)
    assert client.get(LIST).status_code == 200
    client.force_login(lidia)
    assert client.get(LIST).status_code == 403, "the desk is of a centre's own people"
