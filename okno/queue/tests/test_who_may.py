"""Rules choose among the counters that could serve a person; they never leave nobody."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.text import Text
from okno.network.models import Hall
from okno.queue import actions as queue
from okno.queue import queries
from okno.queue.models import CounterSession, State

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def where(centre, session, at):
    """Boris's counter."""
    return {"centre": centre.pk, "counter": session.counter_id, "at": at + MINUTE, "by": "x"}


@pytest.fixture
def elsewhere(english_session, where):
    """Anna's counter."""
    return {**where, "counter": english_session.counter_id}


@pytest.fixture
def give(centre, services, at):
    def issue(service="passport", **more):
        return queue.issue(centre=centre.slug, service=service, at=at, by="k", **more)

    return issue


@pytest.fixture
def other_hall(centre):
    return Hall.objects.create(centre=centre, slug="b", name=Text(ru="Б", en="B"))


def code_of(act, **how):
    with pytest.raises(Refusal) as caught:
        act(**how)
    return caught.value.code


def test_nobody_is_sent_to_a_counter_that_does_not_give_the_service(give, where, elsewhere):
    give("extract")
    ticket = queue.call_next(**where).pk
    there = {**where, "ticket": ticket, "to_counter": elsewhere["counter"]}
    assert code_of(queue.transfer, **there, service="benefit") == "nobody_can_serve"
    assert queue.transfer(**there, service="passport").state == State.WAITING


def test_nobody_is_sent_to_a_closed_counter(give, where, counters):
    give()
    ticket = queue.call_next(**where).pk
    there = {**where, "ticket": ticket, "to_counter": counters[3].pk}
    assert code_of(queue.transfer, **there, service="passport") == "nobody_can_serve"


def test_nobody_is_sent_with_a_long_service_to_a_quick_counter(give, where, elsewhere):
    queue.set_profile(**elsewhere, quick_only=True)
    give()
    ticket = queue.call_next(**where).pk
    there = {**where, "ticket": ticket, "to_counter": elsewhere["counter"], "service": "passport"}
    assert code_of(queue.transfer, **there) == "nobody_can_serve"
    assert queue.transfer(**there, purpose="receive").state == State.WAITING


def test_nobody_is_sent_to_another_hall_than_their_own(
    give, where, elsewhere, session, english_session, other_hall
):
    CounterSession.objects.filter(pk=english_session.pk).update(hall=other_hall)
    give(hall=session.hall_id)
    ticket = queue.call_next(**where).pk
    there = {**where, "ticket": ticket, "to_counter": elsewhere["counter"]}
    assert code_of(queue.transfer, **there, service="passport") == "nobody_can_serve"


def test_a_stale_page_still_hears_why_it_may_not_send_anybody(give, where, elsewhere):
    ticket = give().pk
    there = {**where, "ticket": ticket, "to_counter": elsewhere["counter"], "service": "passport"}
    assert code_of(queue.transfer, **there) == "forbidden_move"


@pytest.mark.parametrize("trouble", ["paused", "quick", "narrowed", "closed"])
def test_a_person_sent_to_a_counter_that_cannot_take_them_any_more_is_called_by_another(
    give, where, elsewhere, trouble
):
    give()
    ticket = queue.call_next(**where).pk
    queue.transfer(
        **where, ticket=ticket, service="passport", to_counter=elsewhere["counter"], purpose="file"
    )
    assert code_of(queue.call_next, **where) == "nobody_waiting"
    if trouble == "paused":
        queue.pause_counter(**elsewhere, reason="lunch", minutes=60)
    elif trouble == "quick":
        queue.set_profile(**elsewhere, quick_only=True)
    elif trouble == "closed":
        queue.close_counter(**elsewhere)
    else:
        CounterSession.objects.filter(counter=elsewhere["counter"]).update(services=[])
    assert queue.call_next(**where).pk == ticket


def test_a_counter_calls_the_person_sent_to_it_whatever_language_they_wish(give, where, elsewhere):
    """Anna speaks English, Boris does not; Anna sent the person to Boris all the same."""
    give(language="en")
    ticket = queue.call_next(**elsewhere).pk
    queue.transfer(**elsewhere, ticket=ticket, service="passport", to_counter=where["counter"])
    assert code_of(queue.call_next, **elsewhere) == "nobody_waiting"
    assert queue.call_next(**where).pk == ticket


def test_an_english_visitor_does_not_wait_for_a_speaker_who_serves_only_quick_ones(
    give, where, elsewhere
):
    queue.set_profile(**elsewhere, quick_only=True)
    long, quick = give(language="en"), give(language="en", purpose="receive")
    assert queue.call_next(**where).pk == long.pk
    assert queue.call_next(**elsewhere).pk == quick.pk


def test_an_english_visitor_of_one_hall_does_not_wait_for_a_speaker_in_another(
    give, where, session, english_session, other_hall
):
    CounterSession.objects.filter(pk=english_session.pk).update(hall=other_hall)
    ticket = give(language="en", hall=session.hall_id)
    assert queue.call_next(**where).pk == ticket.pk


def test_the_line_shown_is_the_line_that_is_called(give, where, elsewhere, session, at):
    english, quick, ordinary = (
        give(language="en"),
        give(purpose="receive"),
        give(priority="disabled"),
    )
    line = [each.pk for each in queries.line_for(session, at, 10)]
    assert line == [ordinary.pk, quick.pk], "the English one waits for Anna"
    queue.set_profile(**where, quick_only=True)
    session.refresh_from_db()
    assert [each.pk for each in queries.line_for(session, at, 10)] == [quick.pk]
    queue.close_counter(**elsewhere)
    queue.set_profile(**where)
    assert {each.pk for each in queries.line_for(session, at, 10)} == {
        english.pk,
        quick.pk,
        ordinary.pk,
    }


def test_who_was_kept_for_a_counter_that_closed_is_shown_in_the_line_of_another(
    give, where, elsewhere, session, at
):
    give()
    ticket = queue.call_next(**elsewhere).pk
    queue.hold(**elsewhere, ticket=ticket)
    queue.take_back(centre=where["centre"], ticket=ticket, at=where["at"], by="x")
    assert queries.line_for(session, at) == []
    queue.close_counter(**elsewhere)
    assert [each.pk for each in queries.line_for(session, at)] == [ticket]
