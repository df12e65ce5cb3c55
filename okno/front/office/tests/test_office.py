"""The manager's hall and the door, without a browser."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from okno.base import clock
from okno.front.office import charts
from okno.front.office.hall import tone
from okno.queue import actions as queue
from okno.queue.models import CounterSession, Ticket
from okno.queue.policy import LANGUAGES
from okno.ui import languages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(client, vera, services):
    client.force_login(vera)
    return client


def do(office, verb, **form):
    form.setdefault("key", f"{verb}-{form}")
    return office.post(f"/office/act/{verb}/", form, headers={"HX-Request": "true"})


def test_a_manager_opens_pauses_moves_and_closes(office, counters, boris):
    first, second = counters[0].pk, counters[1].pk
    assert do(office, "open", counter=first, staff=boris.pk).status_code == 200
    assert do(office, "pause", counter=first, reason="break", minutes=5).status_code == 200
    assert do(office, "resume", counter=first).status_code == 200
    assert do(office, "move", counter=first, to=second).status_code == 200
    assert CounterSession.objects.get(closed_at=None).counter_id == second
    assert do(office, "profile", counter=second, quick_only="on").status_code == 200
    queue.call_for_help(centre=boris.centre_id, counter=second, at=datetime.now(UTC), by="x")
    page = office.get("/office/now/").content.decode()
    assert "помощь!" in page
    assert "свободно" in page, "what the counter does is not hidden by its call for help"
    assert do(office, "answer", counter=second).status_code == 200
    assert do(office, "close", counter=second).status_code == 200
    assert not CounterSession.objects.filter(closed_at=None).exists()


def test_staff_of_another_centre_are_not_seated_here(office, counters, boris):
    from okno.network.tests.factories import CentreFactory

    boris.centre = CentreFactory()
    boris.save()
    assert do(office, "open", counter=counters[0].pk, staff=boris.pk).status_code == 422


def test_a_counter_of_another_centre_does_not_exist_here(office):
    from okno.network.tests.factories import CentreFactory

    elsewhere = CentreFactory().counters.first().pk
    assert do(office, "pause", counter=elsewhere, reason="break", minutes=5).status_code == 404


def test_only_whom_the_form_offers_is_seated(office, counters, vera, boris):
    vera.skills = boris.skills
    vera.save()
    for staff, status in ((vera, 422), (boris, 200)):
        assert do(office, "open", counter=counters[0].pk, staff=staff.pk).status_code == status
    assert CounterSession.objects.get().staff == boris


def test_the_hall_warns_of_people_nobody_can_serve(office, english_session, at):
    queue.issue(centre="tverskoy", service="benefit", at=at, by="x")
    assert "ни одно открытое окно не оказывает" in office.get("/office/").content.decode()


def test_a_wait_turns_amber_at_ten_minutes_and_red_at_fifteen(office, session, at):
    queue.issue(centre="tverskoy", service="passport", at=at - 11 * MINUTE, by="x")
    assert "figure--soon" in office.get("/office/").content.decode()
    queue.issue(centre="tverskoy", service="passport", at=at - 16 * MINUTE, by="x")
    assert "figure--danger" in office.get("/office/").content.decode()


def test_who_booked_and_came_early_is_not_late_before_their_time(office, session, at):
    queue.issue(
        centre=session.centre_id,
        service="passport",
        priority="appointment",
        booked_at=at + 50 * MINUTE,
        at=at,
        by="x",
    )
    clock.set_to(at + 20 * MINUTE, speed=0.001)
    assert "ждёт дольше обещанного" not in office.get("/office/now/").content.decode()
    clock.set_to(at + 66 * MINUTE, speed=0.001)
    assert "ждёт дольше обещанного" in office.get("/office/now/").content.decode()


def test_a_wait_turns_amber_at_ten_minutes_also_where_half_an_hour_is_promised():
    half_an_hour = 30 * MINUTE
    assert [tone(minutes * MINUTE, half_an_hour) for minutes in (10, 11, 30, 31)] == [
        "plain",
        "soon",
        "soon",
        "danger",
    ]


def test_a_group_is_as_bad_as_its_worst_also_when_another_has_waited_longer(office, session, at):
    """Who booked and came early waits the longest, and calmly; who came after them is past the promise."""
    same = {"centre": "tverskoy", "service": "passport", "by": "x"}
    early = {"priority": "appointment", "booked_at": at + 50 * MINUTE}
    queue.issue(**same, **early, at=at - 30 * MINUTE)
    queue.issue(**same, at=at - 16 * MINUTE)
    page = office.get("/office/now/").content.decode()
    line = page.partition('aria-labelledby="line-word"')[2].partition("</section>")[0]
    assert line.count("badge--danger") == 1
    assert '<span class="row__much">2</span>' in line


def test_what_is_wrong_comes_first_and_a_calm_hall_says_nothing(office, session, at):
    assert "concern" not in office.get("/office/now/").content.decode()
    queue.issue(centre="tverskoy", service="passport", at=at - 16 * MINUTE, by="x")
    queue.issue(centre="tverskoy", service="passport", at=at - 11 * MINUTE, by="x")
    queue.call_for_help(centre=session.centre_id, counter=session.counter_id, at=at, by="x")
    page = office.get("/office/now/").content.decode()
    said = [
        page.index(words)
        for words in (
            "Окно 1 просит помощи", "1 человек ждёт дольше", "1 человек скоро прождёт дольше",
            "figures",
        )
    ]  # fmt: skip
    assert said == sorted(said)


def test_everybody_in_line_is_a_dot_with_their_wait(office, session, at):
    queue.issue(centre="tverskoy", service="passport", language="en", at=at - 16 * MINUTE, by="x")
    queue.issue(centre="tverskoy", service="extract", at=at, by="x")
    page = office.get("/office/now/").content.decode()
    assert page.count('<li class="dot ') == 2
    assert page.index("dot--danger") < page.index("dot--plain")
    assert "16\xa0мин · EN" in page


def test_numbers_stand_beside_the_same_hour_of_past_weeks(office, session, at):
    assert "сравнить не с чем" in office.get("/office/now/").content.decode()
    week = timedelta(weeks=1)
    same = {"centre": session.centre_id, "counter": session.counter_id, "by": "x"}
    for weeks, people in ((1, 3), (2, 1), (3, 1)):
        then = at - weeks * week
        came = [then - 30 * MINUTE] * people
        tickets = [
            # Who came later that day does not count yet.
            queue.issue(centre="tverskoy", service="passport", at=moment, by="x")
            for moment in (*came, then + MINUTE)
        ]
        called = queue.call_next(**same, at=then - 26 * MINUTE)
        queue.start(**same, ticket=called.pk, at=then - 26 * MINUTE)
        queue.finish(**same, ticket=called.pk, at=then - 21 * MINUTE)
        for ticket in tickets[1:]:
            queue.leave(centre=session.centre_id, ticket=ticket.pk, at=then + 9 * MINUTE, by="x")
    assert "обычно пришли 1, обслужены 1" in office.get("/office/now/").content.decode()
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    queue.call_next(**same, at=at)
    page = office.get("/office/now/").content.decode()
    assert "обычно 1 из 1" in page
    assert "обычно 4,0" in page
    assert "середина 3 дней" in page
    assert "chart__usual" in page


def test_the_drawer_offers_what_the_counter_s_state_allows(office, counters, session):
    first, second = counters[0].pk, counters[1].pk
    offered = {
        counter: re.findall(
            r'action="/office/act/(\S+)/"',
            office.get(f"/office/counters/{counter}/").content.decode(),
        )
        for counter in (first, second)
    }
    assert offered[first] == ["pause", "profile", "move", "close"]
    assert offered[second] == []  # Boris, the only operator, sits at the first
    queue.pause_counter(
        centre=session.centre_id,
        counter=first,
        reason="break",
        minutes=5,
        at=session.opened_at,
        by="x",
    )
    assert (
        'action="/office/act/resume/"' in office.get(f"/office/counters/{first}/").content.decode()
    )


def test_a_profile_chooses_services_and_the_ratio_of_booked_to_walk_in(office, session):
    counter = session.counter_id
    do(
        office,
        "profile",
        counter=counter,
        services=["passport"],
        booked=2,
        walk_in=1,
        auto_call="on",
    )
    session.refresh_from_db()
    assert len(session.services) == 1
    assert (session.ratio_booked, session.ratio_walk_in, session.auto_call) == (2, 1, True)
    assert do(office, "profile", counter=counter, booked=2, walk_in=0).status_code == 422


def test_an_early_morning_says_so_and_shows_no_zeros(office, session, at):
    page = office.get("/office/").content.decode()
    assert "Пока никто не пришёл" in page
    assert 'class="figure' not in page
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    page = office.get("/office/").content.decode()
    assert 'class="figure' in page
    assert "минуты ждали в среднем" not in page, "nobody has been called yet"


def test_closing_the_day_is_one_press(office, session, at):
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    assert do(office, "close-day").status_code == 200
    assert Ticket.objects.get().state == "closed"


def test_an_editor_looks_at_any_centre_and_a_manager_at_the_own(client, lidia, vera, services):
    from okno.network.tests.factories import CentreFactory

    CentreFactory(slug="elsewhere")
    client.force_login(lidia)
    client.post("/office/choose/", {"centre": "elsewhere"})
    assert "elsewhere" in client.get("/office/").content.decode()
    client.force_login(vera)
    assert client.post("/office/choose/", {"centre": "elsewhere"}).status_code == 403


def test_the_page_costs_few_queries(office, session, at, django_assert_max_num_queries):
    for _ in range(8):
        queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    with django_assert_max_num_queries(18):
        office.get("/office/now/", headers={"HX-Request": "true"})


@pytest.mark.parametrize("screen", ["ru", "en"])
def test_a_visitor_of_any_language_stands_in_the_line_of_the_hall(office, session, at, screen):
    for code in LANGUAGES:
        queue.issue(centre="tverskoy", service="passport", language=code, at=at, by="x")
    for path in ("/office/", "/office/now/"):
        answer = office.get(path, headers={"Accept-Language": screen})
        assert answer.status_code == 200
        with translation.override(screen):
            said = [languages.name(code) in answer.content.decode() for code in LANGUAGES[1:]]
        assert all(said)


def test_an_administrator_does_not_open_the_managers_hall(client, gleb):
    client.force_login(gleb)
    assert client.get("/office/").status_code == 403


OPENS = datetime(2026, 11, 24, 5, tzinfo=UTC)
DAY = {"opens": OPENS, "closes": OPENS + timedelta(hours=12), "zone": ZoneInfo("Europe/Moscow")}


def test_quarters_hold_each_wait_once_and_mark_the_promise():
    standard = timedelta(minutes=15)
    waits = [
        (OPENS - MINUTE, 60.0),  # before the opening: in no quarter
        (OPENS, 60.0),
        (OPENS + 14 * MINUTE, 180.0),
        (OPENS + 15 * MINUTE, 1200.0),
    ]
    chart = charts.waits(waits, **DAY, standard=standard)
    assert len(chart.bars) == 48
    assert [(bar.n, bar.mean, bar.over) for bar in chart.bars[:3]] == [
        (2, 2.0, False), (1, 20.0, True), (0, 0.0, False),
    ]  # fmt: skip
    assert chart.bars[0].starts == "08:00"
    assert 0 <= chart.limit_y < charts.HEIGHT
    assert [line.value for line in chart.grid] == [10, 20]


def test_arrivals_stand_beside_the_usual_ones_of_the_same_quarter():
    usual = [0.0] * 96
    usual[32], usual[33] = 4.0, 8.0  # 8:00 and 8:15
    chart = charts.arrivals([OPENS, OPENS + MINUTE, OPENS + 16 * MINUTE], usual, **DAY)
    assert [bar.n for bar in chart.bars[:3]] == [2, 1, 0]
    heights = [float(point.split(",")[1]) for point in chart.usual.split()]
    assert len(heights) == 48
    assert heights[1] < heights[0] < heights[2] == charts.HEIGHT
    assert charts.arrivals([], **DAY).usual == ""


def test_the_ninetieth_percentile_is_by_nearest_rank():
    assert charts.p90([]) == 0
    assert charts.p90([7]) == 7
    assert charts.p90(list(range(1, 11))) == 9
    assert charts.p90(list(range(1, 101))) == 90


def test_nothing_is_drawn_above_the_highest_line_of_a_chart():
    standard = timedelta(minutes=15)
    crowd = [(OPENS, 0.0)] * 10 + [(OPENS, 4 * 3600.0)]  # the mean is above the nine of ten
    for waits in (crowd, [(OPENS, 48 * 60.0)], [(OPENS, 60.0)]):
        chart = charts.waits(waits, **DAY, standard=standard)
        assert chart.grid[-1].y == 0
        assert min(min(bar.y, bar.mark_y) for bar in chart.bars) >= 0
    chart = charts.arrivals([OPENS] * 7, [9.5] * 96, **DAY)
    assert chart.grid[-1].value == 10
    assert chart.grid[-1].y == 0


def test_of_many_broken_promises_the_last_are_listed_and_the_rest_counted(office, session, at):
    for _ in range(10):
        queue.issue(centre="tverskoy", service="passport", at=at - 20 * MINUTE, by="x")
    queue.break_promises(at=at)
    page = office.get("/office/now/").content.decode()
    assert page.count("за кофе пока не подошли") == 6
    assert "и ещё 4" in page


def test_all_broken_promises_of_today_can_be_read_page_by_page_and_name_nobody(
    office, session, at, django_assert_max_num_queries
):
    queue.issue(centre="tverskoy", service="passport", at=at - 48 * 60 * MINUTE, by="x")
    for n in range(52):
        queue.issue(
            centre="tverskoy", service="passport", at=at - (20 + n) * MINUTE, by="x",
            language="uz", priority="veteran",
        )  # fmt: skip
    queue.break_promises(at=at)
    assert 'href="/office/broken/"' in office.get("/office/now/").content.decode()
    with django_assert_max_num_queries(12):
        page = office.get("/office/broken/").content.decode()
    assert page.count('<th scope="row">') == 50
    assert "1–50 из 52" in page
    last = office.get("/office/broken/?page=2").content.decode()
    assert last.count('<th scope="row">') == 2
    for told in (page, last):
        assert not re.search("узбек|ветеран", told.lower())
        assert not any(each.voucher in told for each in Ticket.objects.exclude(voucher=""))
    assert office.get("/office/broken/?page=999").context["page"].number == 2
    assert "Ни одного" in _tomorrow(office, at)


def _tomorrow(office, at):
    clock.set_to(at + timedelta(days=1), speed=0.001)
    return office.get("/office/broken/").content.decode()


def test_closing_the_day_is_asked_in_the_house_s_own_dialog_and_says_what_it_does(
    office, session, at
):
    page = office.get("/office/").content.decode()
    assert "hx-confirm" not in page
    assert 'id="close-day"' in page
    for _ in range(3):
        queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    queue.call_next(centre=session.centre_id, counter=session.counter_id, at=at, by="x")
    asked = office.get("/office/close-day/", headers={"HX-Request": "true"}).content.decode()
    alone = office.get("/office/close-day/").content.decode()
    for said in (asked, alone):
        assert "Сейчас ждут 2 человека." in said
        assert "У окон или отложен 1 человек." in said
        assert "Все эти талоны закроются сразу" in said
        assert "Новые талоны будут выдаваться до закрытия" in said
    assert "<html" not in asked
    key = re.search(r'name="key" value="(\w+)"', alone)[1]
    assert office.post("/office/act/close-day/", {"key": key})["Location"] == "/office/"
    assert set(Ticket.objects.values_list("state", flat=True)) == {"closed"}
    session.refresh_from_db()
    assert session.closed_at is not None
    assert "В центре никого нет" in office.get("/office/close-day/").content.decode()
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")  # as it was said


def test_after_closing_time_nothing_is_said_of_new_tickets(office, session, at):
    clock.set_to(at + timedelta(hours=12), speed=0.001)
    assert "Новые талоны" not in office.get("/office/close-day/").content.decode()
