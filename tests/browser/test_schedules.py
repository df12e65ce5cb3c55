"""The manager's pages of booking: the schedules, calendars."""

import psycopg
import pytest

WIDTH = 1366
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
pytestmark = pytest.mark.usefixtures("free_days")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= WIDTH


@LANGUAGES
def test_the_week_of_a_schedule_is_set(enter, book, check_axe, shot, language):
    for nth in range(3):
        book(nth, phone=f"+7916000010{nth}")
    page = enter("manager", "/office/appointments/", language)
    page.locator(".schedule summary").first.click()
    page.locator(".schedule a").first.click()
    page.locator("#opens-0-0").wait_for()
    assert fits(page)
    check_axe(page)
    shot(page, f"office-week-{language}", full_page=True)
    fields = [f"#{name}-{day}-0" for day in range(7) for name in ("opens", "closes")]
    before = {each: page.input_value(each) for each in fields}
    page.fill("#opens-3-0", "23:30")
    page.fill("#closes-3-0", "00:30")
    page.locator("#arranging .button--primary").click()
    page.locator("#day-3-error").wait_for()
    check_axe(page)
    shot(page, f"office-week-refused-{language}", full_page=True)
    for day in range(7):
        page.fill(f"#opens-{day}-0", "00:10")
        page.fill(f"#closes-{day}-0", "00:20")
    page.locator("#arranging .button--primary").click()
    agree = page.locator(".notice button")
    agree.wait_for()
    assert "3" in page.locator(".notice").inner_text()
    check_axe(page)
    shot(page, f"office-week-asks-{language}", full_page=True)
    for each, value in before.items():
        page.fill(each, value)
    page.locator("#arranging .button--primary").click()
    page.locator(".ahead").wait_for()


@pytest.fixture
def _as_many_schedules(house):
    """Those the centre began with, again."""
    yield
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("update booking_schedule set is_active = true")
        line.execute("truncate booking_appointment cascade")
        line.execute("delete from booking_weekrow where schedule_id in"
                     " (select id from booking_schedule where slug like 'schedule-%')")  # fmt: skip
        line.execute("delete from booking_schedule where slug like 'schedule-%'")


@pytest.mark.usefixtures("_as_many_schedules")
@pytest.mark.parametrize("width", [1280, 390])
@LANGUAGES
def test_a_schedule_is_added_and_taken_out_of_use(
    new_page, house, book, check_axe, shot, language, width
):
    book()
    page = new_page(width=width, height=844, language=language)
    house.login(page, f"{house.slug}-manager", "/office/appointments/")
    shot(page, f"office-schedules-{width}-{language}", full_page=True)
    page.locator("a[href='/office/appointments/add/']").click()
    page.locator("#adding").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(page)
    shot(page, f"office-schedule-add-{width}-{language}", full_page=True)
    page.fill("#name_ru", "Комната торжественных регистраций")
    page.fill("#name_en", "Ceremony room")
    page.locator("#adding details summary").last.click()
    page.fill("#share-new", "101")
    page.locator("#adding .button--primary").click()
    page.locator("#share-new-error").wait_for()
    assert page.input_value("#name_en") == "Ceremony room"
    check_axe(page)
    shot(page, f"office-schedule-add-refused-{width}-{language}", full_page=True)
    page.fill("#share-new", "80")
    page.locator("#adding .button--primary").click()
    page.locator(".schedule").nth(2).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    first = page.locator(".schedule").first
    first.locator("summary").click()
    first.locator("input[name=is_active]").uncheck()
    first.locator(".button--primary").click()
    agree = page.locator(".schedule .notice button")
    agree.wait_for()
    check_axe(page)
    shot(page, f"office-schedule-closing-{width}-{language}", full_page=True)
    agree.click()
    page.locator(".schedule .notice").wait_for(state="detached")
    shot(page, f"office-schedule-closed-{width}-{language}", full_page=True)


def test_the_network_editor_finds_all_pages_in_one_row(new_page, house, shot):
    page = new_page(width=WIDTH, height=768)
    house.login(page, "editor", "/office/appointments/")
    assert fits(page)
    shot(page, "office-appointments-editor")


@LANGUAGES
def test_a_calendars_address_is_given_once_and_ended(enter, book, check_axe, shot, language):
    book()
    page = enter("manager", "/office/appointments/calendars/", language)
    page.locator("main .button--primary").click()
    address = page.locator("#address").inner_text()
    assert fits(page)
    check_axe(page)
    shot(page, f"office-calendars-{language}")
    read = page.request.get(address)
    assert read.status == 200
    assert "BEGIN:VEVENT" in read.text()
    page.goto(page.url.replace("add/", ""))
    assert page.locator("#address").count() == 0
    page.locator("main .button--danger").first.click()
    page.wait_for_load_state()
    # Another process may trust it for five seconds more.
    gone = "address => fetch(address).then((answer) => answer.status === 404)"
    page.wait_for_function(gone, arg=address, polling=500)
