"""A time that comes free is offered in order, each offer for half an hour."""

from datetime import timedelta

import pytest

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import jobs, policy, sheets
from okno.booking.models import Appointment, State, Via, Wish, WishKey
from okno.people.models import Account

pytestmark = pytest.mark.django_db
QUARTER = timedelta(minutes=15)


@pytest.fixture
def full(schedule, hold, tomorrow):
    """Tomorrow is full but for nothing: every quarter of an hour is booked or held."""
    start = tomorrow.replace(hour=5)
    return [hold(start + number * QUARTER, for_long=timedelta(days=2)) for number in range(48)]


@pytest.fixture
def wish(centre, services, tomorrow, at):
    def wish(phone="+79160000001", **more) -> Wish:
        given = {
            "centre": centre,
            "services": [services["passport"]],
            "first_day": tomorrow.date(),
            "last_day": tomorrow.date(),
            "name": "Ян",
            "agreed": True,
            "at": at,
            "by": "visitor",
        }
        return booking.wish(phone=phone, **(given | more))

    return wish


def refused(code, act, *subject, **given):
    with pytest.raises(Refusal) as refusal:
        act(*subject, **given)
    assert refusal.value.code == code


def test_who_waits_longest_is_offered_what_came_free_and_takes_it(full, wish, tomorrow, at):
    first, second = wish(), wish(phone="+79160000002", at=at + timedelta(seconds=1))
    assert booking.offer_free_times(at=at) == 0
    booking.release(full[12], at=at, by="visitor")
    assert booking.offer_free_times(at=at) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("offered", "waiting")
    assert first.appointment.held_until == at + policy.OFFER
    booked = booking.accept(first, at=at + timedelta(minutes=20), by="visitor")
    assert (booked.state, booked.via, booked.starts_at) == (State.BOOKED, Via.LIST, tomorrow)
    first.refresh_from_db()
    assert first.state == "taken"


def test_no_time_is_offered_that_begins_before_the_offer_is_over(sold_out, wish, at):
    waiting = wish(first_day=at.date(), last_day=at.date())
    sold_out()
    booking.offer_free_times(at=at)
    waiting.refresh_from_db()
    offered = waiting.appointment
    assert (offered.held_until, offered.starts_at) == (
        at + policy.OFFER,
        at.replace(hour=8, minute=0),
    )


def test_a_cancelled_time_is_offered_before_anybody_else_can_take_it(
    schedule, full, wish, book, hold, tomorrow, at
):
    booking.release(full[12], at=at, by="visitor")
    made = book(tomorrow, phone="+79160000009")
    waiting = wish()
    booking.cancel(made, at=at, by="visitor")
    waiting.refresh_from_db()
    assert waiting.state == "offered"
    refused("slot_taken", hold, tomorrow)


def test_a_time_left_by_a_move_is_offered_too(schedule, full, wish, book, tomorrow, at):
    booking.release(full[12], at=at, by="visitor")
    made = book(tomorrow, phone="+79160000009")
    waiting = wish()
    booking.release(full[20], at=at, by="visitor")
    booking.move(made, starts_at=full[20].starts_at, at=at, by="visitor")
    waiting.refresh_from_db()
    assert waiting.appointment.starts_at == tomorrow


def test_an_offer_that_is_let_pass_goes_to_the_next(full, wish, at):
    first, second = wish(), wish(phone="+79160000002", at=at + timedelta(seconds=1))
    booking.release(full[12], at=at, by="visitor")
    booking.offer_free_times(at=at)
    later = at + policy.OFFER
    booking.expire_holds(at=later)
    assert booking.offer_free_times(at=later) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("waiting", "offered")
    refused("hold_over", booking.accept, first, at=later, by="visitor")


def test_after_three_offers_one_waits_no_longer(full, wish, at):
    alone = wish()
    booking.release(full[12], at=at, by="visitor")
    for number in range(policy.MOST_OFFERS):
        assert booking.offer_free_times(at=at + number * policy.OFFER) == 1
        booking.expire_holds(at=at + (number + 1) * policy.OFFER)
    assert booking.offer_free_times(at=at + 4 * policy.OFFER) == 0
    alone.refresh_from_db()
    assert alone.state == "over"


