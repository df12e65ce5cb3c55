"""The public site in both languages, on a phone and on a desk."""

import http.client
import re
import time

import psycopg
import pytest

PAGES = (
    "/",
    "/search/?q=паспорта",
    "/search/?q=зюзюблик",
    "/life/passport/",
    "/services/passport-age/",
    "/centres/",
    "/centres/?okrug=cao",
    "/centres/?q=зюзюблик",
    "/centres/tverskoy/",
    "/about/",
    "/nothing-here/",
    "/t/nobody/",
)

LOOKS = [("ru", 390, "light"), ("ru", 1280, "dark"), ("en", 390, "dark"), ("en", 1280, "light")]

# One clerk at one to six counters of all centres but every seventh, and a line of zero to eleven people.
_A_LIVELY_CITY = """
with clerk as (
    insert into people_staff (login, password, name, role, centre_id, skills, languages, is_active,
        is_demo)
    select 'crowd-' || c.id, '', '{"ru": "Клерк", "en": "Clerk"}', 'operator', c.centre_id,
        '{}', '{"ru": "c2"}', true, false
    from network_counter c where c.centre_id % 7 > 0 and c.number <= 1 + c.centre_id % 6
        and c.centre_id <> (select id from network_centre where slug = 'tverskoy')
    on conflict (login) do update set is_active = true
    returning id, centre_id, login
), sitting as (
    insert into queue_countersession (centre_id, hall_id, counter_id, staff_id, opened_at, services,
        languages, quick_only, ratio_booked, ratio_walk_in, auto_call, called, pause_reason)
    select c.centre_id, c.hall_id, c.id, k.id, now(), '{}', '{ru}', false, 0, 0, false, 0, ''
    from clerk k join network_counter c on 'crowd-' || c.id = k.login
    returning centre_id
)
insert into queue_ticket (centre_id, day, letter, number, token, service_id, rest, purpose, language,
    priority, typical_s, rank, state, issued_at, waiting_since, recalls, reason, outcome,
    promise_due_at, voucher, version)
select w.centre_id, current_date, 'K', 9000 + n, 'crowd-' || w.centre_id || '-' || n,
    (select min(id) from catalog_service), '{}', 'file', 'ru', 'ordinary', 900, 0, 'waiting',
    now(), now(), 0, '{}', '', now() + interval '1 day', '', 1
from (select distinct centre_id from sitting) w, generate_series(1, w.centre_id % 12) n
"""


@pytest.fixture
def city(house):
    """The house with people in nearly every centre, so that the map has something to say."""
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("delete from queue_ticket where token like 'crowd-%'")
        line.execute(_A_LIVELY_CITY)
    deadline = time.monotonic() + 20
    while "tone-calm" not in _got(house, "/centres/").partition("</defs>")[2]:
        assert time.monotonic() < deadline, "the portal never saw the crowd"
        time.sleep(0.3)
    return house


def _got(house, path):
    line = http.client.HTTPConnection("127.0.0.1", house.process.port, timeout=10)
    line.request("GET", path)
    return line.getresponse().read().decode()


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_every_page_passes_axe_and_fits(new_page, city, check_axe, shot, language, width, scheme):
    page = new_page(width=width, height=844, language=language, color_scheme=scheme)
    for path in PAGES:
        page.goto(city.origin + path)
        check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), path
        name = re.sub(r"\W+", "-", path).strip("-") or "home"
        shot(page, f"portal-{name}-{width}-{language}", full_page=True)


def test_at_four_times_the_size_nothing_runs_out_of_the_page(new_page, house):
    page = new_page(width=320, height=256)  # 1280 CSS pixels at 400 % (WCAG 2.2, 1.4.10)
    for path in PAGES:
        page.goto(house.origin + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), path


_CUT = """() => {
    const input = document.querySelector("#q"), look = getComputedStyle(input);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = look.font;
    const room = input.clientWidth - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight);
    const words = [...document.querySelectorAll(".choice__words")];
    return [
        ...(pen.measureText(input.placeholder).width > room ? [input.placeholder] : []),
        ...words.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.innerText),
    ];
}"""


@pytest.mark.parametrize("language", ["ru", "en"])
def test_on_a_narrow_phone_no_word_of_the_first_page_is_cut(new_page, house, language):
    for width in (320, 360, 390):
        page = new_page(width=width, height=844, language=language)
        page.goto(house.origin)
        assert page.evaluate(_CUT) == [], width


