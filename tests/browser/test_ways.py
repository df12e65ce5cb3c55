"""The ways to a service: switched in the office, and what a finger at the kiosk and a phone at home then find."""

import psycopg
import pytest

from tests.browser.finger import are_large_and_apart, nothing_runs_over, touch


@pytest.fixture(autouse=True)
def _every_way_is_open(house):
    """Other stories find every service given in every way."""
    yield
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("update catalog_offer set ways = '{walk_in,online,phone}'")


@pytest.fixture
def office(new_page, house):
    def go(language="ru", width=1280, **more):
        page = new_page(width=width, height=844, language=language, **more)
        house.login(page, f"{house.slug}-manager", "/office/centre/")
        return page

    return go


def shut(house, slug, *left):
    """The centre gives it in these ways only, as its manager would set it."""
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute(
            "update catalog_offer set ways = %s where service_id ="
            " (select id from catalog_service where slug = %s)",
            [list(left), slug],
        )


def state(page, way, on):
    page.locator(f"#way-tax-number-{way}[aria-checked={str(on).lower()}]").wait_for()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_manager_switches_ways_one_after_another_and_takes_one_back(
    office, check_axe, shot, language, width
):
    page = office(language, width)
    page.locator("#way-tax-number-walk_in").focus()
    page.keyboard.press("Space")
    state(page, "walk_in", False)
    assert page.locator("#way-tax-number-walk_in").evaluate(
        "each => each === document.activeElement"
    )
    page.locator("#way-tax-number-online").click()
    state(page, "online", False)
    page.locator("#way-tax-number-phone").click()
    page.locator("#given-tax-number .notice").wait_for()
    state(page, "phone", True)
    check_axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#given-tax-number").scroll_into_view_if_needed()
    shot(page, f"office-ways-{width}-{language}")
    page.locator("#way-tax-number-online").click()
    state(page, "online", True)
    assert not page.locator("#given-tax-number .notice").count()
    shot(page, f"office-ways-{width}-{language}-whole", full_page=True)


def test_two_ways_are_pressed_faster_than_the_first_is_answered(office):
    page = office()
    page.evaluate(
        "for (const way of ['walk_in', 'phone']) document.getElementById(`way-tax-number-${way}`).click()"
    )
    state(page, "walk_in", False)
    state(page, "phone", False)


def test_ways_are_switched_without_a_script(office):
    page = office(java_script_enabled=False)
    page.locator("#way-tax-number-phone").click()
    assert page.url.endswith("#given-tax-number")
    state(page, "phone", False)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_at_the_kiosk_a_service_by_appointment_leads_to_a_time(
    kiosk, house, check_axe, shot, language
):
    page = kiosk()
    touch(page, f"button[name=ui][value={language}]")
    slug = page.locator("button[name=service]").nth(1).get_attribute("value")
    shut(house, slug, "online", "phone")
    page = kiosk()
    touch(page, f"button[name=ui][value={language}]")

    def look(step):
        shot(page, f"kiosk-ways-{step}-{language}")
        check_axe(page)
        are_large_and_apart(page)
        nothing_runs_over(page)

    look("1-services")
    touch(page, "button[name=service]", 1)
    look("2-by-appointment")
    touch(page, "button[name=purpose]")
    page.locator("button[name=day]").first.wait_for()
    look("3-days")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_at_the_kiosk_what_only_colleagues_book_leads_to_one(
    kiosk, house, check_axe, shot, language
):
    page = kiosk()
    touch(page, f"button[name=ui][value={language}]")
    slug = page.locator("button[name=service]").nth(1).get_attribute("value")
    shut(house, slug, "phone")
    touch(page, "button[name=service]", 1)
    shot(page, f"kiosk-ways-4-phone-{language}")
    check_axe(page)
    assert not page.locator("button[name=purpose]").count()
    touch(page, ".button--primary")
    page.locator("h1").first.wait_for()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_portal_says_how_one_comes(new_page, house, check_axe, shot, language, width):
    shut(house, "snils", "walk_in", "phone")
    shut(house, "tax-number", "online")
    page = new_page(width=width, height=844, language=language)
    for name, address in (
        ("service-open", "/services/snils/"),
        ("service-booked", "/services/tax-number/"),
        ("times", "/book/snils/"),
        ("refused", f"/book/snils/{house.slug}/"),
        ("centre", f"/centres/{house.slug}/"),
        ("join", f"/centres/{house.slug}/join/"),
    ):
        page.goto(house.origin + address)
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        shot(page, f"portal-ways-{name}-{width}-{language}", full_page=True)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_at_the_door_the_mark_by_appointment_is_read_on_a_phone(
    new_page, house, check_axe, shot, language
):
    """It stood behind the edge of the list."""
    shut(house, "passport-age", "online", "phone")
    page = new_page(width=390, height=844, language=language)
    house.login(page, f"{house.slug}-administrator", "/office/door/")
    option = page.locator("#service option[value=passport-age]").first
    option.scroll_into_view_if_needed()
    assert option.evaluate("each => each.scrollWidth <= each.clientWidth")
    check_axe(page)
    shot(page, f"ways-door-{language}", full_page=True)