def test_when_the_days_are_over_so_is_the_wait(full, wish, tomorrow):
    alone = wish()
    booking.offer_free_times(at=tomorrow + timedelta(days=3))
    alone.refresh_from_db()
    assert alone.state == "over"


def test_one_who_waits_for_what_is_not_given_any_more_holds_up_nobody_and_is_seen(
    full, wish, at, caplog
):
    """A wish of an older version: no result is handed over by phone any more."""
    old, other = wish(), wish(phone="+79160000002", at=at + timedelta(seconds=1))
    Wish.objects.filter(pk=old.pk).update(medium="phone", purpose="receive")
    booking.release(full[12], at=at, by="visitor")
    assert booking.offer_free_times(at=at) == 1
    other.refresh_from_db()
    assert other.state == "offered"
    assert f"nothing is looked for: wish {old.pk}: unknown_choice" in caplog.text


def test_one_may_stop_waiting_and_what_was_offered_is_free(full, wish, hold, tomorrow, at):
    alone = wish()
    booking.release(full[12], at=at, by="visitor")
    booking.offer_free_times(at=at)
    alone.refresh_from_db()
    booking.withdraw(alone, at=at, by="visitor")
    booking.withdraw(alone, at=at, by="visitor")
    assert not Appointment.objects.filter(starts_at=tomorrow, state=State.HELD).exists()
    hold(tomorrow)


def test_what_somebody_gives_back_is_offered_to_the_next_before_anybody_else_can_take_it(
    full, wish, hold, tomorrow, at
):
    first, second = wish(), wish(phone="+79160000002", at=at + timedelta(seconds=1))
    booking.release(full[12], at=at, by="visitor")
    booking.offer_free_times(at=at)
    booking.withdraw(first, at=at, by="visitor")
    second.refresh_from_db()
    assert (second.state, second.appointment.starts_at) == ("offered", tomorrow)
    refused("slot_taken", hold, tomorrow)


def test_a_wish_that_cannot_be_is_refused(full, wish, tomorrow, at):
    refused("bad_days", wish, first_day=at.date() - timedelta(days=1))
    refused("bad_days", wish, last_day=at.date())
    refused("waits_too_long", wish, last_day=at.date() + timedelta(days=31))
    refused("not_bookable", wish, language="zh")
    refused("no_consent", wish, agreed=False)
    wish()
    refused("contact_not_taken", wish)


@pytest.mark.parametrize(("local", "is_over"), [("19:14", False), ("19:16", True), ("23:30", True)])
def test_today_is_over_when_no_offer_could_be_answered_before_closing(
    sold_out, wish, at, tomorrow, local, is_over
):
    """A visit of a quarter of an hour begins at 19:45 at the latest, and an offer is kept for half an hour."""
    hour, minute = map(int, local.split(":"))
    now = at.replace(hour=hour - 3, minute=minute)  # in Moscow
    today = {"first_day": at.date(), "last_day": at.date(), "at": now}
    if is_over:
        refused("bad_days", wish, **today)
    else:
        assert wish(**today).state == "waiting"
    assert wish(phone="+79160000002", **today | {"last_day": tomorrow.date()}).state == "waiting"


def test_who_stops_waiting_from_an_old_page_gives_the_offer_back_too(
    full, wish, hold, tomorrow, at
):
    """The page was opened before the offer came."""
    old_page = wish()
    booking.release(full[12], at=at, by="visitor")
    booking.offer_free_times(at=at)
    booking.withdraw(old_page, at=at, by="visitor")
    hold(tomorrow)


