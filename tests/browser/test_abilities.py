"""What a colleague knows and speaks, set by the manager."""

import pytest


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_a_manager_sets_the_languages_of_a_colleague(
    new_page, house, check_axe, shot, language, width, height
):
    page = new_page(width=width, height=height, language=language)
    house.login(page, f"{house.slug}-manager", "/office/people/")
    row = page.locator("li.row", has_text=f"{house.slug}-operator-4")
    row.get_by_role("link").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(page)
    shot(page, f"office-person-{width}-{language}", full_page=True)
    chinese = {"ru": "Китайский", "en": "Chinese"}[language]
    level = "b1" if width > 390 else "a2"
    page.get_by_label(chinese).select_option(level)
    page.get_by_role("button", name={"ru": "Сохранить", "en": "Keep"}[language]).click()
    page.wait_for_url("**/office/people/#person-*")
    row.get_by_role("link").click()
    assert page.get_by_label(chinese).input_value() == level
