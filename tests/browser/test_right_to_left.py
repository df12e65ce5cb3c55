"""Whole paths from right to left: the portal, the line from home, the kiosk, the board, the ticket on the phone."""

import itertools
import secrets

import psycopg
import pytest

from tests.browser.finger import are_large_and_apart, nothing_runs_over, touch
from tests.browser.mirror import is_turned_round, turn_round

WIDTHS = [390, 1280]
_numbers = itertools.count(1)


@pytest.fixture
def look_at(check_axe, shot):
    """At each stop: turned round, whole, axe, a picture."""

    def look(page, name, **more):
        is_turned_round(page)
        check_axe(page)
        shot(page, f"rtl-{name}", **({"full_page": True} | more))

    return look


@pytest.fixture
def turned(new_page):
    """A page of the portal."""
    return lambda width=390: turn_round(new_page(width=width, height=844, language="en"))


@pytest.fixture
def turned_kiosk(kiosk, house):
    """The kiosk's first screen."""
    page = turn_round(kiosk())
    page.reload()
    page.locator("button[name=ui]").first.wait_for()
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_on_the_portal_one_finds_books_and_moves(turned, house, look_at, width):
    page = turned(width)
    page.goto(house.origin)
    look_at(page, f"home-{width}")
    page.fill("#q", "passport")
    page.press("#q", "Enter")
    page.locator("#found a").first.wait_for()
    look_at(page, f"found-{width}")
    page.goto(f"{house.origin}/services/passport-age/")
    look_at(page, f"service-{width}")
    page.locator('a[href^="/book/passport-age/"]').click()
    page.locator(".wishes > summary").click()
    look_at(page, f"find-{width}", full_page=False)
    page.locator(".rows .button").first.click()
    page.locator("a.days__day").nth(secrets.randbelow(10) + 8).click()
    look_at(page, f"days-{width}")
    page.locator(".times__time").first.click()
    page.wait_for_url("**/h/*/")
    page.fill("[name=phone]", "123")
    page.locator("main form .button--primary").click()
    page.locator("#errors").wait_for()
    look_at(page, f"who-{width}")
    page.fill("[name=name]", "Ян")
    page.fill("[name=phone]", f"+7916{secrets.randbelow(10**7):07}")
    page.check("[name=consent]")
    page.locator("main form .button--primary").click()
    page.wait_for_url("**/a/*/")
    look_at(page, f"appointment-{width}")
    page.locator('a[href$="/move/"]').first.click()
    look_at(page, f"move-{width}")
    page.locator("a.days__day").nth(12).click()
    page.locator(".times__time").first.click()
    page.wait_for_load_state()
    look_at(page, f"moved-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_city_and_a_centre(turned, house, look_at, width):
    page = turned(width)
    for name, path in (
        ("centres", "/centres/"),
        ("centre", f"/centres/{house.slug}/"),
        ("life", "/life/"),
        ("about", "/about/"),
    ):
        answer = page.goto(house.origin + path)
        if answer.status == 200:
            look_at(page, f"{name}-{width}", full_page=False)


def test_the_line_is_joined_from_home_and_the_ticket_lives_through_its_visit(
    turned, new_page, house, open_counter, look_at
):
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("update queue_placeafar set state = 'left', holder = '' where state = 'away'")
    for _person in range(5):
        house.issue()
    page = turned()
    page.goto(f"{house.origin}/centres/{house.slug}/join/?service=passport-age")
    look_at(page, "join")
    page.locator("form .button--primary").click()
    page.wait_for_url("**/q/*/")
    look_at(page, "place")
    board = turn_round(new_page(width=1920, height=1080, language="en"))
    board.goto(house.origin + house.links["board"])
    page.locator("#code").fill(board.locator(".presence b").inner_text())
    look_at(board, "board-soon", full_page=False)
    page.locator("form:has(#code) button").click()
    page.wait_for_url("**/t/*/")
    look_at(page, "ticket-waiting")
    label = page.locator(".ticket-number").inner_text()
    while True:
        called = house.post(f"/counters/{open_counter}/call-next")
        if "".join(label.split()) == called["label"]:
            break
        house.post(f"/tickets/{called['id']}/start")
        house.post(f"/tickets/{called['id']}/finish")
    page.locator(".my-counter__number").wait_for(timeout=8_000)
    look_at(page, "ticket-called")
    board.locator(".call").first.wait_for(timeout=8_000)
    look_at(board, "board-called", full_page=False)
    card = board.locator(".call").first.bounding_box()
    number = board.locator(".call .ticket-number > span").last.bounding_box()
    assert number["x"] + number["width"] > card["x"] + card["width"] * 0.9, "it begins on the right"
    house.post(f"/tickets/{called['id']}/start")
    house.post(f"/tickets/{called['id']}/finish")
    page.locator("button[name=rating]").first.wait_for(timeout=8_000)
    look_at(page, "ticket-finished")


def test_the_board_with_many_calls(turned, new_page, house, open_counters, look_at):
    counters = open_counters(8, 11, 12, 20)
    for _person in range(12):
        house.issue()
    for counter in counters:
        house.post(f"/counters/{counter}/call-next")
    board = turn_round(new_page(width=1920, height=1080, language="en"))
    board.goto(house.origin + house.links["board"])
    board.locator(".calls--4").wait_for()
    look_at(board, "board-four", full_page=False)
    places = [
        board.locator(selector).first.bounding_box()["x"]
        for selector in (".call__counter", ".call__way", ".call .ticket-number")
    ]
    assert places == sorted(places), (
        "the ticket is on the right, and its arrow leads to the counter"
    )


def test_the_desk_and_the_hall(new_page, house, open_counter, look_at):
    page = turn_round(new_page(width=1366, height=768, language="en"))
    house.login(page, f"{house.slug}-operator-1", "/desk/")
    page.locator("button.pane--free").nth(1).click()
    page.locator("#now").wait_for()
    for _person in range(3):
        house.issue("passport-age", language="uz")
    page.locator(".desk__line li").nth(2).wait_for()
    page.locator("button[formaction='/desk/call/']").click()
    page.locator("button[formaction='/desk/start/']").click()
    page.locator("ok-timer").wait_for()
    look_at(page, "desk", full_page=False)
    page.keyboard.press("t")
    page.locator("#transfer-dialog select[name=service]").wait_for()
    look_at(page, "desk-send", full_page=False)
    hall = turn_round(new_page(width=1366, height=768, language="en"))
    house.login(hall, f"{house.slug}-manager", "/office/")
    look_at(hall, "office")


def test_at_the_kiosk_from_the_language_to_the_ticket(turned_kiosk, look_at):
    page = turned_kiosk

    def look(name):
        look_at(page, f"kiosk-{name}", full_page=False)
        are_large_and_apart(page)
        nothing_runs_over(page)

    look("start")
    touch(page, "button[name=ui][value=en]")
    look("services")
    touch(page, "form[action$='/search/'] button")
    page.locator(".keyboard").wait_for()
    look("search")
    touch(page, ".kiosk-way button")
    touch(page, "button[name=service]")
    look("purpose")
    touch(page, "button[name=purpose]")
    page.locator(".kiosk-ticket .ticket-number").wait_for()
    look("ticket")


def test_at_the_kiosk_one_checks_in_by_a_code(turned_kiosk, house, book, look_at):
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("update booking_schedule set early = '10 hours'")
    made = book(phone=f"+7917{next(_numbers):07}")
    page = turned_kiosk
    touch(page, "button[name=ui][value=en]")
    touch(page, ".kiosk-booked button")
    for figure in made["code"]:
        page.locator(f".key[data-types='{figure}']").tap()
    for name in ("pad", "arrival", "checked-in"):
        look_at(page, f"check-in-{name}", full_page=False)
        are_large_and_apart(page)
        nothing_runs_over(page)
        if name == "pad":
            touch(page, ".kiosk-on button")
        elif name == "arrival":
            touch(page, "button[name=purpose]")
    assert page.locator(".kiosk-ticket .ticket-number").is_visible()
