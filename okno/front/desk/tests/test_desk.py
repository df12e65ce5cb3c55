"""The operator's window without a browser."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from okno.base.models import Look
from okno.front.desk import asks, phrases
from okno.queue import actions as queue
from okno.queue.models import CounterSession, Ticket
from okno.queue.policy import LANGUAGES
from okno.ui import languages

MINUTE = timedelta(minutes=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def desk(client, boris):
    client.force_login(boris)
    return client


def press(desk, verb, **form):
    form.setdefault("key", f"{verb}-{len(form)}-{form.get('ticket', '')}-{form.get('n', '')}")
    return desk.post(f"/desk/{verb}/", form, headers={"HX-Request": "true"})


def test_before_a_counter_is_open_one_chooses(desk, centre, services, counters):
    assert "Выберите окно" in desk.get("/desk/").content.decode()
    answer = desk.post("/desk/open/", {"counter": counters[1].pk})
    assert answer.status_code == 302
    assert CounterSession.objects.get().counter_id == counters[1].pk


@pytest.mark.parametrize("counter", ["", "x", "99999999", "9" * 40])
def test_a_counter_that_is_not_here_is_refused(desk, services, counter):
    assert desk.post("/desk/open/", {"counter": counter}).status_code == 404
    assert not CounterSession.objects.exists()


def test_a_whole_visit_in_three_presses(desk, session, at):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    for verb, state in (("call", "called"), ("start", "serving"), ("finish", "finished")):
        answer = press(desk, verb, ticket=ticket.pk)
        assert answer.status_code == 200, answer.content
        ticket.refresh_from_db()
        assert ticket.state == state
    assert "Вызвать следующего" in answer.content.decode()


def test_the_whole_window_holds_its_dialogs(desk, session):
    page = desk.get("/desk/").content.decode()
    for name in asks.ASKS:
        assert f'id="{name}-dialog"' in page


@pytest.mark.parametrize("name", asks.ASKS)
def test_every_question_is_asked_fresh_or_on_a_page_without_a_script(desk, session, at, name):
    for _ in range(2):
        queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    alone = desk.get("/desk/", {"ask": name}).content.decode()
    assert f'aria-labelledby="{name}-dialog-title" open>' in alone
    asked = desk.get(f"/desk/ask/{name}/", headers={"HX-Request": "true"})
    assert asked.status_code == 200
    assert ("<form" in asked.content.decode()) == (name != "keys")


def test_an_unknown_question_does_not_exist_and_one_without_a_counter_leads_to_the_choice(
    desk, services
):
    assert desk.get("/desk/ask/dance/").status_code == 404
    assert desk.get("/desk/ask/line/")["HX-Redirect"] == "/desk/"


def test_a_double_press_has_one_effect(desk, session, at):
    for _ in range(2):
        queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    press(desk, "call", key="same")
    press(desk, "call", key="same")
    assert list(Ticket.objects.order_by("pk").values_list("state", flat=True)) == [
        "called",
        "waiting",
    ]


def test_a_stale_page_is_told_so_beside_the_button(desk, session, at):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    answer = press(desk, "start", ticket=ticket.pk)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#notice"


def test_a_ticket_of_another_centre_does_not_exist(desk, session, at):
    from okno.network.tests.factories import CentreFactory

    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    Ticket.objects.filter(pk=ticket.pk).update(centre=CentreFactory())
    assert press(desk, "recall", ticket=ticket.pk).status_code == 404


def test_an_unknown_act_does_not_exist(desk, session):
    assert press(desk, "dance").status_code == 404


@pytest.mark.parametrize("minutes", ["0", "121", "x", "-5", "²"])
def test_a_senseless_number_is_refused(desk, session, at, minutes):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    press(desk, "call")
    assert press(desk, "hold", ticket=ticket.pk, minutes=minutes).status_code == 422


def test_pause_profile_help_and_close(desk, session):
    assert press(desk, "pause", reason="lunch", minutes="20").status_code == 200
    assert press(desk, "resume").status_code == 200
    assert press(desk, "profile", booked="2", walk_in="1", auto_call="on").status_code == 200
    assert press(desk, "help").status_code == 200
    session.refresh_from_db()
    assert (session.ratio_booked, session.auto_call) == (2, True)
    assert session.help_at is not None
    answer = desk.post("/desk/close/", {"key": "c"})
    assert answer.status_code == 302
    session.refresh_from_db()
    assert session.closed_at is not None


def test_seeing_a_persons_priority_leaves_one_trace(desk, session, at):
    queue.issue(centre="tverskoy", service="passport", priority="disabled", at=at, by="x")
    press(desk, "call")
    for _ in range(3):
        desk.get("/desk/now/", headers={"HX-Request": "true"})
    assert Look.objects.count() == 1


def test_a_stranger_and_a_wrong_role_do_not_sit_here(client, lidia):
    assert "/staff/login/" in client.get("/desk/")["Location"]
    client.force_login(lidia)
    assert client.get("/desk/").status_code == 403


def test_the_part_that_renews_costs_few_queries(desk, session, at, django_assert_max_num_queries):
    for _ in range(6):
        queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    press(desk, "call")
    with django_assert_max_num_queries(14):
        desk.get("/desk/now/", headers={"HX-Request": "true"})


def test_a_mistaken_call_can_be_undone_for_half_a_minute(desk, session, at):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    assert "/desk/undo/" in press(desk, "call").content.decode()
    press(desk, "undo", ticket=ticket.pk)
    ticket.refresh_from_db()
    assert ticket.state == "waiting"
    press(desk, "call", key="again")
    assert "/desk/undo/" not in press(desk, "start", ticket=ticket.pk).content.decode()


def test_what_is_undone_is_the_last_act_and_not_an_earlier_one(desk, session, at):
    first, second = (
        queue.issue(centre="tverskoy", service="passport", at=at, by="x") for _ in "12"
    )
    for verb in ("call", "recall", "start", "finish"):
        press(desk, verb, ticket=first.pk)
    page = press(desk, "call", key="second").content.decode()
    assert f"Отменить вызов {second.label}" in page


@pytest.mark.parametrize(
    ("act", "russian", "english"),
    [
        ("call", "Отменить вызов A1", "Undo calling A1"),
        ("hold", "Вернуть A1 из отложенных", "Undo holding A1"),
        ("transfer", "Вернуть A1 к этому окну", "Undo sending on A1"),
        ("finish", "Отменить завершение A1", "Undo finishing A1"),
        ("no-show", "Отменить неявку A1", "Undo “did not come”: A1"),
    ],
)
def test_an_undo_says_what_it_takes_back(desk, session, at, act, russian, english):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    press(desk, "call", key="the call")
    first = {"finish": ["start"], "no-show": ["recall", "recall"]}.get(act, [])
    for n, verb in enumerate(first):
        press(desk, verb, ticket=ticket.pk, key=f"before {n}")
    if act != "call":
        press(desk, act, ticket=ticket.pk, service="benefit")
    assert russian in desk.get("/desk/now/").content.decode()
    assert english in desk.get("/desk/now/", headers={"Accept-Language": "en"}).content.decode()


def test_somebody_without_a_ticket_is_served_once_however_often_one_presses(desk, session):
    for _ in range(2):
        assert press(desk, "receive", service="passport", key="same").status_code == 200
    assert Ticket.objects.get().state == "serving"
    refused = press(desk, "receive", service="passport", key="other")
    assert (refused.status_code, refused["HX-Retarget"]) == (409, "#notice")


@pytest.fixture
def roll(centre):
    """The centre hangs up a paper roll."""
    centre.own_paper_roll = True
    centre.save()


def test_a_number_of_the_roll_is_called_where_there_is_a_roll(desk, roll, session):
    assert "ask=roll" in desk.get("/desk/").content.decode()
    assert press(desk, "call-roll", service="passport").status_code == 200
    assert Ticket.objects.get().state == "called"


def test_without_a_roll_none_is_offered(desk, session):
    assert "ask=roll" not in desk.get("/desk/").content.decode()


def test_one_of_the_line_may_be_picked_only_by_a_free_counter(desk, session, at):
    first, second = (
        queue.issue(centre="tverskoy", service="passport", at=at, by="x") for _ in "12"
    )
    assert "/desk/call-this/" in desk.get("/desk/now/").content.decode()
    page = press(desk, "call-this", ticket=second.pk).content.decode()
    assert "выбран сотрудником" in page
    assert "/desk/call-this/" not in page
    assert press(desk, "call-this", ticket=first.pk, key="more").status_code == 409


def test_keeping_the_profile_keeps_the_services_that_were_ticked(desk, session, services):
    page = desk.get("/desk/ask/profile/").content.decode()
    assert page.count('name="services"') == len(services)
    press(desk, "profile", services=["passport"], quick_only="on")
    session.refresh_from_db()
    assert session.services == [services["passport"].pk]


def test_the_undo_of_an_earlier_person_is_not_offered_while_another_is_here(desk, session, at):
    first, second = (
        queue.issue(centre="tverskoy", service="passport", at=at, by="x") for _ in "12"
    )
    for verb in ("call", "start", "finish"):
        press(desk, verb, ticket=first.pk)
    press(desk, "call", key="second")
    assert "/desk/undo/" not in press(desk, "start", ticket=second.pk).content.decode()


@pytest.mark.parametrize(
    ("language", "way", "said"),
    [("ru", "ltr", "Здравствуйте"), ("ar", "rtl", "مرحبًا"), ("en", "ltr", "Hello")],
)
def test_the_phrases_are_in_the_visitors_language_and_run_its_way(language, way, said):
    first, *_rest = phrases.phrases(language)
    assert first.theirs.startswith(said)
    assert (first.language, first.dir) == (language, way)


def test_every_language_a_visitor_may_wish_for_has_its_phrases():
    assert {phrases.phrases(language)[0].language for language in LANGUAGES} == set(LANGUAGES)


def test_an_act_without_a_counter_leads_back_to_the_choice_of_one(client, anna):
    client.force_login(anna)
    answer = client.post("/desk/call/", {"key": "k"}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/desk/"


@pytest.mark.parametrize("screen", ["ru", "en"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_visitor_of_any_language_is_shown_in_the_line_and_at_the_counter(
    desk, session, at, code, screen
):
    session.languages = list(LANGUAGES)
    session.save()
    queue.issue(centre="tverskoy", service="passport", language=code, at=at, by="x")
    with translation.override(screen):
        word = languages.name(code)
    asked = {"Accept-Language": screen}
    waiting = desk.get("/desk/", headers=asked)
    everybody = desk.get("/desk/ask/line/", headers=asked)
    press(desk, "call")
    here = desk.get("/desk/now/", headers=asked)
    assert [answer.status_code for answer in (waiting, everybody, here)] == [200] * 3
    assert (f" · {word}</span>" in waiting.content.decode()) == (code != "ru")
    assert (f">{word}</span>" in here.content.decode()) == (code != "ru")


@pytest.mark.parametrize("screen", ["ru", "en"])
def test_every_language_has_its_name_here_and_in_its_own_script(screen):
    with translation.override(screen):
        names = [languages.name(code) for code in LANGUAGES]
    own = [languages.own_name(code) for code in LANGUAGES]
    assert not set(LANGUAGES) & {*names, *own}
    assert len(set(names)) == len(set(own)) == len(LANGUAGES)


def test_who_called_for_help_can_take_it_back(desk, session):
    press(desk, "help")
    page = press(desk, "helped").content.decode()
    session.refresh_from_db()
    assert session.help_at is None
    assert f'formaction="{reverse("desk:act", args=["help"])}"' in page


def test_who_called_for_help_is_told_only_that(desk, session):
    page = press(desk, "help").content.decode()
    assert "Вы позвали на помощь" in page
    assert "идёт" not in page


def test_what_people_mostly_come_for_is_first_in_the_list_and_each_service_once(
    desk, session, services
):
    services["extract"].is_popular = True
    services["extract"].save()
    page = desk.get("/desk/ask/receive/").content.decode()
    listed = re.findall(r'option value="([a-z-]+)"', page.partition('name="purpose"')[0])
    assert listed[0] == "extract"
    assert "Чаще всего" in page
    assert sorted(listed) == sorted(set(listed))


def test_send_on_chooses_nothing_by_itself_and_back_where_one_came_from_is_refused_in_words(
    desk, session, at
):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    press(desk, "call")
    asked = desk.get("/desk/ask/transfer/").content.decode()
    assert re.search(r'name="service" required[^>]*>\s*<option value="">Выберите</option>', asked)
    assert asked.count('<option value="passport">') == 1, (
        "the same service stands first, and only there"
    )
    assert press(desk, "transfer", ticket=ticket.pk, service="", key="none").status_code == 422
    refused = press(desk, "transfer", ticket=ticket.pk, service="passport", purpose="file")
    assert "За этим уже и пришли" in refused.content.decode()
    ticket.refresh_from_db()
    assert ticket.state == "called"


def test_to_another_counter_alone_one_sends_on_without_looking_for_the_service_again(
    desk, session, english_session, services, at
):
    """And knows who sits there, and whether they are on a pause; where nobody sits nobody is sent."""
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    press(desk, "call")

    def asked():
        page = desk.get("/desk/ask/transfer/").content.decode()
        same = re.search(r'<option value="passport">(.+?)</option>', page)
        return same[1], re.findall(r"<option value=.*?>(\d.*?)</option>", page)

    name = str(services["passport"].short_name)
    assert asked() == (f"Та же услуга: {name}", ["2 · Анна"])
    there = english_session.counter_id
    queue.pause_counter(
        centre=session.centre_id, counter=there, reason="lunch", minutes=9, at=at, by="x"
    )
    assert asked()[1] == ["2 · Анна · На паузе"]
    where = {"centre": session.centre_id, "counter": there, "at": at, "by": "x"}
    queue.close_counter(**where)
    assert asked()[1] == []
    queue.open_counter(**where, staff=english_session.staff)
    wish = {"ticket": ticket.pk, "service": "passport", "purpose": "file", "to_counter": there}
    assert press(desk, "transfer", **wish).status_code == 200
    ticket.refresh_from_db()
    assert (ticket.state, ticket.only_counter_id) == ("waiting", there)


def test_whoever_cannot_go_on_sends_the_person_back_to_the_line(desk, session, at):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    press(desk, "call")
    assert "Никого" not in press(desk, "back", ticket=ticket.pk).content.decode()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.only_counter_id) == ("waiting", None)


def test_times_are_exact_and_of_whoever_was_moved_also_the_whole(desk, session, services, at):
    came = {"centre": "tverskoy", "service": "passport", "by": "x"}
    moved = queue.issue(**came, at=at - 32 * MINUTE)
    where = {"centre": session.centre_id, "counter": session.counter_id, "by": "x"}
    queue.call_next(**where, at=at - 20 * MINUTE)
    queue.transfer(**where, ticket=moved.pk, service="benefit", at=at)
    queue.issue(**came, at=at - 16 * MINUTE)
    page = desk.get("/desk/now/").content.decode().replace("\xa0", " ")
    assert "в зале 2, дольше всех 16 мин" in page
    assert "0 мин · всего 32 мин" in page
    assert page.count("16 мин") == 2, "the row says what the heading says"
