"""What single services ask for in a schedule, set by the manager."""

import pytest


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_service_has_buffers_and_reminders_of_its_own(new_page, house, check_axe, shot, language):
    page = new_page(width=1366, height=768, language=language)
    house.login(page, f"{house.slug}-manager", "/office/appointments/")
    page.locator(".schedule summary").first.click()
    page.locator(".schedule a[href*='/rules/']").first.click()
    page.select_option("#service", index=1)
    page.fill("#after", "999")
    page.fill("#reminders", "168, 24")
    page.locator("main .button--primary").click()
    page.locator("#after-error").wait_for()
    check_axe(page)
    assert fits(page)
    shot(page, f"office-rule-refused-{language}", full_page=True)
    page.fill("#after", "20")
    page.locator("main .button--primary").click()
    page.locator(".row form button").wait_for()
    check_axe(page)
    shot(page, f"office-rule-{language}", full_page=True)
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)
    shot(page, f"office-rule-narrow-{language}", full_page=True)
    page.locator(".row form button").click()
    page.locator(".row form button").wait_for(state="detached")
