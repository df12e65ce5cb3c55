"""One's own sessions, and the manager's list of colleagues."""

import re

import pytest


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_member_of_staff_ends_the_other_browser(
    new_page, house, check_axe, shot, language, width, height
):
    login = f"{house.slug}-administrator"
    other = new_page(language=language)
    house.login(other, login)
    page = new_page(width=width, height=height, language=language)
    house.login(page, login, "/staff/me/")
    assert page.locator(".row").count() >= 2
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(page)
    shot(page, f"me-{width}-{language}", full_page=True)
    page.get_by_role(
        "button", name={"ru": "Завершить все остальные", "en": "End all the others"}[language]
    ).click()
    page.wait_for_load_state()
    assert page.locator("[id^=session-]").count() == 1
    other.goto(f"{house.origin}/office/door/")
    assert "/staff/login/" in other.url


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_manager_signs_a_colleague_out_everywhere(
    new_page, house, check_axe, shot, language, width, height
):
    operator = new_page(language=language)
    house.login(operator, f"{house.slug}-operator-1")
    page = new_page(width=width, height=height, language=language)
    house.login(page, f"{house.slug}-manager", "/office/people/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(page)
    shot(page, f"office-people-{width}-{language}", full_page=True)
    page.locator("li.row", has_text=re.compile(rf"{house.slug}-operator-1(?!\d)")).locator(
        "button"
    ).click()
    page.wait_for_load_state()
    operator.goto(f"{house.origin}/desk/")
    assert "/staff/login/" in operator.url
