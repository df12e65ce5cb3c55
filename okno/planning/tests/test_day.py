"""A short day through the real acts."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from okno.base import clock
from okno.base.models import Clock, Event
from okno.base.text import Text
from okno.catalog.models import Offer
from okno.catalog.tests.factories import ServiceFactory
from okno.network.models import Centre
from okno.network.tests.factories import CentreFactory
from okno.people import actions as people
from okno.people.models import Role, Staff
from okno.planning import day, live, plans, report
from okno.planning import queries as planning
from okno.planning.plans import KEPT_FREE, Wishes
from okno.planning.playing import OVERTIME, House
from okno.planning.tests.real_logs import WARSAW, needs_real_logs
from okno.planning.tests.test_replay import SAMPLE
from okno.queue import actions as queue
from okno.queue.models import CounterSession, State, Ticket

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)
TEN = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
SHORT = Wishes(
    visits=40, counters=4, opens=TEN.time().replace(hour=10), closes=TEN.time().replace(hour=12)
)
ENDED = {State.FINISHED, State.LEFT, State.NO_SHOW, State.CLOSED}


@pytest.fixture
def town(db):
    """A centre of eight counters with three services, and demo people enough."""
    centre = CentreFactory(slug="tverskoy", counters=8)
    for slug, skill in (("passport", "passports"), ("benefit", "social"), ("extract", "property")):
        Offer.objects.create(centre=centre, service=ServiceFactory(slug=slug, skills=[skill]))
    people.load_demo_staff(centre=centre, counters=10, at=TEN)
    return centre


@pytest.fixture
def house(town):
    """Two hours of that centre, planned and not yet begun."""
    return House([plans.make(town, ON, SHORT)], seed=1)


@pytest.fixture
def person(town):
    """An operator who is not of the demo."""
    return Staff.objects.create(
        login="olga",
        name=Text(ru="Ольга", en="Olga"),
        role=Role.OPERATOR,
        centre=town,
        skills=["passports", "social", "property"],
        languages={"ru": "c2"},
    )


def play(*more):
    words = ["--no-wait", "--date", str(ON), "--from", "10:00", "--until", "12:00"]
    return day.main([*words, "--visits", "40", "--counters", "4", *more])


def fates():
    return Counter(Ticket.objects.values_list("state", flat=True))


def acts_at(counter):
    """Who acted at a counter, act by act."""
    found = Event.objects.filter(name__startswith="queue.", payload__counter=counter).order_by("id")
    return list(found.values_list("name", "by"))


def test_everybody_who_came_is_accounted_for(town, capsys):
    assert play() == 0
    assert set(fates()) <= ENDED
    assert not CounterSession.objects.filter(closed_at=None).exists()
    visits = planning.visits_of(town, ON)
    assert len(visits) == Ticket.objects.count() > 25
    assert all(visit.wait is None or visit.wait >= timedelta(0) for visit in visits)
    assert sum(visit.finished_at is not None for visit in visits) == fates()[State.FINISHED] > 20
    assert "acts/s" in capsys.readouterr().out


def test_the_report_is_json_when_asked_for(town, capsys):
    play("--json")
    told, speed = map(json.loads, capsys.readouterr().out.splitlines())
    assert told["centre"] == "tverskoy"
    assert told["visits"] == told["served"] + told["left"] + told["no_shows"] + told["unfinished"]
    assert speed["acts"] > told["visits"] * 3


def test_no_counter_ever_had_two_people(town):
    play("--visits", "80")
    busy: dict[int, str] = {}
    calls = 0
    for event in Event.objects.filter(name__startswith="queue.ticket").order_by(
        "id"
    ) | Event.objects.filter(name="queue.service_finished").order_by("id"):
        ticket = event.payload["ticket"]
        if event.name == "queue.ticket_called":
            assert event.payload["counter"] not in busy, event.payload
            busy[event.payload["counter"]] = ticket
            calls += 1
        elif event.name != "queue.ticket_recalled":
            busy = {counter: who for counter, who in busy.items() if who != ticket}
    assert calls > 50


def test_everything_happens_in_the_order_of_its_time(town):
    play()
    times = list(Event.objects.filter(by="day").order_by("id").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[0] >= TEN


def test_the_same_seed_plays_the_same_day(town):
    def played(seed):
        with transaction.atomic():
            play("--seed", seed)
            seen = planning.visits_of(town, ON)
            transaction.set_rollback(True)
        return seen

    assert played("3") == played("3")
    assert played("3") != played("4")


def test_without_waiting_the_clock_is_left_alone(town):
    play()
    assert not Clock.objects.exists()


def test_a_day_cut_off_goes_on_where_it_stopped(town, house):
    arrivals = [arrival.at for arrival in house.plans[0].arrivals]
    house.run_ahead(TEN + timedelta(hours=1))
    before = Ticket.objects.count()
    seated = set(CounterSession.objects.filter(closed_at=None).values_list("pk", flat=True))
    assert 0 < before < len(arrivals)
    assert seated

    assert play() == 0
    assert list(Ticket.objects.order_by("pk").values_list("issued_at", flat=True)) == arrivals
    assert set(fates()) <= ENDED
    assert (
        set(CounterSession.objects.values_list("pk", flat=True)) == seated
    )  # nobody sat down twice


def test_a_day_that_is_over_is_not_played_again(town, capsys):
    play()
    before = Event.objects.count()
    capsys.readouterr()
    assert play() == 2
    assert Event.objects.count() == before
    said = capsys.readouterr()
    assert "played to its end already" in said.err
    assert "--date" in said.err
    assert said.out == ""


def test_a_day_says_at_its_start_what_is_played(town, capsys):
    play()
    said = capsys.readouterr().err
    assert f"playing tverskoy, {ON}, 10:00 to 12:00: {Ticket.objects.count()} people" in said


def test_what_an_earlier_day_left_open_is_closed_in_its_own_time(town, house):
    house.run_ahead(TEN + timedelta(hours=1))
    newest = planning.newest_act(town)
    left = Ticket.objects.exclude(state__in=ENDED).count()
    assert left

    House([plans.make(town, ON + timedelta(days=1), SHORT)], seed=1)
    assert fates()[State.CLOSED] == left
    assert not CounterSession.objects.filter(closed_at=None).exists()
    assert Event.objects.filter(name="queue.day_closed").latest("id").at == newest


def test_a_played_day_leaves_the_other_centres_to_their_own_time(town, house, person):
    other = CentreFactory(slug="arbat", counters=2)
    for offer in Offer.objects.filter(centre=town):
        Offer.objects.create(centre=other, service=offer.service)
    where = {"centre": other.pk, "at": TEN - timedelta(minutes=30), "by": "device:1"}
    waiting, held = (queue.issue(**where, service="passport") for _ in range(2))
    Ticket.objects.filter(pk=held.pk).update(state=State.HELD, hold_until=TEN)
    house.run_ahead(house.closes)
    waiting.refresh_from_db()
    held.refresh_from_db()
    assert (waiting.voucher, waiting.promise_broken_at) == ("", None)
    assert held.state == State.HELD
    assert Ticket.objects.filter(centre=town).exclude(voucher="").exists(), "here it is that late"


def test_a_day_is_not_played_over_a_person_who_waits(town, capsys):
    clock.set_to(TEN + timedelta(hours=1), speed=0.001)
    ticket = queue.issue(centre="tverskoy", service="passport", at=clock.now(), by="device:1")
    for asked in ([], ["--date", str(ON + timedelta(days=1))]):
        assert play(*asked) == 2
        assert "tverskoy" in capsys.readouterr().err
    ticket.refresh_from_db()
    assert ticket.state == State.WAITING
    queue.leave(centre=town.pk, ticket=ticket.pk, at=clock.now(), by="visitor")
    assert play() == 0


def test_a_day_is_not_played_over_an_operator_at_a_counter(town, person):
    clock.set_to(TEN, speed=0.001)
    where = {"centre": town.pk, "counter": town.counters.first().pk, "at": TEN, "by": "staff:1"}
    queue.open_counter(**where, staff=person)
    assert play() == 2
    assert CounterSession.objects.get().closed_at is None


def test_a_day_is_not_played_over_one_that_is_being_played(town, house):
    house.run_ahead(TEN + timedelta(hours=1))
    clock.set_to(TEN + timedelta(hours=1), speed=10)
    assert play() == 2
    clock.set_to(TEN + timedelta(hours=1), speed=0.001)  # it was ended
    assert play() == 0


def test_counters_and_operators_are_left_free_for_people(town, house):
    house.run_ahead(TEN + timedelta(hours=1))
    sessions = CounterSession.objects.select_related("counter", "staff")
    assert all(session.counter.number > KEPT_FREE for session in sessions)
    logins = {session.staff.login for session in sessions}
    assert logins.isdisjoint(f"tverskoy-operator-{number}" for number in range(1, KEPT_FREE + 1))


def test_a_person_calls_a_simulated_visitor_and_nobody_meddles(town, person):
    counter = town.counters.get(number=KEPT_FREE + 1)  # one that the day would like to have
    where = {"centre": town.pk, "counter": counter.pk, "by": f"staff:{person.pk}"}
    queue.open_counter(**where, staff=person, at=TEN)
    house = House([plans.make(town, ON, SHORT)], seed=1)
    while not Ticket.objects.filter(state=State.WAITING).exists():
        house.run_ahead(house.timetable.next_at())
    at = house.timetable.at
    ticket = queue.call_next(**where, at=at)
    house.run_ahead(at + timedelta(minutes=20))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.counter_id) == (State.CALLED, counter.pk)

    at = house.timetable.at
    queue.start(**where, ticket=ticket.pk, at=at)
    queue.finish(**where, ticket=ticket.pk, at=at + timedelta(seconds=1))
    house.halls[0].look_up(at + timedelta(minutes=1), with_people=True)
    house.run_ahead(house.closes + OVERTIME)
    assert {by for _name, by in acts_at(counter.pk)} == {f"staff:{person.pk}"}
    assert CounterSession.objects.get(counter=counter).is_open  # theirs to close, until the day is


def test_a_person_who_signs_in_as_a_simulated_operator_takes_over(town, house):
    at = TEN + timedelta(minutes=30)
    house.run_ahead(at)
    session = CounterSession.objects.filter(closed_at=None).select_related("staff").first()
    people.sign_in_as_demo(login=session.staff.login, at=at)
    before = len(acts_at(session.counter_id))
    house.halls[0].look_up(at, with_people=True)
    house.run_ahead(TEN + timedelta(hours=2))
    assert len(acts_at(session.counter_id)) == before > 1


def test_an_operator_whom_the_manager_moved_goes_on_at_the_new_counter(town, house):
    house.run_ahead(TEN + timedelta(minutes=30))
    at_work = Ticket.objects.filter(state__in=("called", "serving")).values("counter")
    resting = CounterSession.objects.filter(closed_at=None).exclude(counter__in=at_work)
    while not resting.exists():
        house.run_ahead(house.timetable.next_at())
    session, at = resting[0], house.timetable.at
    free = town.counters.get(number=1)
    queue.move_staff(
        centre=town.pk, from_counter=session.counter_id, to_counter=free.pk, at=at, by="staff:1"
    )
    before = len(acts_at(session.counter_id))
    house.halls[0].look_up(at, with_people=True)
    house.run_ahead(TEN + timedelta(hours=1, minutes=30))
    assert "day" in {by for _name, by in acts_at(free.pk)}
    assert len(acts_at(session.counter_id)) == before


def test_a_real_visitors_ticket_is_served_like_any_other(town, house):
    at = TEN + timedelta(minutes=30)
    house.run_ahead(at)
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="device:1")
    house.run_ahead(house.closes + OVERTIME)
    ticket.refresh_from_db()
    assert ticket.state == State.FINISHED


def test_a_lively_day_has_a_line_to_look_at(town):
    house = House([plans.make(town, ON, Wishes(is_lively=True))], seed=1)
    waiting = []
    for minutes in range(60, 300, 20):
        house.run_ahead(house.plans[0].opens + timedelta(minutes=minutes))
        waiting.append(Ticket.objects.filter(state=State.WAITING).count())
    assert sum(waiting) / len(waiting) >= 1.5
    assert max(waiting) < 20


def test_several_centres_are_played_together(town, capsys):
    other = CentreFactory(slug="arbat", counters=6)
    for offer in Offer.objects.filter(centre=town):
        Offer.objects.create(centre=other, service=offer.service)
    assert play("--centre", "tverskoy", "arbat") == 0
    assert set(Ticket.objects.values_list("centre__slug", flat=True)) == {"tverskoy", "arbat"}
    assert set(fates()) <= ENDED


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_real_day_is_replayed_at_its_own_times_of_day(town, tmp_path, capsys, language):
    log = tmp_path / "tickets.csv"
    log.write_text(SAMPLE, encoding="utf-8")
    asked = ["--replay", str(log), "--office", "Old", "--date", "2020-01-08", "--counters", "2"]
    assert day.main(["--no-wait", *asked, "--language", language]) == 0
    zone = plans.ZoneInfo(town.zone)
    times = [
        at.astimezone(zone).strftime("%H:%M")
        for at in Ticket.objects.order_by("pk").values_list("issued_at", flat=True)
    ]
    assert times == ["08:01", "08:03", "08:05", "08:20"]
    told = capsys.readouterr().out
    assert {"ru": "В журнале", "en": "Logged"}[language] in told
    assert "Old, 2020-01-08" in told.splitlines()[0].replace(" за ", ", ")
    assert report.words(language)["promise_means"] in told


@needs_real_logs
def test_the_morning_of_bemowo_is_replayed(town, capsys):
    log = str(WARSAW / "tickets.csv.xz")
    asked = ["--replay", log, "--office", "UD_Bemowo", "--date", "2020-01-08", "--until", "09:00"]
    assert day.main(["--no-wait", *asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[0])
    assert told["visits"] == 92
    assert told["logged"]["called"] == 92
    assert set(fates()) <= ENDED


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--centre", "atlantis"], "no such centre: atlantis"),
        (["--speed", "0"], "above 0"),
        (["--counters", "none"], "whole number"),
        (["--date", "yesterday"], "2026-11-24"),
        (["--from", "late"], "08:00"),
        (["--from", "21:00"], "not open between these hours"),
        (["--live"], "goes by the clock"),
        (["--replay", "nowhere.csv"], "needs --office and --date"),
        (["--replay", "nowhere.csv", "--office", "X", "--date", "2020-01-08"], "no such log"),
    ],
)
def test_what_cannot_be_played_is_refused_in_words(town, capsys, words, said):
    assert day.main(["--no-wait", *words]) == 2
    assert said in capsys.readouterr().err
    assert not Ticket.objects.exists()


def test_an_office_the_log_does_not_know_is_refused(town, tmp_path, capsys):
    log = tmp_path / "tickets.csv"
    log.write_text(SAMPLE, encoding="utf-8")
    asked = ["--replay", str(log), "--office", "Nowhere", "--date", "2020-01-08"]
    assert day.main(["--no-wait", *asked]) == 2
    assert "Nowhere" in capsys.readouterr().err


def test_a_hall_without_a_past_is_given_two_weeks_of_it_once(town):
    on = date(2026, 11, 24)
    few = Wishes(visits=12, counters=2)
    live.remember([town], on, few)
    days = sorted(Ticket.objects.values_list("day", flat=True).distinct())
    assert days == [on - timedelta(weeks=2), on - timedelta(weeks=1)]
    assert clock.now().date() == days[1], "the clock stood at each past opening"
    assert not Ticket.objects.exclude(state__in=ENDED).exists()
    many = Ticket.objects.count()
    live.remember([town], on + timedelta(days=1), few)
    assert Ticket.objects.count() == many


def test_a_living_day_is_never_before_what_already_happened(town):
    centres = list(Centre.objects.all())
    today = live.first_live_day(centres)
    tomorrow = datetime.combine(
        today + timedelta(days=1), live.LIVE_FROM, plans.ZoneInfo(town.zone)
    )
    queue.issue(centre="tverskoy", service="passport", at=tomorrow - timedelta(minutes=10), by="x")
    assert live.first_live_day(centres) == tomorrow.date()
    queue.issue(centre="tverskoy", service="passport", at=tomorrow, by="x")
    assert live.first_live_day(centres) == tomorrow.date() + timedelta(weeks=1)
