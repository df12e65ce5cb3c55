"""The operator's window: a whole visit by the keyboard alone."""

import pytest


@pytest.fixture
def desk(new_page, house):
    """Sit down as operator 2 at counter 2 and leave at the end."""
    opened = []

    def sit(language="ru"):
        page = new_page(width=1366, height=768, language=language)
        house.login(page, f"{house.slug}-operator-1", "/desk/")
        if page.locator("button.pane").count():
            page.locator("button.pane--free").nth(1).click()
        page.locator("#now").wait_for()
        opened.append(page)
        return page

    yield sit
    for page in opened:
        for _ in range(4):
            if page.locator("#now input[name=ticket]").input_value():
                page.keyboard.press("Space")
                page.wait_for_timeout(400)
        if page.locator("button[formaction='/desk/close/']").count():
            page.locator("button[formaction='/desk/close/']").click()
            page.locator("button.pane").first.wait_for()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_visit_by_the_keyboard_alone(desk, house, check_axe, shot, language):
    page = desk(language)
    check_axe(page)
    shot(page, f"desk-free-{language}")
    house.issue("passport-age", language="en", priority="pregnant")
    page.keyboard.press("Space")
    page.locator(".ticket-number").wait_for()
    check_axe(page)
    shot(page, f"desk-called-{language}")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")
    page.keyboard.press("Space")
    page.locator("ok-timer").wait_for()
    shot(page, f"desk-serving-{language}")
    check_axe(page)
    page.keyboard.press("Space")
    page.locator("button[formaction='/desk/undo/']").wait_for()
    page.keyboard.press("z")
    page.locator("ok-timer").wait_for()
    page.keyboard.press("f")
    page.locator("#finish-dialog[open]").wait_for()
    check_axe(page)
    page.keyboard.press("2")
    page.locator("button[formaction='/desk/call/']").wait_for()
    page.locator("#finish-dialog").wait_for(state="hidden")


def test_a_pause_has_a_reason_and_an_end(desk, shot):
    page = desk()
    page.keyboard.press("p")
    page.locator("#pause-dialog[open]").wait_for()
    page.select_option("#pause-dialog select", "lunch")
    page.locator("#pause-dialog button[type=submit]").last.click()
    page.locator("button[formaction='/desk/resume/']").wait_for()
    shot(page, "desk-paused-ru")
    page.keyboard.press("Space")
    page.locator("button[formaction='/desk/call/']").wait_for()


def test_a_stranger_is_asked_to_sign_in(page, house):
    page.goto(f"{house.origin}/desk/")
    assert "/staff/login/" in page.url
