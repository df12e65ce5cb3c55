"""A visitor's account in a real browser, with a real OpenID provider beside a house of its own."""

import secrets

import pytest

from okno.config import running
from tests.browser.conftest import House
from tests.outside_openid import provider

LOOKS = [("ru", 390, "light"), ("en", 1280, "dark"), ("en", 390, "light"), ("ru", 1280, "dark")]


@pytest.fixture(scope="module")
def house():
    """A house that knows a provider."""
    with provider() as address:
        setting = f"city={address.replace('//', '//okno:secret@')}?name=City%20ID"
        with running.run("--demo", "--no-day", OKNO_OPENID=setting) as process:
            yield House(process)


def book(page, house):
    page.goto(f"{house.origin}/book/passport-age/tverskoy/")
    page.locator("a.days__day").nth(secrets.randbelow(10) + 8).click()
    page.locator(".times__time").nth(secrets.randbelow(20)).click()
    page.wait_for_url("**/h/*/")
    page.fill("[name=name]", "Ян")
    page.fill("[name=phone]", f"+7916{secrets.randbelow(10**7):07}")
    page.check("[name=consent]")


def sign_in(page, house, who):
    page.goto(f"{house.origin}/me/")
    page.locator("main form .button--primary").click()
    page.wait_for_url("**/oauth2/authorize*")
    page.fill("input[name=sub]", who)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.origin}/me/")


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_a_visitor_signs_in_and_finds_the_visit(
    new_page, house, check_axe, shot, language, width, scheme
):
    page = new_page(width=width, height=844, language=language, color_scheme=scheme)

    def look_at(name):
        check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
        shot(page, f"account-{name}-{language}-{width}", full_page=True)

    page.goto(f"{house.origin}/me/")
    look_at("door")
    sign_in(page, house, secrets.token_hex(4))
    look_at("empty")
    book(page, house)
    look_at("who")
    page.locator("main form .button--primary").first.click()
    page.wait_for_url("**/a/*/")
    visit = page.url
    look_at("visit")
    page.goto(f"{house.origin}/me/")
    assert page.locator(f"a[href='{visit.removeprefix(house.origin)}']").count() == 1
    look_at("mine")
    page.locator("main a[href='/me/data/']").click()
    page.locator(".gives-up > summary").click()
    look_at("data")
    page.locator("main a[href='/me/delete/']").click()
    look_at("delete")
    page.locator("main form .button--danger").click()
    page.wait_for_load_state()
    look_at("gone")
    assert page.goto(visit).status == 404


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_visit_booked_before_is_kept_afterwards(new_page, house, check_axe, shot, language):
    page = new_page(width=390, height=844, language=language)
    book(page, house)
    page.locator("main form .button--primary").first.click()
    page.wait_for_url("**/a/*/")
    visit = page.url
    sign_in(page, house, secrets.token_hex(4))
    page.goto(visit)
    page.locator("form[action$='/keep/'] button").click()
    page.wait_for_url("**/a/*/")
    check_axe(page)
    shot(page, f"account-kept-{language}", full_page=True)
    page.locator("main a[href='/me/']").click()
    assert page.locator(f"a[href='{visit.removeprefix(house.origin)}']").count() == 1
    page.locator("form[action='/me/leave/'] button").first.click()
    page.wait_for_load_state()
    assert page.locator("form[action^='/me/enter/']").count() == 1
