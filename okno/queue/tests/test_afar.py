"""Joining the line from afar: a place at home, a ticket when here, and nobody in the hall the worse for it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okno.base import clock
from okno.base.errors import Refusal
from okno.base.models import Event
from okno.base.text import Text
from okno.network import actions as closed
from okno.network import queries as network
from okno.queue import actions as queue
from okno.queue import policy, presence, queries
from okno.queue.actions.proving import WRONG_CODES
from okno.queue.models import PlaceAfar, Ticket
from okno.queue.tests.test_policy import moments

MINUTE = timedelta(minutes=1)
NEAR, FAR = (55.7683, 37.6052), (55.79, 37.605)


@pytest.fixture
def join(centre, services, at):
    def join(holder="browser", **more) -> PlaceAfar:
        given = {"centre": centre.pk, "service": "passport", "at": at, "by": "visitor"}
        return queue.join(holder=holder, **(given | more))

    return join


@pytest.fixture
def come(centre):
    def come(afar, at, **proof) -> Ticket:
        proof = proof or {"code": queries.presence_code(centre.pk, at)}
        return queue.come_from_afar(afar, at=at, by="visitor", **proof)

    return come


def refused(expected, act, *subject, **given):
    with pytest.raises(Refusal) as refusal:
        act(*subject, **given)
    assert refusal.value.code == expected
    assert str(refusal.value.message)


def walk_in(centre, at):
    return queue.issue(centre=centre.pk, service="passport", at=at, by="device:1")


@given(moments, st.integers(0, 600), moments)
def test_nobody_in_the_hall_is_overtaken_by_one_who_comes_half_an_hour_later(here, minutes, other):
    """However long before they joined at home."""
    counts = policy.counts_from(here - minutes * MINUTE, here)
    assert here - policy.LONGEST_HEAD_START <= counts <= here
    if other <= here - policy.LONGEST_HEAD_START:
        assert policy.rank(other) <= counts.timestamp()


@pytest.mark.django_db
class TestAfar:
    def test_the_place_is_kept_while_one_is_on_the_way(self, centre, join, come, at, session):
        afar = join()
        later = walk_in(centre, at + 5 * MINUTE)
        here = come(afar, at + 20 * MINUTE)
        assert here.rank < later.rank
        called = queue.call_next(
            centre=centre.pk, counter=session.counter_id, at=at + 21 * MINUTE, by="staff:1"
        )
        assert called == here
        assert called.reason.get("before") is None, "they were first, nobody was passed over"

    def test_who_is_not_here_is_not_called_and_keeps_nobody_waiting(
        self, centre, join, at, session
    ):
        join()
        assert not Ticket.objects.exists()
        waiting = walk_in(centre, at + MINUTE)
        called = queue.call_next(
            centre=centre.pk, counter=session.counter_id, at=at + 2 * MINUTE, by="staff:1"
        )
        assert called == waiting

    def test_more_than_half_an_hour_at_home_does_not_count(self, centre, join, come, at):
        afar = join()
        in_hall = walk_in(centre, at + 20 * MINUTE)
        here = come(afar, at + 60 * MINUTE)
        assert in_hall.rank < here.rank == (at + 30 * MINUTE).timestamp()

    def test_the_promise_runs_from_coming(self, join, come, at):
        here = come(join(), at + 20 * MINUTE)
        assert here.promise_due_at == at + 35 * MINUTE

    def test_the_code_on_the_wall_proves_it_for_at_least_five_minutes(self, centre, join, come, at):
        afar, code = join(), queries.presence_code(centre.pk, at)
        refused("not_here", come, afar, at + 11 * MINUTE, code=code)
        refused("not_here", come, afar, at, code="")
        refused("not_here", come, afar, at, code=queries.presence_code(centre.pk + 1, at))
        assert come(afar, at + 5 * MINUTE, code=f" {code.lower()} ").label == "A1"

    def test_the_code_is_not_guessed(self, centre, join, come, at):
        afar = join()
        for _ in range(WRONG_CODES):
            refused("not_here", come, afar, at, code="ЫЫЫЫЫЫ")
        refused("too_many_guesses", come, afar, at)
        assert come(afar, at, code="", where=NEAR).label == "A1"

    def test_a_place_that_is_said_beside_it_makes_a_guess_no_less_a_guess(self, join, come, at):
        afar = join()
        for _ in range(WRONG_CODES):
            refused("not_here", come, afar, at, code="ЫЫЫЫЫЫ", where=FAR)
        refused("too_many_guesses", come, afar, at, code="ЫЫЫЫЫЫ", where=FAR)

    def test_the_code_is_read_in_either_alphabet(self, centre, join, come, at):
        """The letters are the same to whoever reads them on a Russian keyboard."""
        periods = (at + number * presence.EVERY for number in range(100))
        shown = ((moment, queries.presence_code(centre.pk, moment)) for moment in periods)
        later, code = next((moment, code) for moment, code in shown if {*"HPX"} & {*code})
        typed = code.lower().translate(str.maketrans("abcehkmoptx", "авсенкмортх"))
        assert come(join(at=later), later, code=f"{typed[:3]} {typed[3:]}").label == "A1"

    def test_the_code_lasts_as_long_for_people_in_a_demo_that_runs_fast(self, centre, at):
        clock.set_to(at, speed=10)
        shown = {queries.presence_code(centre.pk, at + MINUTE * minute) for minute in range(50)}
        assert len(shown) <= 2

    def test_the_phones_place_proves_it_too_and_is_not_kept(self, join, come, at):
        afar = join()
        refused("not_here", come, afar, at, where=FAR)
        come(afar, at, where=NEAR)
        assert "55.76" not in str(list(Event.objects.values_list("payload", "subject")))

    def test_to_come_twice_is_one_ticket(self, join, come, at):
        afar = join()
        first, again = come(afar, at), come(afar, at)
        assert (first.pk, again.is_repeat) == (again.pk, True)
        assert Ticket.objects.count() == 1

    def test_after_three_hours_the_place_is_given_up(self, join, come, at):
        afar = join(asker="network")
        over = at + timedelta(hours=3)
        refused("place_given_up", come, afar, over)
        assert queue.forget_afar(at=over - MINUTE, by="system") == 0
        assert queue.forget_afar(at=over, by="system") == 1
        afar.refresh_from_db()
        assert (afar.state, afar.holder, afar.asker) == ("left", "", "")

    def test_the_centres_own_degrees_typed_at_home_prove_three_times_an_hour(
        self, centre, join, come, at
    ):
        """They stand in the API: then the code on the wall is asked for, and it always proves."""
        place = {"where": (centre.lat, centre.lon), "asker": "one network"}
        for number in range(3):
            assert come(join(holder=f"browser {number}"), at, **place).label
        afar = join(holder="one more")
        refused("place_not_enough", come, afar, at, **place)
        assert come(afar, at, code=queries.presence_code(centre.pk, at), **place).label
        assert come(join(holder="neighbour"), at, **place | {"asker": "another"}).label
        later = at + timedelta(hours=1)
        assert come(join(holder="later", at=later), later, **place).label

    def test_one_may_ask_for_more_time_once(self, join, come, at):
        afar = join()
        queue.ask_more_time(afar, at=at, by="visitor")
        refused("no_more_time", queue.ask_more_time, afar, at=at, by="visitor")
        come(afar, at + timedelta(hours=3, minutes=59))
        refused("place_given_up", queue.ask_more_time, afar, at=at, by="visitor")

    def test_one_browser_has_one_place(self, join, at):
        first = join()
        second = join(service="benefit")
        first.refresh_from_db()
        assert (first.state, second.state) == ("left", "away")

    def test_one_may_give_the_place_up(self, join, come, at):
        afar = join()
        queue.leave_from_afar(afar, at=at, by="visitor")
        queue.leave_from_afar(afar, at=at, by="visitor")
        assert Event.objects.filter(name="queue.left_from_afar").count() == 1
        refused("place_given_up", come, afar, at)

    def test_what_cannot_be_joined(self, centre, join, at):
        refused("centre_closed", join, at=at.replace(hour=20))
        refused("unknown_purpose", join, purpose="dance")
        refused("unknown_choice", join, language="tlh")
        refused("not_offered", join, service="no-such")
        for number in range(20):
            join(holder=f"browser {number}", asker="address")
        refused("too_many_places", join, holder="one more", asker="address")

    def test_a_service_that_alone_is_closed_is_said_to_be_and_not_the_centre(
        self, join, centre, at
    ):
        closed.close(
            city=centre.district.okrug.city,
            centre=centre,
            service="passport",
            starts_on=at.date(),
            ends_on=at.date(),
            reason=Text(ru="Учёба", en="Training"),
            at=at,
            by="staff:1",
        )
        refused("service_closed", join)
        assert join(service="benefit").state == PlaceAfar.State.AWAY

    def test_they_are_told_who_is_before_them_and_when_to_set_out(self, centre, join, at, session):
        for number in range(4):
            walk_in(centre, at - number * MINUTE)
        join(holder="earlier", at=at - MINUTE)
        afar = join()
        walk_in(centre, at + MINUTE)
        way = queries.way_of(afar, road=20 * MINUTE, at=at)
        assert (way.here, way.away, way.counters) == (3, 1, 1)
        assert way.wait == 4 * 15 * MINUTE
        assert way.set_out_at == at + 40 * MINUTE
        assert queries.way_of(afar, road=90 * MINUTE, at=at).set_out_at == at

    def test_whoever_joins_again_and_again_from_one_network_keeps_nobody_at_home(
        self, join, at, session
    ):
        for number in range(6):
            join(holder=f"stranger {number}", asker="one network", at=at - MINUTE)
        join(holder="of another network", asker="another", at=at - MINUTE)
        for number in range(4):
            join(holder=f"a telephone's program {number}", asker="", at=at - MINUTE)
        mine = join()
        assert queries.way_of(mine, road=20 * MINUTE, at=at).away == policy.AWAY_OF_ONE + 1 + 4
        later = at + 61 * MINUTE
        queue.forget_afar(at=later, by="system")
        assert queries.way_of(mine, road=20 * MINUTE, at=later).away == policy.AWAY_OF_ONE + 1 + 4

    def test_a_place_is_found_by_its_token_alone(self, join):
        afar = join()
        assert queries.place_by_token(afar.token) == afar
        refused("unknown_place", queries.place_by_token, "nobody")


def test_metres_between_two_places_of_a_city():
    assert network.metres_between(NEAR, NEAR) == 0
    # From the north end of Red Square to its south end, about 330 m on any map.
    assert 250 < network.metres_between((55.7553, 37.6178), (55.7527, 37.6209)) < 400