def test_a_centre_opens_on_the_map_of_a_phone_and_not_of_a_desk(new_page, house):
    for has_touch, width in ((True, 390), (False, 1280)):
        page = new_page(width=width, height=844, has_touch=has_touch, is_mobile=has_touch)
        page.goto(f"{house.origin}/centres/tverskoy/")
        assert page.locator("a[href^='geo:']").is_visible() is has_touch
        assert page.locator(".spot--here").count() == 1


def test_a_word_typed_finds_without_a_press(page, house):
    page.goto(house.origin)
    page.locator("#q").type("потеряла паспорт", delay=20)
    page.locator("#found a").first.wait_for()
    assert "аспорт" in page.locator("#found").inner_text()


def test_where_one_is_goes_in_a_body_and_orders_the_list(new_page, city):
    page = new_page(
        permissions=["geolocation"], geolocation={"latitude": 55.7676, "longitude": 37.6051}
    )
    asked = []
    page.on("request", lambda request: asked.append(request))
    page.goto(f"{city.origin}/centres/")
    page.locator("[data-near]").click()
    page.locator("#list", has_text="км от вас").wait_for()
    distances = [
        float(word.replace(",", "."))
        for word in re.findall(r"(\d+,\d) км", page.locator("#list").inner_text())
    ]
    assert len(distances) == 24
    assert distances[0] < 1
    assert distances == sorted(distances), "by distance alone, whoever serves"
    assert [request.method for request in asked if request.url.endswith("/near/")] == ["POST"]
    assert not [request.url for request in asked if "55.7" in request.url or "37.6" in request.url]


def test_one_who_does_not_say_where_is_told_what_to_do(new_page, house):
    page = new_page()
    page.goto(house.origin)
    page.locator("[data-near]").click()
    page.locator("[data-near-refused]:visible").wait_for()


def test_what_is_ticked_is_still_ticked_the_next_day(new_page, house):
    page = new_page(width=390, height=844)
    page.goto(f"{house.origin}/services/passport-age/")
    page.locator(".checklist input").nth(1).check()
    page.reload()
    assert page.locator(".checklist input").nth(1).is_checked()
    assert not page.locator(".checklist input").nth(0).is_checked()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_ticket_on_the_phone_lives_through_its_visit(
    new_page, house, open_counter, check_axe, shot, language
):
    ticket = house.issue()
    page = new_page(width=390, height=844, language=language)
    answer = page.goto(f"{house.origin}/t/{ticket['token']}/")
    assert answer.headers["referrer-policy"] == "strict-origin"
    assert answer.headers["cache-control"] == "no-store"
    check_axe(page)
    shot(page, f"ticket-waiting-{language}")
    while True:
        called = house.post(f"/counters/{open_counter}/call-next")
        if called["id"] == ticket["id"]:
            break
        house.post(f"/tickets/{called['id']}/start")
        house.post(f"/tickets/{called['id']}/finish")
    page.locator(".my-counter__number").wait_for(timeout=8_000)
    assert page.locator(".my-counter__number").inner_text() == str(called["counter"])
    check_axe(page)
    shot(page, f"ticket-called-{language}")
    house.post(f"/tickets/{ticket['id']}/start")
    house.post(f"/tickets/{ticket['id']}/finish")
    page.locator("button[name=rating][value='5']").click(timeout=8_000)
    page.wait_for_load_state()
    assert "5" in page.locator("#rate h2").inner_text()
    assert page.locator("#give-up").count() == 0, "nothing is left to leave"
    check_axe(page)
    shot(page, f"ticket-finished-{language}")


def test_a_place_is_given_up_after_a_question(new_page, house):
    ticket = house.issue()
    page = new_page(width=390, height=844)
    page.goto(f"{house.origin}/t/{ticket['token']}/")
    page.locator("button[data-opens=leave]").click()
    page.locator("#leave[open] button[type=submit].button--danger").click()
    page.locator(".mine--left").wait_for()


def test_an_unknown_token_is_said_to_be_unknown(page, house):
    assert page.goto(f"{house.origin}/t/nobody/").status == 404


def test_without_javascript_one_finds_and_leaves(new_page, house):
    page = new_page(java_script_enabled=False)
    page.goto(house.origin)
    page.fill("#q", "passport")
    page.press("#q", "Enter")
    page.locator("#found a").first.click()
    assert page.locator("h1").is_visible()
    ticket = house.issue()
    page.goto(f"{house.origin}/t/{ticket['token']}/")
    page.locator("details.without-script summary").click()
    page.locator("form[action$='/leave/'] button:visible").click()
    assert page.locator(".mine--left").is_visible()
