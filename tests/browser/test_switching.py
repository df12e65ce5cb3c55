"""A shared workstation: from one operator to the next by badge and PIN, with the keyboard alone."""

import psycopg
import pytest

BADGE, PIN = "okno-77-test", "2580"


@pytest.fixture(autouse=True)
def _nobody_has_a_badge(house):
    yield
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("delete from people_badge")
        line.execute("delete from base_try")


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_next_operator_takes_over_with_the_keyboard_alone(
    new_page, house, check_axe, shot, language, width, height
):
    second = new_page(width=width, height=height, language=language)
    house.login(second, f"{house.slug}-operator-2", "/staff/me/")
    second.fill("#badge", BADGE)
    second.fill("#pin", PIN)
    second.keyboard.press("Enter")
    second.wait_for_selector("button[name=remove]")
    assert second.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(second)
    shot(second, f"switch-me-{width}-{language}", full_page=True)

    page = new_page(width=width, height=height, language=language)
    house.login(page, f"{house.slug}-operator-1")
    before = page.locator(".page__header a[href='/staff/me/']").inner_text()
    page.locator(".page__header form button.button--quiet").click()
    page.wait_for_url("**/staff/switch/")
    check_axe(page)
    shot(page, f"switch-badge-{width}-{language}")
    page.keyboard.type(BADGE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#pin")
    check_axe(page)
    shot(page, f"switch-pin-{width}-{language}")
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    assert page.locator(".page__header a[href='/staff/me/']").inner_text() != before
