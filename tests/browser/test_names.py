"""Called by name: from the kiosk to the board, the desk and the phone, in a centre that the manager has switched."""

import re
import time

import psycopg
import pytest

from tests.browser.finger import (
    all_is_low,
    are_large_and_apart,
    nothing_runs_over,
    touch,
)
from tests.browser.test_board import nothing_is_cut, open_board, until
from tests.browser.test_from_afar import fits

NAMES = [
    "Анна К.",
    "Ян",
    "Мария-Антуанетта К.",
    "Абдурахмангаджи Магомед",
    "Константинополинианович",
    "王小明",
]


@pytest.fixture(autouse=True)
def by_name(house):
    """The centre calls by name; every process has heard of it within five seconds."""

    def switch(on):
        with psycopg.connect(house.process.dsn(), autocommit=True) as line:
            line.execute(
                "update network_centre set own_calls_by_name = %s where slug = %s", [on, house.slug]
            )

    switch(True)
    time.sleep(5.1)
    yield
    switch(None)
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("delete from queue_callname")


def ask_for_a_ticket(page, language):
    touch(page, f"button[name=ui][value={language}]")
    touch(page, ".kiosk-choices .choice")
    touch(page, "button[name=purpose]")
    page.locator("#call_name").wait_for()


def type_in(page, text):
    for letter in text:
        page.locator(f'[data-types="{letter}"]:visible').first.tap()


def name(house, label, called):
    """Somebody with this ticket is called so."""
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute(
            "insert into queue_callname (ticket_id, name, agreed_at) select id, %s, now() from queue_ticket"
            " where letter || number = %s and state = 'waiting'",
            [called, label],
        )


@pytest.mark.parametrize(
    ("language", "typed", "called", "spoken"),
    [
        ("ru", "анна к.", "Анна К.", "Анна К., окно 20"),
        ("en", "anna k.", "Anna K.", "Anna K., counter 20"),
    ],
)
def test_a_name_given_at_the_kiosk_stands_on_the_board_and_is_spoken_and_is_gone_with_the_visit(
    kiosk, new_page, enter, house, open_counter, check_axe, shot, language, typed, called, spoken
):
    page = kiosk()
    ask_for_a_ticket(page, language)
    are_large_and_apart(page)
    nothing_runs_over(page)
    check_axe(page)
    shot(page, f"names-kiosk-{language}")
    type_in(page, typed)
    assert page.locator("#call_name").input_value() == typed
    shot(page, f"names-kiosk-typed-{language}")
    touch(page, "button[value=name]")
    assert called in page.locator(".kiosk-ticket").inner_text()
    nothing_runs_over(page)
    check_axe(page)
    shot(page, f"names-kiosk-ticket-{language}")

    board = open_board(new_page, house, language=language)
    ticket = house.post(f"/counters/{open_counter}/call-next")
    board.locator(".call__name").wait_for(timeout=8_000)
    assert board.locator(".call__name").inner_text().strip() == called
    assert board.locator(".call .ticket-number").inner_text().replace("\n", "") == ticket["label"]
    until(board, f"window.said.some(each => each.text === {spoken!r})")
    assert nothing_is_cut(board) == []
    check_axe(board)
    shot(board, f"names-board-{language}")
    house.post(f"/tickets/{ticket['id']}/start")
    board.locator(".call__name").wait_for(state="detached", timeout=8_000)
    house.post(f"/tickets/{ticket['id']}/finish")
    with psycopg.connect(house.process.dsn()) as line:
        assert line.execute("select count(*) from queue_callname").fetchone() == (0,)


def test_the_number_is_one_touch_and_what_is_no_name_is_said(kiosk, house, check_axe, shot):
    page = kiosk()
    ask_for_a_ticket(page, "ru")
    touch(page, "button[value=name]")
    assert page.locator("#call_name-error").is_visible()
    are_large_and_apart(page)
    nothing_runs_over(page)
    check_axe(page)
    shot(page, "names-kiosk-none-ru")
    touch(page, "button[value=number]")
    assert page.locator(".kiosk-ticket .ticket-number").is_visible()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_step_stands_low_in_contrast_and_in_large_letters(kiosk, check_axe, shot, language):
    page = kiosk()
    ask_for_a_ticket(page, language)
    type_in(page, "ян" if language == "ru" else "ian")
    for mode in ("reach", "contrast", "text"):
        touch(page, f"input[type=checkbox][name={mode}]")
    assert page.locator("#call_name").input_value() in ("ян", "ian")
    are_large_and_apart(page)
    nothing_runs_over(page)
    all_is_low(page)
    edges = page.evaluate(
        "['.kiosk-field', '.kiosk-on'].map(e => document.querySelector(e).getBoundingClientRect().right)"
    )
    assert edges[0] == edges[1], "the way on ends where the field does"
    check_axe(page)
    shot(page, f"names-kiosk-modes-{language}")


