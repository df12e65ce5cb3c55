"""The line joined from home, on a phone: from a centre's page to the ticket."""

import re

import psycopg
import pytest
from django.core import signing

LOOKS = [("ru", "light"), ("en", "dark")]


@pytest.fixture(autouse=True)
def _nobody_is_on_the_way(house):
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("update queue_placeafar set state = 'left', holder = '' where state = 'away'")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def join(page, house):
    page.goto(f"{house.origin}/centres/{house.slug}/join/?service=passport-age")
    page.locator("form .button--primary").click()
    page.wait_for_url("**/q/*/")


def code_on_the_board(new_page, house):
    board = new_page(width=1920, height=1080)
    board.goto(house.origin + house.links["board"])
    return board, board.locator(".presence b").inner_text()


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_a_line_is_joined_at_home_and_the_code_on_the_board_gives_the_ticket(
    new_page, house, open_counter, check_axe, shot, language, scheme
):
    for _person in range(5):
        house.issue()
    page = new_page(width=390, height=844, language=language, color_scheme=scheme)
    page.goto(f"{house.origin}/centres/{house.slug}/")
    page.locator(f'a[href="/centres/{house.slug}/join/"]').click()
    check_axe(page)
    assert fits(page)
    shot(page, f"afar-service-{language}", full_page=True)
    page.locator("summary").first.click()
    page.locator('a[href*="service="]').first.click()
    check_axe(page)
    assert fits(page)
    shot(page, f"afar-join-{language}", full_page=True)
    page.locator("form .button--primary").click()
    page.wait_for_url("**/q/*/")
    page.locator(".roads a").nth(1).click()
    page.wait_for_url("**/?road=20")
    check_axe(page)
    assert fits(page)
    shot(page, f"afar-place-{language}", full_page=True)
    page.locator("#code").fill("WRONG1")
    page.locator("form:has(#code) button").click()
    check_axe(page)
    assert page.locator("#code-error").is_visible()
    shot(page, f"afar-wrong-{language}", full_page=True)
    board, code = code_on_the_board(new_page, house)
    assert board.evaluate(
        "document.querySelector('.board__soon').scrollHeight"
        " <= document.querySelector('.board__soon').clientHeight + 1"
    )
    shot(board, f"afar-board-{language}")
    check_axe(board)
    page.locator("#code").fill(code.lower())
    page.locator("form:has(#code) button").click()
    page.wait_for_url("**/t/*/")


def test_the_code_pointed_at_with_the_camera_knows_who_joined(
    new_page, house, open_counter, check_axe, shot
):
    page = new_page(width=390, height=844)
    join(page, house)
    _board, code = code_on_the_board(new_page, house)
    wall = f"{house.origin}/here/{house.slug}/{code}/"
    stranger = new_page(width=390, height=844)
    stranger.goto(wall)
    check_axe(stranger)
    assert code in stranger.locator("main").inner_text()
    shot(stranger, "afar-wall-stranger-ru")
    page.goto(wall)
    check_axe(page)
    shot(page, "afar-wall-ru")
    page.locator("main form button").click()
    page.wait_for_url("**/t/*/")


def test_the_phone_says_that_it_is_here(new_page, house, open_counter):
    with psycopg.connect(house.process.dsn()) as line:
        lat, lon = line.execute(
            "select lat, lon from network_centre where slug = %s", [house.slug]
        ).fetchone()
    away = new_page(
        geolocation={"latitude": lat + 0.1, "longitude": lon}, permissions=["geolocation"]
    )
    join(away, house)
    away.locator("[data-here] button").click()
    away.locator("#code-error").wait_for()
    away.context.set_geolocation({"latitude": lat, "longitude": lon})
    away.locator("[data-here] button").click()
    away.wait_for_url("**/t/*/")


