"""Real days read from a log."""

import lzma
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from okno.planning import profile as planning
from okno.planning.profile import OfferedService, VisitorDrawer
from okno.planning.replay import WARSAW as WARSAW_TIME
from okno.planning.replay import (
    LogError,
    LoggedTicket,
    as_arrivals,
    at_pace,
    map_services,
    on_day,
    pace,
    read_log,
)
from okno.planning.tests.real_logs import WARSAW, needs_real_logs

HEAD = "office,queue_id,queue_name,ticket_no,issued_after,issued_by,called_after,called_by,windows_at_call,people_waiting_at_issue,wait_min"
SAMPLE = f"""{HEAD}
Old,1,A: Paszporty - odbiór,1,2020-01-08 08:00:00,2020-01-08 08:05:00,2020-01-08 08:05:00,2020-01-08 08:10:00,2,2,5.0
Old,1,A: Paszporty - odbiór,2,2020-01-08 08:00:00,2020-01-08 08:05:00,2020-01-08 08:05:00,2020-01-08 08:10:00,2,2,5.0
Old,2,B: Coś innego,7,2020-01-08 08:00:00,2020-01-08 08:05:00,,,0,1,
Old,1,A: Paszporty - odbiór,3,2020-01-08 08:10:00,2020-01-08 08:20:00,2020-01-08 08:10:00,2020-01-08 08:20:00,1,1,0.0
Old,1,A: Paszporty - odbiór,1,2020-01-09 08:00:00,2020-01-09 08:05:00,2020-01-09 08:05:00,2020-01-09 08:10:00,1,1,5.0
New,9,Z: Zgon,1,2020-01-08 09:00:00,2020-01-08 09:05:00,2020-01-08 09:05:00,2020-01-08 09:10:00,1,1,5.0
"""
DAY = date(2020, 1, 8)
SERVICES = [
    OfferedService("clinic", {"file": 10, "ask": 5}, ("general",)),
    OfferedService("travel-passport-10", {"file": 25, "receive": 5}, ("passports",)),
    OfferedService("passport-age", {"file": 15, "receive": 5}, ("passports",)),
    OfferedService("driving-licence", {"file": 15, "receive": 4}, ("driving",)),
]


@pytest.fixture(params=["tickets.csv", "tickets.csv.xz"])
def log(request, tmp_path):
    path = tmp_path / request.param
    path.write_bytes(
        lzma.compress(SAMPLE.encode()) if request.param.endswith(".xz") else SAMPLE.encode()
    )
    return path


def test_tickets_of_one_office_and_day_come_in_order_spread_inside_their_intervals(log):
    tickets = read_log(log, "Old", DAY)
    eight = datetime(2020, 1, 8, 8, tzinfo=WARSAW_TIME)
    assert [(ticket.letter, ticket.number, ticket.issued_at) for ticket in tickets] == [
        ("A", 1, eight + timedelta(seconds=100)),
        ("B", 7, eight + timedelta(seconds=200)),
        ("A", 2, eight + timedelta(seconds=300)),
        ("A", 3, eight + timedelta(minutes=20)),
    ]
    assert tickets[0].issued_at.astimezone(UTC).hour == 7  # winter in Warsaw is UTC+1
    assert tickets[0].wait == timedelta(minutes=5, seconds=50)
    assert tickets[1].called_at is None
    assert tickets[1].wait is None
    assert tickets[3].wait == timedelta(0)
    assert tickets[3].coarse == timedelta(minutes=10)


def test_an_unknown_office_or_date_is_refused_with_what_there_is(log):
    with pytest.raises(LogError, match="New, Old"):
        read_log(log, "Nowhere", DAY)
    with pytest.raises(LogError, match="2020-01-08, 2020-01-09"):
        read_log(log, "Old", date(2020, 1, 10))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("gone.csv", None, "no such log"),
        ("other.csv", b"a,b\n1,2\n", "not a ticket log"),
        ("torn.csv.xz", lzma.compress(SAMPLE.encode())[:60], "cannot be read"),
        ("plain.csv.xz", SAMPLE.encode(), "cannot be read"),
        ("latin.csv", SAMPLE.encode("iso-8859-2"), "cannot be read"),
        ("empty.csv", b"", "not a ticket log"),
        ("words.csv", SAMPLE.replace(",7,", ",seven,").encode(), "line 4: .*seven"),
        (
            "back.csv",
            SAMPLE.replace("2020-01-08 08:20:00", "2020-01-08 08:01:00").encode(),
            "line 5: .*before it begins",
        ),
    ],
)
def test_what_is_no_log_is_refused_with_the_reason(tmp_path, name, content, says):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(LogError, match=says):
        read_log(tmp_path / name, "Old", DAY)


