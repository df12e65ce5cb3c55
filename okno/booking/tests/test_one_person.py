"""One person is one person, whichever of their ways they give: phone, e-mail or account.

A colleague asks, who hears why; what a stranger hears is in test_limits.
"""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.booking import actions as booking
from okno.booking import policy, queries
from okno.booking.models import PersonKey
from okno.people import actions as people
from okno.people.models import Account, Visitor

pytestmark = pytest.mark.django_db
PHONE = {"phone": "+79160000001"}
EMAIL = {"email": "yan@example.org"}


@pytest.fixture
def account(at):
    return Account.objects.create(key="k", language="ru", opened_at=at, seen_at=at)


@pytest.fixture
def come(schedule, english, hold, at):
    """Book in Russian, or in English where that is asked for: so there are two places at one time."""

    def come(starts_at, when=at, language="ru", **ways):
        held = hold(starts_at, language=language, at=when)
        return booking.book(held, name="Ян", agreed=True, at=when, by="staff:1", **ways)

    return come


def refused(code, act, *subject, **given):
    with pytest.raises(Refusal) as refusal:
        act(*subject, **given)
    assert refusal.value.code == code


@pytest.mark.parametrize("again", [PHONE, EMAIL, EMAIL | {"phone": "+79160000002"}])
def test_with_any_of_their_ways_they_are_at_one_place_at_a_time(come, tomorrow, again):
    come(tomorrow, **PHONE, **EMAIL)
    refused("overlapping", come, tomorrow, language="en", **again)


def test_a_parent_who_has_signed_in_books_two_children_for_one_time_with_two_contacts(
    come, account, tomorrow, at
):
    """The account is whose visits they are, not who comes."""
    come(tomorrow, account=account, **PHONE)
    second = come(tomorrow, language="en", account=account, **EMAIL)
    later = tomorrow + timedelta(hours=1)
    booking.move(second, starts_at=later, at=at, by="visitor")
    come(later, account=account, **PHONE)
    booking.move(second, starts_at=tomorrow, at=at, by="visitor")
    both = PHONE | EMAIL | {"account": account}
    refused("too_many_appointments", come, later + timedelta(hours=1), language="en", **both)


class TestWhoSignsInAfterBooking:
    @pytest.fixture
    def keep(self, account, at):
        def keep(made, **more):
            given = {"account": account, "is_booker": True, "at": at, "by": "visitor"} | more
            booking.keep_visit(made, **given)

        return keep

    def test_has_three_to_come_with_what_they_keep(self, come, keep, account, tomorrow):
        for nth in range(policy.MOST_LIVE):
            made = come(tomorrow + nth * timedelta(hours=1), phone=f"+7916000000{nth}")
            keep(made)
            keep(made)
        later = tomorrow + timedelta(hours=3)
        refused("too_many_appointments", come, later, account=account, phone="+79160000009")

    def test_keeps_two_of_one_time(self, come, keep, account, tomorrow):
        made = [come(tomorrow, account=account, **PHONE), come(tomorrow, language="en", **EMAIL)]
        keep(made[1])
        assert [each.keys.filter(is_to_come=False).count() for each in made] == [1, 1]
        assert made[1].visitor.__class__.objects.filter(account=account).count() == 2

    def test_has_missed_what_they_kept_and_did_not_come_to(self, come, keep, account, tomorrow):
        for nth in range(policy.LENIENT):
            keep(come(tomorrow + nth * timedelta(hours=1), phone=f"+7916000000{nth}"))
        later = tomorrow + timedelta(days=2)
        booking.miss_all(at=later, by="system")
        next_week = later + timedelta(days=5)
        assert come(next_week, when=later, account=account, **EMAIL).confirm_by is not None
        stranger = come(next_week + timedelta(hours=1), when=later, phone="+79160000009")
        assert stranger.confirm_by is None

    def test_is_not_known_by_what_is_over(self, come, keep, tomorrow, at):
        made = come(tomorrow, **PHONE)
        booking.cancel(made, at=at, by="visitor")
        keep(made)
        assert not made.keys.exists()

    def test_and_keeps_it_by_the_address_of_its_page_is_not_counted(
        self, come, keep, account, tomorrow
    ):
        made = come(tomorrow, **PHONE)
        keep(made, is_booker=False)
        assert made.keys.count() == 1

    def test_and_deletes_the_account_is_known_by_none_of_it(self, come, keep, account, tomorrow):
        keep(come(tomorrow, **PHONE))
        later = tomorrow + timedelta(days=1)
        booking.miss_all(at=later, by="system")
        Visitor.objects.all().delete()  # thirty days on
        booking.forget_account(account, at=later, by="visitor")
        assert not PersonKey.objects.exists()


def test_two_people_who_share_nothing_come_at_one_time(come, tomorrow):
    come(tomorrow, **PHONE)
    come(tomorrow, language="en", **EMAIL)


def test_a_move_is_to_where_they_are_not_by_any_of_their_ways(come, tomorrow, at):
    come(tomorrow, **PHONE, **EMAIL)
    other = come(tomorrow + timedelta(hours=1), language="en", **EMAIL)
    refused("overlapping", booking.move, other, starts_at=tomorrow, at=at, by="staff:1")
    booking.move(other, starts_at=tomorrow + timedelta(hours=2), at=at, by="visitor")
    come(tomorrow + timedelta(hours=1), **PHONE)  # where they are no more
    refused("overlapping", come, tomorrow + timedelta(hours=2), **EMAIL)


