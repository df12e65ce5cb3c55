"""The office's page of a centre's days and services."""

from datetime import date, timedelta

import psycopg
import pytest


@pytest.fixture(autouse=True)
def _nothing_is_planned(house):
    """Other stories find the centre open as ever, and giving what it gave."""
    yield
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("delete from network_closure")
        line.execute("update catalog_offer set withdrawn_at = null")


@pytest.fixture
def office(new_page, house):
    """Open the page as the manager: `office("ru", width, height)`; in it tomorrow is filled in."""

    def go(language="ru", width=1280, height=800, **more):
        page = new_page(width=width, height=height, language=language, **more)
        house.login(page, f"{house.slug}-manager", "/office/centre/")
        return page

    return go


def fill(page, *, today=False, **typed):
    tomorrow = date.fromisoformat(page.input_value("#starts_on"))
    day = str(tomorrow - timedelta(days=today))
    words = {"reason_ru": "Учёба сотрудников", "reason_en": "Staff training"}
    for name, text in ({"starts_on": day, "ends_on": day} | words | typed).items():
        page.fill(f"#{name}", text)
    page.locator("#closing .button--primary").click()
    page.wait_for_load_state()


def fits(page, width):
    return page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 780)])
def test_a_day_is_closed_and_opened_again(office, check_axe, shot, language, width, height):
    page = office(language, width, height)
    fill(page)
    cancel = page.locator("#closures form button")
    assert cancel.count() == 1
    assert page.locator(".days .badge").count() == 1
    assert fits(page, width)
    check_axe(page)
    shot(page, f"office-centre-{width}-{language}", full_page=True)
    cancel.click()
    page.wait_for_load_state()
    assert page.locator("#closures form").count() == page.locator(".days .badge").count() == 0


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_refusal_and_a_question_stand_where_one_looks(office, house, check_axe, shot, language):
    house.issue()
    page = office(language)
    fill(page, opens="13:00", closes="08:00")
    assert page.locator("#closes-error").is_visible()
    assert page.input_value("#reason_en") == "Staff training"
    check_axe(page)
    shot(page, f"office-centre-refused-{language}")
    page.goto(f"{house.origin}/office/centre/")
    fill(page, today=True)
    notice = page.locator("#new .notice")
    assert "1" in notice.inner_text()
    assert notice.locator("button").is_visible()
    check_axe(page)
    shot(page, f"office-centre-asks-{language}")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_service_is_switched_where_it_stands_and_keeps_the_focus(
    office, house, check_axe, shot, language
):
    house.issue("snils")
    page = office(language)
    switch = page.locator("#give-tax-number")
    switch.focus()
    page.keyboard.press("Space")
    page.locator("#give-tax-number[aria-checked=false]").and_(page.locator(":focus")).wait_for()
    page.keyboard.press("Space")
    page.locator("#give-tax-number[aria-checked=true]").wait_for()
    page.locator("#give-snils").click()
    page.locator("#given-snils .notice button").wait_for()
    check_axe(page)
    shot(page, f"office-centre-switch-{language}")
    page.locator("#given-snils .notice button").click()
    page.locator("#give-snils[aria-checked=false]").wait_for()


def test_everything_is_done_without_a_script(office, house):
    house.issue("snils")
    page = office(java_script_enabled=False)
    page.locator("#give-snils").click()
    page.locator("#given-snils .notice button").click()
    assert page.url.endswith("#given-snils")
    assert page.locator("#give-snils").get_attribute("aria-checked") == "false"
    fill(page)
    page.locator("#closures form button").click()
    page.wait_for_load_state()
    assert page.locator("#closures form").count() == 0


@pytest.mark.usefixtures("free_days")
@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_centre_is_closed_early_and_whoever_is_booked_for_later_is_told(
    new_page, house, book, check_axe, shot, language, width
):
    book(3)
    page = new_page(width=width, height=844, language=language)
    house.login(page, f"{house.slug}-manager", "/office/")
    page.locator("footer a[data-opens=close-day]").click()
    tick = page.locator("#close-day[open] #early")
    tick.wait_for()
    assert tick.is_checked()
    assert fits(page, width)
    check_axe(page)
    shot(page, f"office-close-early-{width}-{language}")
    page.locator("#close-day[open] .button--danger").click()
    page.locator("#close-day[open]").wait_for(state="detached")
    page.goto(f"{house.origin}/office/centre/")
    assert page.locator("#closures form button").count() == 1
    shot(page, f"office-closed-early-{width}-{language}", full_page=True)