def test_a_day_moved_elsewhere_keeps_its_clock_times_and_waits(log):
    tickets = read_log(log, "Old", DAY)
    moscow = ZoneInfo("Europe/Moscow")
    moved = on_day(tickets, date(2021, 9, 9), moscow)
    assert moved[0].issued_at == datetime(2021, 9, 9, 8, 1, 40, tzinfo=moscow)
    assert [ticket.wait for ticket in moved] == [ticket.wait for ticket in tickets]


def test_queues_are_matched_by_their_words_and_otherwise_by_order():
    mapping = map_services(
        [
            "P: Prawa jazdy",
            "C: Paszporty - składanie wniosków",
            "D: Paszporty - odbiór",
            "X: Coś innego",
            "K: Kasy",
        ],
        SERVICES,
    )
    named = {
        queue[0]: (mapped.slug, mapped.purpose, mapped.by_name) for queue, mapped in mapping.items()
    }
    assert named["P"] == ("driving-licence", "file", True)
    assert named["C"] == ("travel-passport-10", "file", True)
    assert named["D"] == ("travel-passport-10", "receive", True)
    assert named["K"] == ("clinic", "file", True)
    assert named["X"] == ("passport-age", "file", False)
    assert mapping == map_services(reversed(list(mapping)), SERVICES)


def test_more_queues_than_services_share_them_and_no_services_is_an_error():
    mapping = map_services([f"{letter}: nic" for letter in "ABCDEF"], SERVICES[:2])
    assert {mapped.slug for mapped in mapping.values()} == {"clinic", "travel-passport-10"}
    with pytest.raises(ValueError, match="no services"):
        map_services(["A: nic"], [])


def test_every_logged_ticket_becomes_a_visitor_of_its_service(log):
    tickets = read_log(log, "Old", DAY)
    mapping = map_services({ticket.queue for ticket in tickets}, SERVICES)
    visitors = as_arrivals(tickets, mapping, VisitorDrawer(planning.load(), Random(1), SERVICES))
    assert [visitor.at for visitor in visitors] == [ticket.issued_at for ticket in tickets]
    assert [visitor.service for visitor in visitors] == [
        mapping[ticket.queue].slug for ticket in tickets
    ]


@needs_real_logs
def test_a_real_day_holds_every_ticket_once_inside_its_five_minutes():
    tickets = read_log(WARSAW / "tickets.csv.xz", "UD_Bemowo", DAY)
    assert len(tickets) == 812
    assert len({(ticket.queue, ticket.number) for ticket in tickets}) == 812
    assert all(ticket.issued_at.date() == DAY for ticket in tickets)
    assert all(
        ticket.called_at is not None and ticket.called_at >= ticket.issued_at for ticket in tickets
    )
    assert sum(ticket.coarse <= timedelta(minutes=6) for ticket in tickets) > 700
    mapping = map_services({ticket.queue for ticket in tickets}, SERVICES)
    assert mapping["M: Prawa jazdy"].slug == "driving-licence"


def logged(number, issued, called, windows=2, queue="A: Paszporty"):
    at = datetime(2020, 1, 8, 8, 0, tzinfo=UTC)
    return LoggedTicket(
        queue=queue,
        letter="A",
        number=number,
        issued_at=at + timedelta(minutes=issued),
        called_at=None if called is None else at + timedelta(minutes=called),
        windows_at_call=windows,
        coarse=timedelta(minutes=5),
    )


def test_a_queues_pace_is_window_time_per_call_while_somebody_waited():
    busy = [logged(number, 0, 4 * number) for number in range(1, 12)]
    quiet = [logged(50, 200, 201), logged(51, 300, 301)]  # nobody waited between these calls
    left = [logged(60, 1, None)]
    assert pace([*busy, *quiet, *left]) == {"A: Paszporty": timedelta(minutes=8)}


def test_a_queue_with_few_calls_has_no_pace():
    assert pace([logged(number, 0, 4 * number) for number in range(1, 5)]) == {}


def test_visits_last_as_long_as_the_queues_did_and_have_one_errand():
    tickets = [logged(number, number, None) for number in range(200)]
    mapping = map_services(["A: Paszporty"], SERVICES)
    drawer = VisitorDrawer(planning.load(), Random(1), SERVICES)
    arrivals = as_arrivals(tickets, mapping, drawer)
    typical = {service.slug: service.minutes for service in SERVICES}
    paced = at_pace(
        arrivals,
        tickets,
        {"A: Paszporty": timedelta(minutes=8)},
        lambda slug, purpose: timedelta(minutes=typical[slug][purpose]),
    )
    assert all(len(arrival.errands) == 1 for arrival in paced)
    mean = sum((arrival.duration for arrival in paced), timedelta()) / len(paced)
    assert timedelta(minutes=7) < mean < timedelta(minutes=9)
    assert [arrival.at for arrival in paced] == [arrival.at for arrival in arrivals]
