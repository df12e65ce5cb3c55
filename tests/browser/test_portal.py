"""The public site in both languages, on a phone and on a desk."""

import re

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

# One clerk at one to six counters of all centres but every seventh, and a line of zero to eleven people.
_A_LIVELY_CITY = """
with clerk as (
    insert into people_staff (login, password, name, role, centre_id, skills, languages, is_active,
        is_demo)
    select 'crowd-' || c.id, '', '{"ru": "Клерк", "en": "Clerk"}', 'operator', c.centre_id,
        '{}', '{ru}', true, false
    from network_counter c where c.centre_id % 7 > 0 and c.number <= 1 + c.centre_id % 6
        and c.centre_id <> (select id from network_centre where slug = 'tverskoy')
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


@pytest.fixture(scope="module")
def city(house):
    """The house with people in nearly every centre, so that the map has something to say."""
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute(_A_LIVELY_CITY)
    return house


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_passes_axe_and_fits(new_page, city, check_axe, shot, language, width):
    page = new_page(width=width, height=844, language=language)
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


def test_a_word_typed_finds_without_a_press(page, house):
    page.goto(house.origin)
    page.locator("#q").type("потеряла паспорт", delay=20)
    page.locator("#found a").first.wait_for()
    assert "аспорт" in page.locator("#found").inner_text()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_ticket_on_the_phone_lives_through_its_visit(
    new_page, house, open_counter, check_axe, shot, language
):
    ticket = house.issue()
    page = new_page(width=390, height=844, language=language)
    answer = page.goto(f"{house.origin}/t/{ticket['token']}/")
    assert answer.headers["referrer-policy"] == "same-origin"
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
