"""Sign-in, in both languages."""

import pytest


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_staff_door_passes_axe_and_speaks_the_language(
    new_page, house, check_axe, shot, language
):
    page = new_page(language=language)
    page.goto(f"{house.origin}/staff/login/")
    check_axe(page)
    shot(page, f"login-{language}")
    page.locator("summary").click()
    check_axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, f"login-phone-{language}", full_page=True)
    heading = page.locator("h1").inner_text()
    assert heading == {"ru": "Войти", "en": "Sign in"}[language]


def test_the_demo_offers_first_the_operators_whom_nobody_seats(page, house):
    page.goto(f"{house.origin}/staff/login/")
    seen = page.locator("button[name=demo] >> visible=true")
    logins = [button.get_attribute("value") for button in seen.all()]
    first = [f"{house.slug}-operator-{n}" for n in (1, 2, 3)]
    assert logins == [
        *first, f"{house.slug}-administrator", f"{house.slug}-manager", "editor"
    ]  # fmt: skip


def test_a_wrong_password_is_refused_in_words_and_the_login_stays(page, house):
    page.goto(f"{house.origin}/staff/login/")
    page.fill("#login", "tverskoy-manager")
    page.fill("#password", "wrong")
    page.get_by_role("button", name="Войти", exact=True).last.click()
    assert "не подходит" in page.locator("[role=alert]").inner_text()
    assert page.input_value("#login") == "tverskoy-manager"
