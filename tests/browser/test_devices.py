"""A new screen: the manager makes a code, and the screen opens by it."""

import psycopg
import pytest


@pytest.fixture(autouse=True)
def _no_more_devices(house):
    yield
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("delete from network_device where name like 'test %'")
        line.execute("delete from base_try")


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_code_made_in_the_office_opens_a_new_kiosk_by_touch(
    new_page, house, check_axe, shot, language, width, height
):
    page = new_page(width=width, height=height, language=language)
    house.login(page, "tverskoy-manager", "/office/devices/")
    page.fill("#name", f"test {language} {width}")
    page.locator("#add .button--primary").click()
    code = page.locator("#code").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(page)
    shot(page, f"office-devices-{width}-{language}", full_page=True)

    kiosk = new_page(width=1080, height=1920, language=language)
    kiosk.goto(f"{house.origin}/enter/")
    check_axe(kiosk)
    shot(kiosk, f"enter-{language}")
    signs = code.replace(" ", "")
    for sign in signs[:-1]:
        kiosk.locator(f"button[name=sign][value='{sign}']").click()
        kiosk.wait_for_load_state()
    assert kiosk.input_value("#code") == signs[:-1]
    kiosk.locator(f"button[name=sign][value='{signs[-1]}']").click()
    kiosk.wait_for_url("**/kiosk/")

    page.goto(f"{house.origin}/office/devices/")
    row = page.locator("li.row", has_text=f"test {language} {width}")
    assert {"ru": "работает", "en": "at work"}[language] in row.inner_text()
    row.locator("button[data-opens]").click()
    page.locator("dialog[open] .button--danger").click()
    row.wait_for(state="detached")
    page.locator("#add").wait_for()  # on the list again, and not on a page that refuses
    assert page.get_by_text(f"test {language} {width}").count() == 0


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_wrong_code_is_told_beside_the_field(new_page, house, check_axe, shot, language):
    page = new_page(width=390, height=844, language=language)
    page.goto(f"{house.origin}/enter/")
    page.fill("#code", "acek mpt4")
    page.keyboard.press("Enter")
    page.wait_for_selector("#code-error")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    check_axe(page)
    shot(page, f"enter-wrong-phone-{language}", full_page=True)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_manager_says_how_often_a_program_may_ask(
    new_page, house, check_axe, shot, language, width, height
):
    page = new_page(width=width, height=height, language=language)
    house.login(page, "tverskoy-manager", "/office/devices/")
    row = page.locator("li.row", has=page.locator("[name=quota]")).first
    row.locator("summary", has_text="мин" if language == "ru" else "minute").click()
    field = row.locator("[name=quota]")
    field.evaluate("field => field.removeAttribute('max')")
    field.fill("200000")
    row.locator("form[action$='/quota/'] button").click()
    assert page.locator("[name=quota][aria-invalid=true]").input_value() == "200000"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(page)
    shot(page, f"office-devices-quota-{width}-{language}", full_page=True)
    page.locator("[name=quota][aria-invalid=true]").fill("1200")
    page.locator("form:has([aria-invalid=true]) button").click()
    page.wait_for_url("**/office/devices/")
