"""An application from the counter to the result: the desk by the keyboard, the person's page, the office."""

import psycopg
import pytest

LOOKS = [("ru", "light"), ("en", "dark")]
SERVICE = "passport-age"
_INK = "each => getComputedStyle(each).color"
FITS = "document.documentElement.scrollWidth <= innerWidth + 1"


@pytest.fixture(autouse=True)
def _nothing_is_awaited(house):
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("delete from cases_case")


def rows(house, statement):
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        return line.execute(statement).fetchall()


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_an_application_is_accepted_comes_and_is_handed_over(
    new_page, house, check_axe, shot, language, scheme
):
    def look_at(page, name):
        check_axe(page)
        assert page.evaluate(FITS), name
        shot(page, f"case-{name}-{language}", full_page=True)

    desk = new_page(width=1366, height=768, language=language, color_scheme=scheme)
    house.login(desk, f"{house.slug}-operator-1", "/desk/")
    desk.locator("button.pane--free").nth(1).click()
    desk.locator("#now").wait_for()
    desk.wait_for_load_state()
    shot(desk, f"case-desk-free-{language}")
    house.issue(SERVICE, language="en")
    for _called_and_here in range(2):
        desk.keyboard.press("Space")
        desk.locator(".ticket-number").wait_for()
        desk.wait_for_timeout(300)
    desk.locator("ok-timer").wait_for()
    look_at(desk, "desk-serving")

    desk.keyboard.press("d")
    desk.wait_for_url("**/desk/file/")
    look_at(desk, "file")
    desk.fill("[name=phone]", "123")
    desk.keyboard.press("Enter")
    desk.locator("#phone-error").wait_for()
    look_at(desk, "file-refused")
    desk.fill("[name=phone]", "8 916 123-45-67")
    desk.check("[name=consent]")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/desk/cases/*/")
    assert desk.locator(".desk-case__code").evaluate("image => image.naturalWidth > 0")
    inks = [desk.locator(each).first.evaluate(_INK) for each in (".notice .lead", "h1")]
    assert inks[0] == inks[1], "what is read out is as dark as anything"
    look_at(desk, "accepted")
    where = desk.url
    desk.keyboard.press("Escape")
    desk.wait_for_url("**/desk/")
    desk.keyboard.press("Space")
    desk.locator("button[formaction='/desk/undo/']").wait_for()

    ((token, number),) = rows(house, "select token, number from cases_case")
    phone = new_page(width=390, height=844, language=language, color_scheme=scheme)
    phone.goto(f"{house.origin}/c/{token}/")
    look_at(phone, "page-accepted")
    phone.locator("form[action$='/quiet/'] button").click()
    phone.locator("details.fold summary").click()
    look_at(phone, "page-tell")
    phone.fill("[name=email]", "yan@example.org")
    phone.check("[name=consent]")
    phone.locator("form[action$='/tell/'] button").click()
    phone.locator("form[action$='/quiet/']").wait_for()

    rows(house, "update cases_case set due_on = due_on - 60 returning 1")
    phone.reload()
    look_at(phone, "page-late")
    office = new_page(width=1280, height=800, language=language, color_scheme=scheme)
    house.login(office, f"{house.slug}-manager", "/office/results/")
    look_at(office, "results")
    office.locator("button[id^=came-]").click()
    office.locator("button[id^=back-]").wait_for()
    look_at(office, "results-come")
    phone.reload()
    look_at(phone, "page-ready")

    desk.keyboard.press("d")
    desk.wait_for_url(where)  # it was accepted already
    desk.goto(f"{house.origin}/desk/cases/")
    look_at(desk, "find")
    desk.fill("[name=said]", "1234")
    desk.keyboard.press("Enter")
    desk.locator("[role=alert]").wait_for()
    desk.fill("[name=said]", number)
    desk.keyboard.press("Enter")
    desk.wait_for_url(where)
    look_at(desk, "ready")
    desk.locator("h1").click()
    desk.keyboard.press("Space")
    desk.locator("form[action$='/take-back/']").wait_for()
    look_at(desk, "issued")
    phone.reload()
    look_at(phone, "page-issued")


def test_it_all_works_without_a_script(new_page, house, shot):
    desk = new_page(width=1366, height=768, java_script_enabled=False)
    house.login(desk, f"{house.slug}-operator-1", "/desk/")
    desk.locator("button.pane--free").nth(1).click()
    house.issue(SERVICE)
    desk.locator("button[formaction='/desk/call/']").click()
    desk.locator("button[formaction='/desk/start/']").click()
    desk.locator("a[href='/desk/file/']").click()
    desk.locator("main form .button--primary").click()
    assert "/desk/cases/" in desk.url
    ((token,),) = rows(house, "select token from cases_case")
    page = new_page(width=390, height=844, java_script_enabled=False)
    assert page.goto(f"{house.origin}/c/{token}/").status == 200
    shot(page, "case-page-no-script", full_page=True)