@pytest.mark.parametrize("many", [1, 2, 4])
@pytest.mark.parametrize("first", range(0, len(NAMES), 2))
def test_a_name_of_any_length_is_read_on_the_wall(
    new_page, house, open_counters, check_axe, shot, many, first
):
    for nth, counter in enumerate(open_counters(20, 11, 12, 13)[:many]):
        name(house, house.issue()["label"], NAMES[(first + nth) % len(NAMES)])
        house.post(f"/counters/{counter}/call-next")
    board = open_board(new_page, house)
    board.locator(".call__name").nth(many - 1).wait_for()
    assert nothing_is_cut(board) == []
    heights = board.locator(".call__name > span").evaluate_all(
        "all => all.map(each => parseFloat(getComputedStyle(each).fontSize) * .72 / innerHeight)"
    )
    longest = "Константинополинианович" in board.locator(".calls").inner_text()
    assert min(heights) >= (0.029 if longest else 0.037), "capitals that are read across a hall"
    check_axe(board)
    shot(board, f"names-wall-{many}-{first}")


def test_two_of_one_name_are_told_apart(new_page, house, open_counters, shot, check_axe):
    for counter in open_counters(20, 11):
        name(house, house.issue()["label"], "Анна К.")
        house.post(f"/counters/{counter}/call-next")
    board = open_board(new_page, house)
    board.locator(".call__name--shared").nth(1).wait_for()
    assert nothing_is_cut(board) == []
    check_axe(board)
    shot(board, "names-wall-two-of-one")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_desk_shows_it_large_and_takes_it_off_with_one_press(
    enter, house, check_axe, shot, language
):
    page = enter("operator-1", "/desk/", language)
    page.locator("button[name=counter]:not([disabled])").first.click()
    page.locator(".desk").wait_for()
    for called in NAMES[:3]:
        name(house, house.issue()["label"], called)
    page.reload()
    check_axe(page)
    shot(page, f"names-desk-line-{language}")
    page.keyboard.press("Space")
    page.locator(".desk__name").wait_for()
    assert page.locator(".desk__name").inner_text() == NAMES[0]
    check_axe(page)
    shot(page, f"names-desk-{language}")
    page.locator(".desk__look [formaction$='/by-number/']").first.click()
    page.locator(".desk__name").wait_for(state="detached")
    assert page.locator(".desk__line").get_by_text(NAMES[1]).count() == 1


@pytest.mark.parametrize(("language", "scheme"), [("ru", "light"), ("en", "dark")])
def test_on_the_phone_a_name_is_given_and_taken_away(
    new_page, house, open_counter, check_axe, shot, language, scheme
):
    house.issue()
    token = house.issue()["token"]
    page = new_page(width=390, height=844, language=language, color_scheme=scheme)
    page.goto(f"{house.origin}/t/{token}/")
    page.locator("#called summary").click()
    page.locator("#call_name").fill("Анна К.")
    check_axe(page)
    assert fits(page)
    shot(page, f"names-phone-{language}", full_page=True)
    page.locator("#called details .button").click()
    page.locator("#called bdi").wait_for()
    check_axe(page)
    assert fits(page)
    shot(page, f"names-phone-given-{language}", full_page=True)
    page.locator("#called button[value=number]").click()
    page.locator("#called bdi").wait_for(state="detached")
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute(
            "update queue_ticket set state = 'left', ended_at = now() where token = %s", [token]
        )
    page.evaluate("document.body.dispatchEvent(new Event('okno:*'))")
    page.locator("#called").wait_for(state="detached")
    assert page.locator("#told").count() == 0
    page.goto(f"{house.origin}/centres/{house.slug}/join/?service=passport-age")
    check_axe(page)
    shot(page, f"names-phone-join-{language}", full_page=True)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_office_switches_and_the_door_gives_and_takes(enter, house, check_axe, shot, language):
    office = enter("manager", "/office/centre/", language)
    switch = office.locator("#calls .switch")
    assert switch.get_attribute("aria-checked") == "true"
    check_axe(office)
    office.locator("#calls").scroll_into_view_if_needed()
    shot(office, f"names-office-{language}")
    switch.click()
    office.locator("#calls .switch[aria-checked=false]").wait_for()
    office.locator("#calls .switch").click()
    office.locator("#calls .switch[aria-checked=true]").wait_for()
    door = enter("administrator", "/office/door/", language)
    shot(door, f"names-door-{language}", full_page=True)
    check_axe(door)
    door.locator("#find").fill(house.issue()["label"])
    door.locator(".door__find form.search button").click()
    door.locator("#found-name").fill("Анна К.")
    door.locator("form:has(#found-name) button").click()
    door.locator(".door__find bdi", has_text=re.compile("Анна")).wait_for()
    check_axe(door)
    shot(door, f"names-door-found-{language}", full_page=True)