def test_a_long_list_of_those_who_cannot_be_served_hides_nobody(schedule, full, wish, at, tomorrow):
    """A hundred and fifty wait for tomorrow, which is full; the last one for the day after, which comes free."""
    for number in range(150):
        wish(phone=f"+7916{number:07}")
    next_day = tomorrow.date() + timedelta(days=1)
    closed = booking.block(
        schedule,
        starts_at=tomorrow + timedelta(hours=12),
        ends_at=tomorrow + timedelta(hours=36),
        reason=Text(ru="Учёба", en="Training"),
        at=at,
        by="staff:1",
    )
    last = wish(phone="+79169999999", first_day=next_day, last_day=next_day)
    booking.unblock(closed, at=at, by="staff:1")
    assert booking.offer_free_times(at=at) == 1
    last.refresh_from_db()
    assert last.state == "offered"


def test_a_list_is_looked_up_by_what_is_wanted_not_by_who(
    schedule, full, wish, at, django_assert_max_num_queries
):
    for number in range(50):
        wish(phone=f"+7916{number:07}")
    with django_assert_max_num_queries(25):
        assert booking.offer_free_times(at=at) == 0


# one person, one place


@pytest.mark.parametrize("again", [{"phone": "+79160000001"}, {"phone": "", "email": "y@x.org"}])
def test_whoever_left_two_ways_stands_on_a_list_once_by_any_of_them(full, wish, at, again):
    first = wish(email="y@x.org")
    refused("already_wished", wish, by="staff:1", **again)
    refused("contact_not_taken", wish, **again)
    booking.withdraw(first, at=at, by="visitor")
    assert not WishKey.objects.exists()
    assert wish(**again).state == "waiting"


def test_whoever_took_what_was_offered_may_wait_again_and_is_known_by_no_key(full, wish, at):
    first = wish(email="y@x.org")
    booking.release(full[12], at=at, by="visitor")
    booking.offer_free_times(at=at)
    refused("contact_not_taken", wish)
    booking.accept(first, at=at, by="visitor")
    assert not WishKey.objects.exists()
    assert wish(phone="", email="y@x.org").state == "waiting"


def test_an_account_waits_for_two_people_with_two_contacts(full, wish, at):
    account = Account.objects.create(key="k", language="ru", opened_at=at, seen_at=at)
    wish(account=account)
    refused("contact_not_taken", wish, account=account)
    assert wish(account=account, phone="", email="y@x.org").state == "waiting"


# what a bot cannot have


def test_nobody_waits_for_what_is_free_so_a_list_takes_no_time_from_others(
    schedule, wish, at, tomorrow
):
    refused("free_now", wish)
    assert booking.offer_free_times(at=at) == 0
    assert not Appointment.objects.exists()


def test_nobody_waits_for_a_day_that_is_not_open_for_booking_yet(full, wish, at, tomorrow):
    far = at.date() + timedelta(days=31)
    refused("waits_too_long", wish, first_day=far, last_day=far)


def test_one_address_and_one_browser_wait_so_often_an_hour(full, wish, tomorrow):
    most = policy.OFTEN["wish"]
    for number in range(most.an_hour):
        wish(phone=f"+7916{number:07}", asker="address", holder=f"{number}")
    refused("too_many_wishes", wish, asker="address", holder="one more")
    wish(phone="+79169999999", asker="another address")
    for number in range(most.a_browser):
        wish(phone=f"+7917{number:07}", asker=f"address {number}", holder="bot")
    refused("too_many_wishes", wish, asker="one more address", holder="bot")


def test_every_minute_the_list_is_looked_through_only_where_a_hold_ran_out(
    full, wish, at, tomorrow, monkeypatch
):
    waiting, now = wish(), at
    monkeypatch.setattr(clock, "now", lambda: now)
    Appointment.objects.filter(pk=full[12].pk).update(state=State.EXPIRED)
    sheets.draw(full[12].schedule_id, full[12].day)
    jobs.expire_holds(timestamp=0)
    waiting.refresh_from_db()
    assert waiting.state == "waiting", "nothing ran out: nothing was searched"
    jobs.offer_free_times(timestamp=0)
    waiting.refresh_from_db()
    assert waiting.state == "offered"
    now = at + policy.OFFER
    jobs.expire_holds(timestamp=0)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.offers) == ("offered", 2), "what it let pass ran out just now"
