"""The office's page of what people are told."""

import pytest


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_words_are_read_tried_and_saved(new_page, house, check_axe, shot, language, width, height):
    page = new_page(width=width, height=height, language=language)
    house.login(page, "editor", "/office/messages/")
    check_axe(page)
    shot(page, f"office-messages-{width}-{language}", full_page=True)
    page.locator('a[href="/office/messages/reminder/"]').click()
    page.locator('a[href="?in=ru&by=sms"], a[href$="&by=sms"]').first.click()
    page.fill("#body", "{when}")
    page.locator("button[name=try]").click()
    assert page.locator("#body-error").is_visible()
    check_axe(page)
    page.fill("#body", f"{{when}}, {{centre}} {width} {language}")
    page.locator("button[name=try]").click()
    assert f"{width} {language}" in page.locator(".reads").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(page)
    shot(page, f"office-wording-{width}-{language}", full_page=True)
    page.locator("button[name=save]").click()
    page.wait_for_load_state()
    assert page.locator("#body").input_value() == f"{{when}}, {{centre}} {width} {language}"
