"""The board on the wall."""

import pytest


def open_board(new_page, house, width=1920, height=1080, language="ru"):
    page = new_page(width=width, height=height, language=language)
    page.goto(house.origin + house.links["board"])
    return page


def call_somebody(house, counter):
    house.issue(language="en")
    house.issue()
    return house.post(f"/counters/{counter}/call-next")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_call_appears_by_itself_large_and_lit(
    new_page, house, open_counter, check_axe, shot, language
):
    page = open_board(new_page, house, language=language)
    called = call_somebody(house, open_counter)
    newest = page.locator(".call--newest .ticket-number")
    newest.wait_for(timeout=8_000)
    assert newest.inner_text().replace("\n", "") == called["label"]
    height = page.evaluate(
        "(() => { const s = getComputedStyle(document.querySelector('.call--newest'));"
        " return parseFloat(s.fontSize) / innerHeight; })()"
    )
    assert height >= 0.12, "12 % of the screen, readable at five metres and more"
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")
    check_axe(page)
    shot(page, f"board-{language}")
    house.post(f"/tickets/{called['id']}/start")
    house.post(f"/tickets/{called['id']}/finish")


def test_on_4k_it_looks_the_same(new_page, house, open_counter, shot):
    called = call_somebody(house, open_counter)
    page = open_board(new_page, house, width=3840, height=2160)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")
    shot(page, "board-4k")
    house.post(f"/tickets/{called['id']}/start")
    house.post(f"/tickets/{called['id']}/finish")


def test_without_the_line_it_says_so_and_keeps_what_it_shows(new_page, house, open_counter):
    called = call_somebody(house, open_counter)
    page = open_board(new_page, house)
    page.locator(".call--newest").wait_for()
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    page.locator("html[data-link=lost]").wait_for(timeout=20_000)
    page.locator(".offline").wait_for(timeout=10_000)
    assert called["label"] in page.locator(".calls").inner_text().replace("\n", "")
    page.context.set_offline(False)
    page.locator("html[data-link=on]").wait_for(timeout=20_000)
    house.post(f"/tickets/{called['id']}/start")
    house.post(f"/tickets/{called['id']}/finish")


def test_a_stranger_without_the_link_sees_no_board(new_page, house):
    page = new_page()
    answer = page.goto(f"{house.origin}/board/")
    assert answer.status == 401
