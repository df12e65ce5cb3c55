"""Giving a place in line."""

from datetime import UTC, datetime

import pytest

from okno.base import idempotency
from okno.base.errors import Refusal
from okno.base.models import Event
from okno.catalog.models import Offer
from okno.network.tests.factories import CentreFactory
from okno.queue import actions as queue
from okno.queue.models import Ticket

pytestmark = pytest.mark.django_db


def give(centre, at, service="passport", **more):
    return queue.issue(centre=centre.slug, service=service, at=at, by="device:1", **more)


def refused(code, *args, **more):
    before = Ticket.objects.count(), Event.objects.count()
    with pytest.raises(Refusal) as caught:
        give(*args, **more)
    assert caught.value.code == code
    assert (Ticket.objects.count(), Event.objects.count()) == before, "nothing is written"
    return caught.value


def test_the_first_ticket_of_the_day_has_the_letter_of_its_service_and_number_one(
    centre, services, at
):
    assert give(centre, at).label == "A1"
    assert give(centre, at, "benefit").label == "B2"


def test_a_ticket_is_of_no_hall_but_one_of_its_own_centre(centre, services, at):
    own, foreign = centre.halls.get().pk, CentreFactory().halls.get().pk
    assert refused("unknown_choice", centre, at, hall=foreign).field == "hall"
    assert give(centre, at, hall=own).hall_id == own


def test_the_next_day_begins_at_one(centre, services, at):
    give(centre, at)
    assert give(centre, datetime(2026, 11, 25, 6, tzinfo=UTC)).label == "A1"


def test_the_day_is_the_centres_own(centre, services):
    centre.zone = "Asia/Vladivostok"
    centre.save()
    still_yesterday_in_utc = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # 9:30 in Vladivostok
    assert str(give(centre, still_yesterday_in_utc).day) == "2026-11-25"


def test_it_appends_one_fact_without_anything_personal(centre, services, at):
    ticket = give(centre, at, phone="+7 916 000-00-00", priority="pregnant")
    event = Event.objects.get(name="queue.ticket_issued")
    assert event.subject == f"ticket:{ticket.pk}"
    assert event.centre_id == centre.pk
    assert event.payload == {
        "ticket": "A1",
        "service": services["passport"].pk,
        "purpose": "file",
        "language": "ru",
        "priority": "out_of_turn",
    }
    assert "916" not in Ticket.objects.get().holder


def test_the_promise_is_the_centres_standard(centre, services, at):
    ticket = give(centre, at)
    assert (ticket.promise_due_at - at).total_seconds() == 15 * 60


@pytest.mark.parametrize(
    "again", ["8 (916) 111-22-33", "79161112233", "916 111 22 33", "00 7 916 1112233"]
)
def test_a_phone_holds_one_live_ticket_however_it_is_written(centre, services, at, again):
    give(centre, at, phone="+7 916 111-22-33")
    refusal = refused("second_ticket", centre, at, phone=again)
    assert "A1" not in str(refusal), "whoever types a phone need not be its owner"


def test_phones_of_other_countries_and_other_people_are_others(centre, services, at):
    for phone in ("+7 916 111-22-33", "+998 91 611 22 33", "8 916 111-22-34"):
        give(centre, at, phone=phone)


@pytest.mark.parametrize("phone", ["12", "abc", "\0", "8 916 111-22-334", "+7"])
def test_what_is_no_phone_is_refused(centre, services, at, phone):
    refused("no_phone", centre, at, phone=phone)


def test_after_leaving_the_phone_may_come_again(centre, services, at):
    first = give(centre, at, phone="79161112233")
    queue.leave(centre=centre.pk, ticket=first.pk, at=at, by="visitor")
    assert give(centre, at, phone="79161112233").number == 2


def test_who_asks_again_under_one_key_gets_their_ticket_even_where_it_would_now_be_refused(
    centre, services, at
):
    key = idempotency.claim(scope="device:1", key="tap", asked={"phone": "+7 916 000-00-00"})
    first = give(centre, at, phone="+7 916 000-00-00", claim=key)
    after_closing = datetime(2026, 11, 24, 19, tzinfo=UTC)
    for moment in (at, after_closing):
        again = give(centre, moment, phone="+7 916 000-00-00", claim=key)
        assert (again.pk, again.is_repeat) == (first.pk, True)
    assert not first.is_repeat
    assert Event.objects.filter(name="queue.ticket_issued").count() == 1


def test_one_key_is_not_for_two_wishes_and_a_refusal_keeps_none(centre, services, at):
    first, other = (idempotency.claim(scope="d", key="tap", asked=asked) for asked in ("a", "b"))
    refused("not_offered", centre, at, service="teleport", claim=first)
    give(centre, at, claim=first)
    refused("key_reused", centre, at, claim=other)


def test_it_refuses_an_unknown_service(centre, services, at):
    refused("not_offered", centre, at, "teleport")


def test_it_refuses_a_service_not_given_here(centre, services, at):
    Offer.objects.filter(service__slug="passport").delete()
    refused("not_offered", centre, at)


def test_it_refuses_a_closed_centre_and_says_when_it_opens(centre, services):
    refusal = refused("centre_closed", centre, datetime(2026, 11, 24, 18, tzinfo=UTC))
    assert "08:00" in str(refusal)


def test_it_refuses_an_unknown_centre(centre, services, at):
    with pytest.raises(Refusal) as caught:
        queue.issue(centre="atlantis", service="passport", at=at, by="x")
    assert caught.value.code == "unknown_centre"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("purpose", "steal", "unknown_purpose"),
        ("language", "xx", "unknown_choice"),
        ("priority", "vip", "unknown_choice"),
        ("more", ["passport"] * 5, "too_many_services"),
    ],
)
def test_it_refuses_what_is_not_in_the_lists(centre, services, at, field, value, code):
    refused(code, centre, at, **{field: value})


def test_a_service_that_alone_is_closed_is_not_a_closed_centre(centre, services, at):
    from okno.base.text import Text
    from okno.network import actions as network

    network.close(
        city=centre.district.okrug.city,
        centre=centre,
        service="passport",
        starts_on=at.date(),
        ends_on=at.date(),
        reason=Text(ru="Учёба", en="Training"),
        at=at,
        by="staff:1",
    )
    assert "завтра в 08:00" in str(refused("service_closed", centre, at).message)
    refused("centre_closed", centre, at.replace(hour=19))
    assert give(centre, at, "benefit").label == "B1"
