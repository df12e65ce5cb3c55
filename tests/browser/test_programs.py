"""The office's page of programs elsewhere."""

import psycopg
import pytest


@pytest.fixture(autouse=True)
def _nobody_is_told(house):
    yield
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("delete from webhooks_delivery")
        line.execute("delete from webhooks_subscription")


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_program_is_added_looked_at_and_removed(
    new_page, house, check_axe, shot, language, width, height
):
    page = new_page(width=width, height=height, language=language)
    house.login(page, "editor", "/office/programs/")
    page.fill("#url", "https://example.org/hooks")
    page.fill("#names", "queue.nonsense")
    page.locator("#add .button--primary").click()
    assert page.locator("#names-error").is_visible()
    page.fill("#names", "queue. booking.")
    page.locator("#add .button--primary").click()
    secret = page.locator(".secret")
    assert secret.inner_text().startswith("whsec_")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(page)
    shot(page, f"office-programs-{width}-{language}", full_page=True)
    house.issue()
    page.locator(".row__title").click()
    page.wait_for_load_state()
    check_axe(page)
    shot(page, f"office-program-{width}-{language}", full_page=True)
    page.locator(".button--danger").click()
    page.wait_for_load_state()
    assert page.locator(".row__title").count() == 0
