"""A day of the hall in random order: whatever people press, the invariants hold."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from okno.base.errors import Refusal
from okno.base.text import Text
from okno.people.models import Role, Staff
from okno.queue import actions as queue
from okno.queue import policy, queries, reference
from okno.queue.models import CounterSession, State, Ticket

SERVICES = ("passport", "benefit", "extract")
LANGUAGES = ("ru", "en")
STEP = timedelta(seconds=7)


class Hall(RuleBasedStateMachine):
    """Three counters, three services, anybody presses anything in any order."""

    @initialize(
        quick=st.tuples(*[st.booleans()] * 3),
        crowd=st.lists(
            st.tuples(
                st.integers(0, 2),
                st.sampled_from(("file", "receive")),
                st.integers(0, 3),
                st.sampled_from(LANGUAGES),
            ),
            min_size=4,
            max_size=8,
        ),
    )
    def open(self, quick, crowd) -> None:
        from okno.catalog.models import Offer
        from okno.catalog.tests.factories import ServiceFactory
        from okno.network.models import Hall as Room
        from okno.network.tests.factories import CentreFactory

        reference.forget()
        self.at = datetime(2026, 11, 24, 6, tzinfo=UTC)
        self.centre = CentreFactory(counters=3)
        for slug in SERVICES:
            service = ServiceFactory(slug=f"{slug}-{self.centre.pk}", skills=[slug])
            Offer.objects.create(centre=self.centre, service=service)
        other = Room.objects.create(centre=self.centre, slug="b", name=Text(ru="Б", en="B"))
        self.centre.counters.filter(number=3).update(hall=other)
        self.halls = [None, None, *self.centre.halls.order_by("slug").values_list("pk", flat=True)]
        self.counters = [counter.pk for counter in self.centre.counters.order_by("number")]
        self.staff = [
            Staff.objects.create(
                login=f"m-{self.centre.pk}-{n}",
                name=Text(ru=str(n), en=str(n)),
                role=Role.OPERATOR,
                centre=self.centre,
                skills=list(skills),
                languages=dict.fromkeys(languages, "c2"),
            )
            for n, (skills, languages) in enumerate(
                ((SERVICES, ("ru",)), (SERVICES[:2], ("ru", "en")), (SERVICES[1:], ("ru",)))
            )
        ]
        self.issued = 0
        for n in range(3):  # a hall in which something happens at once
            self.open_counter(n)
            self.profile(n, (0, 0), quick[n])
        for service, purpose, hall, language in crowd:
            self.come(service, purpose, hall, [], language, "ordinary", None, "")

    def _slug(self, number: int) -> str:
        return f"{SERVICES[number % 3]}-{self.centre.pk}"

    def _try(self, act, **more) -> object:
        """Do an act as a hand would: a refusal is an answer, anything else is a bug."""
        self.at += STEP
        before = Ticket.objects.filter(centre=self.centre).count()
        try:
            return act(centre=self.centre.pk, at=self.at, by="machine", **more)
        except Refusal:
            assert Ticket.objects.filter(centre=self.centre).count() == before
            return None

    @rule(
        service=st.integers(0, 2),
        purpose=st.sampled_from(("file", "receive")),
        hall=st.integers(0, 3),
        more=st.lists(st.integers(0, 2), max_size=2),
        language=st.sampled_from(LANGUAGES),
        priority=st.sampled_from(list(policy.Priority)),
        booked=st.none() | st.integers(-30, 30),
        phone=st.sampled_from(("", "", "79160000001", "79160000002")),
    )
    def come(self, service, purpose, hall, more, language, priority, booked, phone):
        came = self._try(
            queue.issue,
            service=self._slug(service),
            purpose=purpose,
            hall=self.halls[hall],
            more=[self._slug(n) for n in more],
            language=language,
            priority=priority,
            booked_at=None if booked is None else self.at + timedelta(minutes=booked),
            phone=phone,
        )
        self.issued += came is not None

    @rule(n=st.integers(0, 2))
    def open_counter(self, n):
        self._try(queue.open_counter, counter=self.counters[n], staff=self.staff[n])

    @rule(n=st.integers(0, 2), act=st.sampled_from(("close_counter", "resume_counter")))
    def shut_or_go_on(self, n, act):
        self._try(getattr(queue, act), counter=self.counters[n])

    @rule(n=st.integers(0, 2))
    def pause(self, n):
        self._try(queue.pause_counter, counter=self.counters[n], reason="break", minutes=5)

    @rule(n=st.integers(0, 2), ratio=st.sampled_from(((0, 0), (2, 1))), quick=st.booleans())
    def profile(self, n, ratio, quick):
        self._try(queue.set_profile, counter=self.counters[n], ratio=ratio, quick_only=quick)

    @rule(n=st.integers(0, 2))
    def call_next(self, n):
        session = CounterSession.objects.filter(counter=self.counters[n], closed_at=None).first()
        line = queries.line_for(session, self.at + STEP, 1) if session else []
        called = self._try(queue.call_next, counter=self.counters[n])
        assert called is None or [called.pk] == [each.pk for each in line]

    @rule(
        n=st.integers(0, 2),
        pick=st.integers(0, 50),
        act=st.sampled_from(
            ("recall", "start", "start", "finish", "finish", "hold", "mark_no_show", "undo")
        ),
    )
    def press(self, n, pick, act):
        ticket = self._any(pick)
        if ticket is not None:
            self._try(getattr(queue, act), counter=self.counters[n], ticket=ticket)

    @rule(
        n=st.integers(0, 2),
        pick=st.integers(0, 50),
        service=st.integers(0, 2),
        to=st.booleans(),
        back=st.booleans(),
    )
    def pass_on(self, n, pick, service, to, back):
        ticket = self._any(pick)
        if ticket is not None:
            self._try(
                queue.transfer,
                counter=self.counters[n],
                ticket=ticket,
                service=self._slug(service),
                to_counter=self.counters[service] if to else None,
                back_to_me=back,
            )

    @rule(
        n=st.integers(0, 2),
        to=st.integers(0, 2),
        trouble=st.sampled_from(("pause", "quick", "close", "none")),
        back=st.booleans(),
    )
    def send_to_one_who_then_cannot(self, n, to, trouble, back):
        """Somebody is sent to a counter, which then pauses, narrows itself or closes."""
        here, there = {"counter": self.counters[n]}, {"counter": self.counters[to]}
        person = queries.at_counter(self.counters[n]) or self._try(queue.call_next, **here)
        if person is None:
            return
        service = reference.services()[person.service_id].slug
        more = {"service": service, "to_counter": self.counters[to], "back_to_me": back}
        self._try(queue.transfer, **here, ticket=person.pk, **more)
        if trouble == "pause":
            self._try(queue.pause_counter, **there, reason="lunch", minutes=60)
        elif trouble == "quick":
            self._try(queue.set_profile, **there, quick_only=True)
        elif trouble == "close":
            self._try(queue.close_counter, **there)

    @rule(n=st.integers(0, 2), then=st.sampled_from(("close_counter", "pause", "stay")))
    def there_and_back(self, n, then):
        """One step elsewhere: they come back for what was interrupted, and are called before all others."""
        here, there = self.counters[n], self.counters[(n + 1) % 2]
        person = queries.at_counter(here) or self._try(queue.call_next, counter=here)
        if person is None or here == there or queries.at_counter(there) is not None:
            return
        was, rest = person.service_id, person.rest
        step = {"service": self._slug(1), "to_counter": there, "back_to_me": True}
        if not self._try(queue.transfer, counter=here, ticket=person.pk, **step):
            return
        if then == "pause":
            self.pause(n)
        elif then == "close_counter":
            self.shut_or_go_on(n, then)
        if not self._try(queue.call_this, counter=there, ticket=person.pk):
            return
        self._try(queue.start, counter=there, ticket=person.pk)
        back = self._try(queue.finish, counter=there, ticket=person.pk)
        assert (back.state, back.service_id, back.only_counter_id) == (State.WAITING, was, here)
        assert back.rest == [each for each in rest if each != reference.service(self._slug(1)).id]
        firsts = [next(iter(line)) for line in self._lines().values() if back.pk in line]
        returned = set(
            Ticket.objects.filter(centre=self.centre, state=State.WAITING)
            .exclude(hold_until=None)
            .values_list("pk", flat=True)
        )
        assert set(firsts) <= returned

    @rule(
        n=st.integers(0, 2),
        act=st.sampled_from(("finish", "hold", "mark_no_show", "transfer")),
        leaves=st.booleans(),
    )
    def think_better_of_it(self, n, act, leaves):
        """Something is done to the person at a counter and taken back, perhaps after standing up."""
        here = {"counter": self.counters[n]}
        person = queries.at_counter(self.counters[n]) or self._try(queue.call_next, **here)
        if person is None:
            return
        if act == "finish":
            self._try(queue.start, **here, ticket=person.pk)
        more = {"service": self._slug(n)} if act == "transfer" else {}
        self._try(getattr(queue, act), **here, ticket=person.pk, **more)
        if leaves:
            self._try(queue.close_counter, **here)
        self._try(queue.undo, **here, ticket=person.pk)

    @rule(
        pick=st.integers(0, 50),
        act=st.sampled_from(("leave", "take_back", "give_second_chance", "step_back")),
    )
    def walk(self, pick, act):
        ticket = self._any(pick)
        if ticket is not None:
            self._try(getattr(queue, act), ticket=ticket)

    @rule(minutes=st.integers(1, 30))
    def time_passes(self, minutes):
        self.at += timedelta(minutes=minutes)
        queue.break_promises(at=self.at)
        queue.end_holds(at=self.at)

    def _any(self, pick: int) -> int | None:
        tickets = list(
            Ticket.objects.filter(centre=self.centre).order_by("pk").values_list("pk", flat=True)
        )
        return tickets[pick % len(tickets)] if tickets else None

    @invariant()
    def nobody_is_lost_and_numbers_are_unique(self):
        if not hasattr(self, "centre"):
            return
        numbers = list(Ticket.objects.filter(centre=self.centre).values_list("number", flat=True))
        assert sorted(numbers) == list(range(1, self.issued + 1))

    @invariant()
    def a_counter_has_one_person_at_most_and_each_is_really_there(self):
        if not hasattr(self, "centre"):
            return
        at = list(
            Ticket.objects.filter(centre=self.centre, state__in=policy.AT_COUNTER).values_list(
                "counter", flat=True
            )
        )
        assert len(at) == len(set(at))
        assert None not in at
        open_ = set(
            CounterSession.objects.filter(centre=self.centre, closed_at=None).values_list(
                "counter", flat=True
            )
        )
        assert set(at) <= open_, "nobody is left at a closed counter"

    @invariant()
    def whoever_an_open_counter_could_serve_is_callable_by_one(self):
        if not hasattr(self, "centre"):
            return
        lines = self._lines()
        for ticket in Ticket.objects.filter(centre=self.centre, state=State.WAITING):
            able = [
                each
                for each in lines
                if ticket.service_id in each.services
                and ticket.hall_id in (None, each.hall_id)
                and (not each.quick_only or ticket.typical <= policy.QUICK)
            ]
            assert not able or any(ticket.pk in lines[each] for each in able), ticket

    @invariant()
    def the_place_that_a_person_is_told_is_the_one_they_are_called_by(self):
        if not hasattr(self, "centre"):
            return
        lines = self._lines()
        for ticket in Ticket.objects.filter(centre=self.centre, state=State.WAITING):
            mine = [line for line in lines.values() if ticket.pk in line]
            first = {pk for line in mine for pk, rank in line.items() if rank < line[ticket.pk]}
            place = queries.place_of(ticket, self.at)
            assert place.counters == len(mine)
            assert not mine or place.ahead == len(first)

    @invariant()
    def whoever_goes_back_somewhere_has_something_to_do_there(self):
        if not hasattr(self, "centre"):
            return
        for ticket in Ticket.objects.filter(centre=self.centre):
            assert (ticket.returns_to_id is None) == (ticket.returns_for is None)
            assert ticket.returns_to_id is None or (ticket.rest and ticket.state != State.FINISHED)
            assert ticket.returning is None or (ticket.hold_until and not ticket.returns_to_id)

    def _lines(self) -> dict[CounterSession, dict[int, tuple[float, int]]]:
        """Whom each counter may call now, with what says who goes first."""
        open_now = CounterSession.objects.filter(centre=self.centre, closed_at=None, paused_at=None)
        return {
            each: {one.pk: (one.rank, one.pk) for one in queries.line_for(each, self.at, 1000)}
            for each in open_now
        }

    @invariant()
    def times_run_forward_and_promises_are_kept_or_noted(self):
        if not hasattr(self, "centre"):
            return
        for ticket in Ticket.objects.filter(centre=self.centre):
            assert ticket.called_at is None or ticket.called_at >= ticket.waiting_since
            assert ticket.started_at is None or ticket.started_at >= ticket.called_at
            assert ticket.ended_at is None or ticket.ended_at >= ticket.issued_at
            assert bool(ticket.voucher) == (ticket.promise_broken_at is not None)
            if ticket.state == State.WAITING:
                assert ticket.counter_id is None


class TestHall(Hall.TestCase, TestCase):  # type: ignore[misc]
    """Run by hypothesis, each example in a transaction of its own."""

    settings = settings(
        max_examples=25,
        stateful_step_count=40,
        suppress_health_check=list(HealthCheck),
    )


pytestmark = pytest.mark.django_db