def test_what_is_cancelled_or_over_stands_in_nobodys_way(come, centre, tomorrow, at):
    first = come(tomorrow, **PHONE)
    booking.cancel(first, at=at, by="visitor")
    second = come(tomorrow, **PHONE)
    booking.arrive(second, centre=centre.pk, at=tomorrow, by="device:1")
    assert not PersonKey.objects.filter(is_to_come=True).exists()
    later = tomorrow + timedelta(minutes=15)
    come(later, when=tomorrow, **PHONE)
    booking.miss_all(at=later + timedelta(hours=3), by="system")
    assert not PersonKey.objects.filter(is_to_come=True).exists()


def test_three_to_come_are_counted_over_all_their_ways(come, account, tomorrow):
    come(tomorrow, **PHONE, **EMAIL)
    come(tomorrow + timedelta(hours=1), account=account, **PHONE)
    come(tomorrow + timedelta(hours=2), account=account, email="other@example.org")
    both = PHONE | {"account": account}
    refused("too_many_appointments", come, tomorrow + timedelta(hours=3), **both)
    come(tomorrow + timedelta(hours=4), **EMAIL)  # by this way alone there is one


def test_only_what_is_still_to_come_is_counted(come, tomorrow):
    """Three of this morning, of whose absence nobody has taken note yet, bar nobody from a fourth."""
    for nth in range(policy.MOST_LIVE):
        come(tomorrow + nth * timedelta(minutes=15), **PHONE)
    noon = tomorrow + timedelta(hours=1)
    assert come(tomorrow + timedelta(days=1), when=noon, **PHONE).state == "booked"


def test_who_did_not_come_is_known_by_any_of_their_ways(come, tomorrow):
    """And never by whoever shares none of them."""
    come(tomorrow, **PHONE, **EMAIL)
    come(tomorrow + timedelta(hours=1), **EMAIL)
    later = tomorrow + timedelta(days=2)
    booking.miss_all(at=later, by="system")
    next_week = later + timedelta(days=5)
    assert come(next_week, when=later, **EMAIL).confirm_by is not None
    assert come(next_week + timedelta(hours=1), when=later, **PHONE).confirm_by is None
    stranger = come(next_week + timedelta(hours=2), when=later, phone="+79160000009")
    assert stranger.confirm_by is None


def test_no_word_is_asked_for_by_when_it_is_too_late_to_give_it(come, tomorrow):
    for nth in range(policy.LENIENT):
        come(tomorrow + nth * timedelta(hours=1), **PHONE)
    later = tomorrow + timedelta(days=1)
    booking.miss_all(at=later, by="system")
    soon = later + policy.CONFIRM_BEFORE
    assert come(soon, when=later, **PHONE).confirm_by is None
    after = soon + timedelta(minutes=15)
    assert come(after, when=later, **PHONE).confirm_by == after - policy.CONFIRM_BEFORE


def test_at_the_door_they_are_found_by_each_of_their_ways(come, centre, tomorrow):
    made = come(tomorrow, **PHONE, **EMAIL)
    for said in ("8 916 000-00-01", "Yan@example.org"):
        assert queries.at_the_door(centre, said, at=tomorrow) == made
    assert queries.appointment_by_phone(centre, "+79160000001", at=tomorrow) == made


@pytest.mark.parametrize("way", [PHONE, EMAIL])
def test_a_stranger_hears_of_each_way_no_more_than_that_it_gets_no_time(
    come, hold, tomorrow, at, way
):
    come(tomorrow, **PHONE, **EMAIL)
    given = {"name": "Eve", "agreed": True, "at": at, "by": "visitor"} | way
    refused("contact_not_taken", booking.book, hold(tomorrow, language="en"), **given)


def test_what_an_account_booked_is_theirs_by_its_e_mail_too(come, account, tomorrow):
    """Signed in or not, it is the same person."""
    come(tomorrow, account=account, **EMAIL)
    refused("overlapping", come, tomorrow, language="en", **EMAIL)
    come(tomorrow + timedelta(hours=1), **EMAIL)
    refused(
        "overlapping", come, tomorrow + timedelta(hours=1), language="en", account=account, **EMAIL
    )


def test_who_keeps_a_visit_by_its_address_is_not_who_comes(come, account, tomorrow, at):
    theirs = come(tomorrow, **PHONE)
    people.keep_visit(theirs.visitor, account=account, is_booker=False, at=at, by="visitor")
    assert come(tomorrow, language="en", account=account, **EMAIL).state == "booked"


def test_three_of_another_network_in_ones_e_mail_keep_nobody_from_booking(come, hold, tomorrow, at):
    for nth in range(policy.MOST_LIVE):
        held = hold(tomorrow + timedelta(hours=nth), asker="a stranger")
        booking.book(held, name="Eve", agreed=True, at=at, by="visitor", **PHONE, **EMAIL)
    assert come(tomorrow + timedelta(hours=5), **EMAIL).state == "booked"


# how long somebody is known


def test_with_an_account_goes_by_what_it_was_known_even_where_no_name_is_left(
    come, account, tomorrow, at
):
    come(tomorrow, account=account, **PHONE)
    stranger = come(tomorrow + timedelta(hours=1), **EMAIL)
    later = tomorrow + timedelta(days=1)
    booking.miss_all(at=later, by="system")
    Visitor.objects.all().delete()  # thirty days on
    assert PersonKey.objects.count() == 3
    booking.forget_account(account, at=later, by="visitor")
    assert list(PersonKey.objects.values_list("appointment", flat=True)) == [stranger.pk]


def test_whoever_was_forgotten_while_they_were_awaited_is_not_known_again(come, account, tomorrow):
    made = come(tomorrow, account=account, **PHONE, **EMAIL)
    begun = tomorrow + timedelta(minutes=1)
    booking.forget_account(account, at=begun, by="visitor")
    assert made.keys.filter(is_to_come=True).count() == 2, "one place at a time, until it is over"
    booking.miss_all(at=tomorrow + timedelta(days=1), by="system")
    assert not PersonKey.objects.exists()
