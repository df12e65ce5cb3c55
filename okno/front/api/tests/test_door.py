"""The programs' door: who may pass, what is refused, and in which form."""

import pytest
from django.db import connection, transaction
from django.test import Client

from okno.base.models import Event
from okno.front.api.tests.asking import post
from okno.queue.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ten_in_the_morning(at, db):
    from okno.base import clock

    clock.set_to(at, speed=1)


def refused(answer, status, code):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == code, problem
    assert problem["title"]
    assert not Ticket.objects.exists()
    assert not Event.objects.filter(name="queue.ticket_issued").exists()


def test_a_kiosk_issues_in_its_own_centre(kiosk, centre, services):
    answer = post(kiosk, "/centres/tverskoy/tickets", {"service": "passport"})
    assert answer.status_code == 201
    assert answer.json()["label"] == "A1"


@pytest.mark.parametrize("kind", ["kiosk", "robot"])
def test_a_screens_key_gives_no_more_tickets_here_than_at_its_own_page(token, services, kind):
    """What its page has given counts; a program beside it goes on."""
    secret = token(kind)
    screen = Client(headers={"Authorization": f"Bearer {secret}"})
    page = Client()
    page.get(f"/enter/{secret}")
    wish = {"service": "passport"}
    here = 20
    if kind == "kiosk":
        for tap in range(5):
            touch = {"ui": "ru", **wish, "purpose": "file", "key": f"k{tap}"}
            assert page.post("/kiosk/ticket/", touch).status_code == 200
        here = 15
    answers = [post(screen, "/centres/tverskoy/tickets", wish) for _ in range(here + 1)]
    assert [each.status_code for each in answers] == [201] * here + [429]
    assert answers[-1].json()["code"] == "too_quick"
    assert Ticket.objects.count() == 20
    other = Client(headers={"Authorization": f"Bearer {token('program')}"})
    for _ in range(21):
        assert post(other, "/centres/tverskoy/tickets", wish).status_code == 201


@pytest.mark.parametrize("kind", ["kiosk", "robot"])
def test_whoever_asks_again_for_the_twentieth_ticket_gets_it(token, services, kind):
    screen = Client(headers={"Authorization": f"Bearer {token(kind)}"})

    def ask(key, service="passport"):
        wish = {"service": service}
        return post(screen, "/centres/tverskoy/tickets", wish, **{"Idempotency-Key": key})

    given = [ask(f"k{number}") for number in range(20)]
    again = ask("k19")
    assert (again.status_code, again.json()) == (201, given[-1].json())
    assert ask("k20").json()["code"] == "too_quick"
    assert ask("k19", "benefit").json()["code"] == "key_reused"
    assert Ticket.objects.count() == 20


def test_a_kiosk_does_not_ask_whose_phone_is_in_a_centre(kiosk, program, centre, services):
    wish = {"service": "passport", "phone": "+7 916 000-00-01"}
    refused(post(kiosk, "/centres/tverskoy/tickets", wish), 403, "no_phone_here")
    assert post(program, "/centres/tverskoy/tickets", wish).status_code == 201


def test_a_forged_centre_is_unknown(kiosk, centre, services):
    from okno.network.tests.factories import CentreFactory

    CentreFactory(slug="elsewhere")
    refused(
        post(kiosk, "/centres/elsewhere/tickets", {"service": "passport"}), 404, "unknown_centre"
    )


def test_without_a_token_nobody_issues(client, centre, services):
    refused(
        post(client, "/centres/tverskoy/tickets", {"service": "passport"}), 401, "unknown_device"
    )


@pytest.mark.parametrize("value", ["Bearer nonsense", "Bearer ", "Basic abc", "Bearer é"])
def test_a_wrong_token_is_unknown(client, centre, services, value):
    answer = post(client, "/centres/tverskoy/tickets", {"service": "passport"}, Authorization=value)
    refused(answer, 401, "unknown_device")


def test_a_board_issues_nothing(token, centre, services):
    client = Client(headers={"Authorization": f"Bearer {token('board')}"})
    refused(post(client, "/centres/tverskoy/tickets", {"service": "passport"}), 403, "not_for_you")


def test_a_kiosk_calls_nobody(kiosk, session):
    refused(post(kiosk, f"/counters/{session.counter_id}/call-next"), 403, "not_for_you")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "unreadable"),
        ('{"service": "\\ud800"}', 400, "unreadable"),
        (b'{"service": "\xed\xa0\x80"}', 400, "unreadable"),
        ('{"service": "\\ud800"}'.encode("utf-16"), 400, "unreadable"),
        ('{"service": "\\ud83d\\ude00"}', 422, "not_offered"),
        (b'\xef\xbb\xbf{"service": "teleport"}', 422, "not_offered"),
        ("[1,2]", 422, "wrong_field"),
        ('{"service": 5}', 422, "wrong_field"),
        ('{"service": "passport", "vip": true}', 422, "wrong_field"),
        ('{"service": "teleport"}', 422, "not_offered"),
        ('{"service": "passport", "purpose": "steal"}', 422, "wrong_field"),
        ('{"service": "\\u0000"}', 422, "not_offered"),
        ('{"service": "passport", "booked_at": "2026-11-24T10:00:00"}', 422, "wrong_field"),
        ('{"service": "passport", "booked_at": "soon"}', 422, "wrong_field"),
        *(
            (f'{{"service": "passport", "booked_at": "{when}"}}', 422, "booked_another_day")
            for when in (
                "9999-12-31T23:59:59Z",
                "9999-12-31T23:59:59-12:00",
                "0001-01-01T00:00:00Z",
                "0001-01-01T00:00:00+14:00",
                "2026-11-25T07:21:00Z",
                "2026-11-23T07:19:00Z",
            )
        ),
        (" " * 10_000_000, 413, "too_big"),
    ],
)
def test_a_bad_body_is_refused_in_words(program, centre, services, body, status, code):
    answer = program.post("/api/v1/centres/tverskoy/tickets", body, content_type="application/json")
    refused(answer, status, code)


