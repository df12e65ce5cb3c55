"""A week of booking in random order: whatever people and time do, the invariants hold."""

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from okno.base.errors import Refusal
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking import policy, queries, sheets
from okno.booking.models import Appointment, PersonKey, Schedule, State, Wish
from okno.notify import actions as notify
from okno.queue import actions as queue
from okno.queue import reference
from okno.queue.models import CheckIn, Ticket

ZONE = ZoneInfo("Europe/Moscow")
PEOPLE = tuple(f"+7916000000{number}" for number in range(4))
EMAILS = ("", "", "one@example.org", "two@example.org")
BROWSERS = ("a", "b", "c")


class Bookings(RuleBasedStateMachine):
    """Two centres with a lane or two, three services with buffers, four people, three browsers."""

    @initialize(counters=st.integers(1, 3), share=st.sampled_from([50, 100]))
    def open(self, counters, share) -> None:
        from okno.catalog.models import Offer
        from okno.catalog.tests.factories import ServiceFactory
        from okno.network.tests.factories import CentreFactory

        reference.forget()
        self.at = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
        notify.load_wordings(at=self.at, by="system")
        self.centres = [CentreFactory() for _ in range(2)]
        self.services = [ServiceFactory(file_minutes=minutes) for minutes in (15, 20, 40)]
        for centre in self.centres:
            for service in self.services:
                Offer.objects.create(centre=centre, service=service)
            for slug, languages in (("counters", ["ru"]), ("english", ["ru", "en"])):
                schedule = booking.set_schedule(
                    centre=centre,
                    slug=slug,
                    name=Text(ru=slug, en=slug),
                    languages=languages,
                    week=[(day, time(9), time(11), counters) for day in range(7)],
                    share=share,
                    at=self.at,
                    by="machine",
                )
                schedule.rules.create(service=self.services[0], after=timedelta(minutes=5))
                schedule.rules.create(service=self.services[1], before=timedelta(minutes=10))

    def _try(self, act, *subject, **more):
        """Do an act as a hand would: a refusal is an answer and changes nothing, anything else is a bug."""
        self.at += timedelta(seconds=7)
        before = self._picture()
        try:
            return act(*subject, at=self.at, by="machine", **more)
        except Refusal:
            assert self._picture() == before
            return None

    def _picture(self):
        return list(
            Appointment.objects.order_by("pk").values_list("pk", "state", "starts_at", "sequence")
        )

    def _any(self, pick, *states):
        found = list(Appointment.objects.filter(state__in=states).order_by("pk"))
        return found[pick % len(found)] if found else None

    @rule(
        centre=st.integers(0, 1),
        service=st.integers(0, 2),
        slot=st.integers(-1, 9),
        day=st.integers(0, 2),
        browser=st.sampled_from(BROWSERS),
        language=st.sampled_from(["ru", "en"]),
    )
    def hold(self, centre, service, slot, day, browser, language):
        nine = self.at.replace(hour=6, minute=0, second=0) + timedelta(days=day)
        self._try(
            booking.hold,
            centre=self.centres[centre],
            services=[self.services[service]],
            starts_at=nine + slot * timedelta(minutes=15),
            language=language,
            holder=browser,
        )

    @rule(pick=st.integers(0, 9), phone=st.sampled_from(PEOPLE), email=st.sampled_from(EMAILS))
    def book(self, pick, phone, email):
        held = self._any(pick, State.HELD)
        if held is not None:
            self._try(booking.book, held, name="Ян", phone=phone, email=email, agreed=True)

    @rule(pick=st.integers(0, 9), by=st.integers(-8, 8), day=st.integers(0, 1))
    def move(self, pick, by, day):
        booked = self._any(pick, State.BOOKED)
        if booked is not None:
            to = booked.starts_at + by * timedelta(minutes=15) + timedelta(days=day)
            self._try(booking.move, booked, starts_at=to)

    @rule(pick=st.integers(0, 9), act=st.sampled_from(["cancel", "confirm", "cancel", "release"]))
    def change(self, pick, act):
        found = self._any(pick, State.HELD if act == "release" else State.BOOKED)
        if found is not None:
            self._try(getattr(booking, act), found)

    @rule(centre=st.integers(0, 1), service=st.integers(0, 2), phone=st.sampled_from(PEOPLE))
    def wish(self, centre, service, phone):
        today = self.at.astimezone(ZONE).date()
        self._try(
            booking.wish,
            centre=self.centres[centre],
            services=[self.services[service]],
            first_day=today,
            last_day=today + timedelta(days=1),
            name="Ян",
            phone=phone,
            agreed=True,
        )

    @rule(pick=st.integers(0, 5), takes=st.booleans())
    def answer_an_offer(self, pick, takes):
        offered = list(Wish.objects.filter(state="offered").order_by("pk"))
        if offered:
            self._try(booking.accept if takes else booking.withdraw, offered[pick % len(offered)])

    @rule(pick=st.integers(0, 9))
    def come(self, pick):
        found = self._any(pick, State.BOOKED, State.NO_SHOW, State.ARRIVED)
        if found is not None:
            self._try(queue.check_in, centre=found.centre_id, appointment=found)

    @rule(pick=st.integers(0, 9))
    def go(self, pick):
        here = list(Ticket.objects.filter(state="waiting").order_by("pk"))
        if here:
            ticket = here[pick % len(here)]
            self._try(queue.leave, centre=ticket.centre_id, ticket=ticket.pk)

    @rule(minutes=st.sampled_from([1, 5, 11, 31, 60, 180]))
    def time_passes(self, minutes):
        self.at += timedelta(minutes=minutes)
        booking.expire_holds(at=self.at)
        booking.offer_free_times(at=self.at)
        booking.miss_all(at=self.at, by="system")
        queue.settle_appointments(at=self.at)

    @invariant()
    def the_longer_of_two_buffers_lies_between_neighbours_of_a_lane(self):
        rows = Appointment.objects.filter(state__in=policy.TAKES_TIME).order_by(
            "schedule", "lane", "starts_at"
        )
        lanes: dict[tuple[int, int], Appointment] = {}
        for row in rows:
            before = lanes.get((row.schedule_id, row.lane))
            if before is not None:
                assert before.until_free.upper <= row.starts_at
                assert before.ends_at <= row.from_ready.lower
            lanes[row.schedule_id, row.lane] = row

    @invariant()
    def nobody_is_in_two_places_and_nobody_has_more_than_three(self):
        for key in set(PersonKey.objects.values_list("key", flat=True)):
            theirs = list(
                Appointment.objects.filter(keys__key=key, state=State.BOOKED).order_by("starts_at")
            )
            assert len([each for each in theirs if each.ends_at > self.at]) <= policy.MOST_LIVE
            for one, other in itertools.pairwise(theirs):
                assert one.ends_at <= other.starts_at

    @invariant()
    def by_what_a_person_is_known_says_what_the_appointment_says(self):
        for key in PersonKey.objects.select_related("appointment"):
            found = key.appointment
            assert (key.during, key.is_to_come) == (found.during, found.is_to_come)
            assert found.state in (State.BOOKED, State.ARRIVED, State.NO_SHOW, State.UNKEPT)
        for found in Appointment.objects.filter(state=State.BOOKED):
            assert found.keys.exists()

    @invariant()
    def a_browser_holds_one_time_at_most(self):
        held = list(Appointment.objects.filter(state=State.HELD).values_list("holder", flat=True))
        assert len(held) == len(set(held))

    @invariant()
    def the_sheets_are_what_the_appointments_say(self):
        if not hasattr(self, "centres"):
            return
        for schedule in Schedule.objects.all():
            days = set(schedule.appointments.values_list("day", flat=True))
            for day in days:
                drawn = sheets.read([schedule.pk], day, day)[schedule.pk, day]
                assert drawn == sheets.taken(schedule.pk, day)

    @invariant()
    def what_is_offered_can_be_held_and_is_inside_the_hours(self):
        if not hasattr(self, "centres"):
            return
        wanted = queries.asked([self.services[2]])
        for centre in self.centres:
            found = queries.earliest(wanted, [centre], at=self.at, days=2).get(centre.pk)
            if found is None:
                continue
            local = found.starts_at.astimezone(ZONE)
            assert found.starts_at >= self.at
            assert time(9) <= local.time()
            assert found.ends_at.astimezone(ZONE).time() <= time(11)

    @invariant()
    def whoever_arrived_has_a_ticket_and_whoever_is_offered_a_time_has_it_held(self):
        arrived = Appointment.objects.filter(state=State.ARRIVED)
        assert arrived.count() == CheckIn.objects.filter(appointment__in=arrived).count()
        for wish in Wish.objects.filter(state="offered"):
            assert wish.appointment is not None
            assert wish.appointment.state in (State.HELD, State.EXPIRED)
        for wish in Wish.objects.filter(state="taken"):
            assert wish.appointment is not None
            assert wish.appointment.state != State.HELD


class TestBookings(Bookings.TestCase, TestCase):  # type: ignore[misc]
    """Run by hypothesis, each example in a transaction of its own."""

    settings = settings(
        max_examples=12,
        stateful_step_count=35,
        suppress_health_check=list(HealthCheck),
    )


pytestmark = pytest.mark.django_db