def test_without_a_script_the_whole_way_can_be_gone(new_page, house, open_counter, shot):
    page = new_page(width=390, height=844, java_script_enabled=False)
    join(page, house)
    page.locator(".roads a").first.click()
    assert not page.locator("[data-here]").is_visible()
    page.locator("details.without-script summary").click()
    page.locator("details.without-script button").click()
    assert re.search(r"освобождено", page.locator("main").inner_text())
    shot(page, "afar-left-ru", full_page=True)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_whoever_is_not_ready_lets_others_go_first(
    new_page, house, open_counter, check_axe, shot, language
):
    ticket = house.issue()
    for _person in range(4):
        house.issue()
    page = new_page(width=390, height=844, language=language)
    page.goto(f"{house.origin}/t/{ticket['token']}/")
    assert page.locator(".mine__place").count() == 0, "they are next"
    page.locator("#step-back summary").click()
    page.locator("#step-back").evaluate("each => (each.dataset.seen = '')")
    house.issue()  # somebody comes in, and the page renews itself
    page.locator("#step-back:not([data-seen])[open]").wait_for()
    check_axe(page)
    assert fits(page)
    shot(page, f"step-back-{language}", full_page=True)
    page.locator("#step-back button").click()
    page.locator(".mine__place").wait_for()
    assert re.search(r"3 (человека|people)", page.locator(".mine__place").inner_text())


def told(house, act):
    """How many messages of this act there are."""
    with psycopg.connect(house.process.dsn()) as line:
        asked = "select count(*) from notify_message where act = %s"
        return line.execute(asked, [act]).fetchone()[0]


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_whoever_leaves_a_phone_is_told_of_the_call(
    new_page, house, open_counter, check_axe, shot, language, scheme
):
    ticket = house.issue()
    page = new_page(width=390, height=844, language=language, color_scheme=scheme)
    page.goto(f"{house.origin}/t/{ticket['token']}/")
    page.locator("#told summary").click()
    check_axe(page)
    assert fits(page)
    shot(page, f"told-{language}", full_page=True)
    page.locator("#phone").fill("12")
    page.locator("#told form button").click()
    page.locator("#consent-error").wait_for()
    check_axe(page)
    shot(page, f"told-no-consent-{language}", full_page=True)
    page.locator("#consent").check()
    page.locator("#phone").fill("+7 916 123-45-67")
    page.locator("#told form button").click()
    page.locator("#told form[action$=quiet\\/]").wait_for()
    check_axe(page)
    shot(page, f"told-yes-{language}", full_page=True)
    before = told(house, "your_turn")
    house.post(f"/counters/{open_counter}/call-next")
    assert told(house, "your_turn") == before + 1
    page.locator(".my-counter").wait_for()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_at_home_one_asks_to_be_told_when_to_set_out(
    new_page, house, open_counter, check_axe, shot, language
):
    page = new_page(width=390, height=844, language=language)
    join(page, house)
    page.locator("#told summary").click()
    check_axe(page)
    assert fits(page)
    shot(page, f"told-afar-{language}", full_page=True)
    page.locator("#email").fill("maria@example.org")
    page.locator("#consent").check()
    page.locator("#told form button").click()
    page.locator("#told form[action$=quiet\\/]").wait_for()
    page.locator("#told form button").click()
    page.locator("#told summary").wait_for()


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_one_press_ends_what_is_not_about_a_visit(
    new_page, house, check_axe, shot, language, scheme
):
    key = (house.process.home / "secret").read_text(encoding="ascii")
    token = signing.dumps(["a keyed hash", "feedback"], key=key, salt="okno.notify.unsubscribe")
    page = new_page(width=390, height=844, language=language, color_scheme=scheme)
    page.goto(f"{house.origin}/unsubscribe/{token}/")
    check_axe(page)
    assert fits(page)
    shot(page, f"unsubscribe-{language}")
    page.locator("main form button").click()
    page.locator("main a.button").wait_for()
    check_axe(page)
    shot(page, f"unsubscribed-{language}")