def test_an_appointment_of_today_in_any_zone_is_taken(program, centre, services):
    body = {"service": "passport", "booked_at": "2026-11-24T17:30:00+10:00"}
    assert post(program, "/centres/tverskoy/tickets", body).status_code == 201
    assert Ticket.objects.get().booked_at.isoformat() == "2026-11-24T07:30:00+00:00"


def test_what_nobody_foresaw_is_said_as_a_problem_without_its_details(kiosk, centre, services):
    """Here a bug: a check of the database that no rule of ours knows."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table queue_ticket add constraint a_bug check (number > 5) not valid")
    body = {"service": "passport"}
    with transaction.atomic():
        answer = post(kiosk, "/centres/tverskoy/tickets", body, **{"Idempotency-Key": "one"})
        assert "a_bug" not in answer.content.decode()
        refused(answer, 500, "unforeseen")


def test_of_a_sensitive_class_a_program_reads_only_that_somebody_goes_out_of_turn(program, session):
    body = {"service": "passport"}
    post(program, "/centres/tverskoy/tickets", body)
    issued = post(program, "/centres/tverskoy/tickets", {**body, "priority": "pregnant"})
    called = post(program, f"/counters/{session.counter_id}/call-next")
    assert called.json()["reason"] == {"before": "A1", "turn": "out_of_turn"}
    assert "pregnant" not in issued.content.decode() + called.content.decode()


def test_a_refusal_speaks_the_askers_language(kiosk, centre, services):
    body = {"service": "teleport"}
    russian = post(kiosk, "/centres/tverskoy/tickets", body, **{"Accept-Language": "ru"})
    english = post(kiosk, "/centres/tverskoy/tickets", body, **{"Accept-Language": "en"})
    assert "услугу" in russian.json()["title"]
    assert "service" in english.json()["title"]


def test_a_double_tap_with_a_key_gives_one_ticket(kiosk, centre, services):
    tap = {"Idempotency-Key": "tap-1"}
    first = post(kiosk, "/centres/tverskoy/tickets", {"service": "passport"}, **tap)
    again = post(kiosk, "/centres/tverskoy/tickets", {"service": "passport"}, **tap)
    assert first.json() == again.json()
    assert Ticket.objects.count() == 1
    other = post(kiosk, "/centres/tverskoy/tickets", {"service": "benefit"}, **tap)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_a_whole_journey(program, session):
    issued = post(program, "/centres/tverskoy/tickets", {"service": "passport"}).json()
    called = post(program, f"/counters/{session.counter_id}/call-next").json()
    assert (called["id"], called["counter"]) == (issued["id"], 1)
    started = post(program, f"/tickets/{called['id']}/start", {"counter": session.counter_id})
    assert started.json()["state"] == "serving"
    done = post(program, f"/tickets/{called['id']}/finish", {"outcome": "accepted"})
    assert done.json()["state"] == "finished"


def test_a_stale_page_is_told_the_state(program, session):
    post(program, "/centres/tverskoy/tickets", {"service": "passport"})
    called = post(program, f"/counters/{session.counter_id}/call-next").json()
    post(program, f"/tickets/{called['id']}/start")
    answer = post(program, f"/tickets/{called['id']}/start")
    assert (answer.status_code, answer.json()["code"]) == (409, "forbidden_move")


def test_tickets_of_another_centre_do_not_exist_here(program, session, services, at, token):
    from okno.network import actions as network
    from okno.network.tests.factories import CentreFactory

    ticket = post(program, "/centres/tverskoy/tickets", {"service": "passport"}).json()
    stranger = network.enrol_device(
        centre=CentreFactory(), kind="program", name="x", at=at, by="system"
    )[1]
    client = Client(headers={"Authorization": f"Bearer {stranger}"})
    for act in ("start", "finish", "hold", "no-show", "recall"):
        answer = post(client, f"/tickets/{ticket['id']}/{act}")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_ticket")
    answer = post(client, f"/counters/{session.counter_id}/call-next")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_counter")


def test_the_holder_of_a_token_sees_the_place(client, kiosk, session):
    for _ in range(3):
        ticket = post(kiosk, "/centres/tverskoy/tickets", {"service": "passport"}).json()
    seen = client.get(f"/api/v1/tickets/{ticket['token']}").json()
    assert (seen["ahead"], seen["state"]) == (2, "waiting")
    assert seen["wait_s"] > 0
    assert client.get("/api/v1/tickets/nobody").status_code == 404


def test_the_journal_is_read_page_by_page_and_only_of_ones_own_centre(program, session):
    post(program, "/centres/tverskoy/tickets", {"service": "passport"})
    # In a test everything is one open transaction, which the gap-free reader rightly waits for.
    assert program.get("/api/v1/events").json() == []
    for wrong in ("nonsense", "0"):
        answer = program.get(f"/api/v1/events?after={wrong}")
        assert (answer.status_code, answer.json()["field"]) == (422, "after")
        assert "position" in answer.json()["title"]
    assert program.get("/api/v1/events?limit=0").status_code == 422


def test_a_load_is_people_counters_and_wait(client, kiosk, session):
    post(kiosk, "/centres/tverskoy/tickets", {"service": "passport"})
    load = client.get("/api/v1/centres/tverskoy/load").json()
    assert (load["waiting"], load["serving"]) == (1, 1)
    assert client.get("/api/v1/centres/atlantis/load").status_code == 404


@pytest.mark.parametrize("path", ["/api/v1/teapots", "/api/v1/", "/api/", "/api/v2/centres"])
def test_what_is_not_there_is_said_as_a_problem(client, path):
    answer = client.get(path)
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/centres?centr=tverskoy", "centr"),
        ("/centres/tverskoy/load?limit=1", "limit"),
        ("/slots/earliest?service=passport&langage=ru", "langage"),
        (f"/services?{'x' * 100}=1", "x" * 64),
    ],
)
def test_a_parameter_that_is_not_known_is_named(client, centre, path, name):
    answer = client.get(f"/api/v1{path}")
    refused(answer, 422, "unknown_parameter")
    assert answer.json()["field"] == name


def test_an_act_with_a_slip_in_its_address_is_not_done(program, centre, services):
    path = "/centres/tverskoy/tickets?purpos=ask"
    refused(post(program, path, {"service": "passport"}), 422, "unknown_parameter")


def test_every_address_takes_the_language_and_the_parameters_it_describes(client, centre):
    assert client.get("/api/v1/centres?limit=1&after=&lang=en").status_code == 200
    assert client.get("/api/v1/centres/tverskoy/load?lang=en").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("delete", "/api/v1/centres", "GET"),
        ("get", "/api/v1/tickets/1/start", "POST"),
        ("post", "/api/v1/services", "GET"),
    ],
)
def test_a_wrong_method_is_said_as_a_problem_with_those_allowed(client, method, path, allowed):
    answer = getattr(client, method)(path)
    refused(answer, 405, "wrong_method")
    assert answer["Allow"] == allowed


def test_a_program_finds_the_counters_of_its_own_centre(program, kiosk, session):
    from okno.network.tests.factories import CentreFactory

    CentreFactory(slug="elsewhere")
    found = program.get("/api/v1/centres/tverskoy/counters").json()
    assert len(found) == session.centre.counters.count()
    assert [each["number"] for each in found] == sorted(each["number"] for each in found)
    states = {each["id"]: each["state"] for each in found}
    assert states.pop(session.counter_id) == "open"
    assert set(states.values()) == {"closed"}
    post(program, "/centres/tverskoy/tickets", {"service": "passport"})
    post(program, f"/counters/{session.counter_id}/call-next")
    (busy,) = [
        each
        for each in program.get("/api/v1/centres/tverskoy/counters").json()
        if each["state"] == "busy"
    ]
    assert busy == {"id": session.counter_id, "number": 1, "hall": busy["hall"], "state": "busy"}
    assert program.get("/api/v1/centres/elsewhere/counters").status_code == 404
    assert kiosk.get("/api/v1/centres/tverskoy/counters").status_code == 403


def test_the_description_is_openapi_3_1(client):
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/counters/{counter}/call-next" in schema["paths"]


def test_the_description_declares_the_key_of_every_post(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"].values()
    posts = [each["post"] for each in paths if "post" in each]
    assert len(posts) >= 8
    for operation in posts:
        *_others, key = [each for each in operation["parameters"] if each["in"] == "header"]
        assert (key["name"], key["required"]) == ("Idempotency-Key", False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/centres/", "/api/v1/centres"])
@pytest.mark.parametrize(
    ("away", "back", "missing"),
    [
        (
            "network_centre rename slug to gone",
            "network_centre rename gone to slug",
            "column network_centre.slug does not exist",
        ),
        (
            "network_centre rename to gone",
            "gone rename to network_centre",
            'relation "network_centre" does not exist',
        ),
    ],
)
def test_what_the_database_lacks_is_said_by_its_name_in_the_log(
    caplog, centre, address, away, back, missing
):
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {away}")
        try:
            answer = Client().get(address)
        finally:
            cursor.execute(f"alter table {back}")
    assert answer.status_code == 503
    said = [each for each in caplog.records if each.name == "okno.web"]
    assert [(each.levelname, each.getMessage()) for each in said] == [
        ("ERROR", f"database: {missing}")
    ]
