"""Two tabs of one browser and one session: a centre is chosen in the second while the first shows another."""

import re

import pytest

from okno.base.text import Text
from okno.network.models import Device
from okno.network.tests.factories import CentreFactory
from okno.queue.models import CounterSession

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def editor(client, lidia, services):
    """Of two centres the second has been chosen since the first one's page was opened."""
    CentreFactory(slug="arbat", name=Text(ru="Арбат", en="Arbat"))
    client.force_login(lidia)
    client.post("/office/choose/", {"centre": "arbat"})
    return client


def button(html):
    """Where the only way out leads, and what it takes along."""
    form = re.search(r'<form method="post" action="(/office/[^"]*)">(.*?)</form>', html, re.S)
    fields = re.findall(r'name="([^"]*)" value="([^"]*)"', form[2])
    sent = {}
    for name, value in fields:
        if name != "csrfmiddlewaretoken":
            sent.setdefault(name, []).append(value)
    return form[1], sent


@pytest.mark.parametrize(
    ("language", "words", "way"),
    [
        (
            "ru",
            "Эта страница — о центре «Тверской», а в другой вкладке открыт центр «Арбат».",
            "Снова показать «Тверской»",
        ),
        (
            "en",
            "This page shows Tverskoy, and Arbat has been opened in another tab.",
            "Show Tverskoy again",
        ),
    ],
)
def test_an_old_page_that_asks_by_itself_is_told_which_two_centres_and_offered_the_way_back(
    editor, language, words, way
):
    asked = {
        **HTMX,
        "Okno-Centre": "tverskoy",
        "HX-Current-URL": "http://testserver/office/door/?ticket=1",
        "Accept-Language": language,
    }
    answer = editor.get("/office/door/load/", headers=asked)
    html = answer.content.decode()
    assert (answer.status_code, answer["Okno-Refused"]) == (409, "other_centre_open")
    assert words in html
    assert f">{way}<" in html
    address, sent = button(html)
    assert editor.post(address, sent)["Location"] == "/office/door/"
    assert 'data-centre="tverskoy"' in editor.get("/office/door/").content.decode()


def test_a_link_of_an_old_page_names_both_centres_and_shows_the_old_one_again(
    editor, session, schedule, book, tomorrow
):
    made = book(tomorrow)
    editor.post("/office/choose/", {"centre": "tverskoy"})
    hall, people = editor.get("/office/"), editor.get("/office/people/")
    day = editor.get(f"/office/appointments/{made.day}/")
    links = [
        (hall, r'href="(/office/counters/[^"]+)"'),
        (people, r'href="(/office/people/\d+/[^"]+)"'),
        (day, r'href="(/office/door/booked/\d+/[^"]+)"'),
    ]
    editor.post("/office/choose/", {"centre": "arbat"})
    for page, link in links:
        answer = editor.get(re.search(link, page.content.decode())[1])
        assert answer.status_code == 409
        assert "в другой вкладке открыт центр «Арбат»" in answer.content.decode()
        address, sent = button(answer.content.decode())
        assert editor.post(address, sent)["Location"] == "/office/"
        editor.post("/office/choose/", {"centre": "arbat"})


@pytest.mark.parametrize("where", ["", "http://x/nowhere/", "http://[x/office/"])
def test_a_page_nobody_knows_leads_back_to_the_hall(editor, where):
    asked = {**HTMX, "Okno-Centre": "tverskoy", "HX-Current-URL": where}
    address, sent = button(editor.get("/office/now/", headers=asked).content.decode())
    assert editor.post(address, sent)["Location"] == "/office/"


def test_a_form_of_an_old_page_does_nothing_and_is_sent_again_with_all_that_was_typed(editor):
    typed = {"centre": "tverskoy", "kind": "kiosk", "name": 'У "входа" & касс', "hall": ""}
    answer = editor.post("/office/devices/add/", typed)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "«Тверской»" in html
    assert "открыт центр «Арбат»" in html
    assert "Снова показать «Тверской» и продолжить" in html
    assert '/office/devices/add/">' in html
    assert not Device.objects.exists()
    again = typed | {"show_again": "tverskoy"}
    assert editor.post("/office/devices/add/", again).status_code == 200
    made = Device.objects.get()
    assert (made.centre.slug, made.name) == ("tverskoy", typed["name"])
    assert 'data-centre="tverskoy"' in editor.get("/office/devices/").content.decode()


def test_an_act_of_an_old_hall_is_done_once_after_its_centre_is_shown_again(
    editor, counters, boris
):
    form = {"centre": "tverskoy", "counter": counters[0].pk, "staff": boris.pk, "key": "k"}
    asked = {**HTMX, "Okno-Centre": "tverskoy"}
    answer = editor.post("/office/act/open/", form, headers=asked)
    assert answer.status_code == 409
    address, sent = button(answer.content.decode())
    assert not CounterSession.objects.exists()
    for _ in range(2):  # and a double press
        assert editor.post(address, sent)["Location"] == "/office/"
    assert CounterSession.objects.get().counter == counters[0]
    assert editor.post("/office/act/open/", form, headers=asked).status_code == 200, "the same act"


def test_what_was_chosen_in_a_list_of_several_is_sent_again_too(editor):
    form = {"centre": "tverskoy", "service": "passport", "more": ["benefit", "extract"], "key": "k"}
    _address, sent = button(editor.post("/office/door/issue/", form).content.decode())
    assert sent["more"] == form["more"]


def test_a_centre_beyond_ones_scope_is_not_shown_again(client, vera, services):
    CentreFactory(slug="arbat")
    client.force_login(vera)
    for form in ({"centre": "arbat"}, {"centre": "arbat", "show_again": "arbat"}):
        answer = client.post("/office/devices/add/", form | {"kind": "kiosk", "name": "x"})
        assert answer.status_code == 404
        assert "<form" not in answer.content.decode().partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("form", [{}, {"centre": ""}])
def test_a_form_that_does_not_say_its_centre_is_refused_where_there_is_a_choice(editor, form):
    form = form | {"kind": "kiosk", "name": "x"}
    for headers in ({}, {"Okno-Centre": "arbat"}):
        answer = editor.post("/office/devices/add/", form, headers=headers)
        assert answer.status_code == 422
        assert "не сказано, для какого она центра" in answer.content.decode()
    assert not Device.objects.exists()


def test_an_empty_centre_is_refused_also_where_there_is_no_choice(client, vera, services):
    client.force_login(vera)
    form = {"centre": "", "kind": "kiosk", "name": "x"}
    assert client.post("/office/devices/add/", form).status_code == 422


def test_every_act_at_a_counter_says_its_centre(client, vera, session):
    client.force_login(vera)
    drawer = f"/office/counters/{session.counter_id}/"
    for headers in ({}, HTMX):
        html = client.get(drawer, headers=headers).content.decode()
        forms = re.findall(r'<form[^>]*action="/office/act/.*?</form>', html, re.S)
        assert len(forms) > 3
        assert [form for form in forms if 'name="centre" value="tverskoy"' not in form] == []


def test_the_pages_of_the_network_are_of_no_centre(editor):
    """They ask for none, and what was chosen in the next tab is nothing to them."""
    tried = editor.post("/office/messages/booked/", {"subject": "x", "body": "x"})
    assert "не сказано, для какого она центра" not in tried.content.decode()
    page = editor.get("/office/programs/", headers={"Okno-Centre": "tverskoy"})
    assert page.status_code == 200
