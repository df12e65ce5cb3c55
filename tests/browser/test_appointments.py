"""Appointments where the staff meet them: at the door, at the desk, in the office."""

import psycopg
import pytest

WIDTH = 1366
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
pytestmark = pytest.mark.usefixtures("free_days")


@pytest.fixture
def sold_out(house):
    """No time of the centre is free, as far ahead as one may book."""
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute(
            "insert into booking_blocked (schedule_id, starts_at, ends_at, counters, reason)"
            " select s.id, now() - interval '1 day', now() + interval '90 days', 0,"
            """ '{"ru": "Продано", "en": "Sold out"}' from booking_schedule s"""
            " join network_centre c on c.id = s.centre_id where c.slug = %s",
            [house.slug],
        )


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= WIDTH


@LANGUAGES
def test_who_is_booked_is_met_at_the_door(
    house, enter, book, open_counter, check_axe, shot, language
):
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        # The first time that is free in their language may be an hour away.
        line.execute("update booking_schedule set early = '2 hours'")
    made = book(name="Джамшед Раҳимов", language="en", needs=["wheelchair"], companions=1)
    book(3, phone="+79160000002", name="Ю")
    far = book(20, phone="+79160000003", name="Оля")
    page = enter("administrator", "/office/door/booked/", language)
    assert page.locator("#booked .row").count() == 3
    assert "Джамшед" not in page.content()
    check_axe(page)
    shot(page, f"door-booked-{language}")
    page.locator("#booked a").first.click()
    page.wait_for_load_state()
    assert "Джамшед Раҳимов" in page.locator("h1").inner_text()
    check_axe(page)
    shot(page, f"door-one-{language}")
    page.locator(".nav a[href='/office/door/']").click()
    page.fill("#said", far["code"])
    page.keyboard.press("Enter")
    page.locator("#unmet").wait_for()
    check_axe(page)
    shot(page, f"door-early-{language}")
    page.fill("#said", made["code"])
    page.keyboard.press("Enter")
    page.locator(".door__issued").wait_for()
    assert fits(page)
    check_axe(page)
    shot(page, f"door-arrived-{language}")


def test_the_list_at_the_door_renews_itself_and_keeps_the_focus(enter, book):
    book()
    page = enter("administrator", "/office/door/booked/")
    page.locator("#booked a").first.focus()
    page.locator("#booked").evaluate("list => (list.dataset.old = '')")
    book(2, phone="+79160000002")
    page.locator("#booked:not([data-old]) .row").nth(1).wait_for()
    assert page.locator("#booked a").first.evaluate("link => link === document.activeElement")


@LANGUAGES
def test_a_person_is_booked_moved_and_cancelled_by_the_keyboard_alone(
    enter, open_counter, check_axe, shot, language
):
    page = enter("administrator", "/desk/", language)
    page.keyboard.press("k")
    page.locator("#service").wait_for()
    check_axe(page)
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.locator("#day").wait_for()
    page.locator("#day").focus()
    first = page.input_value("#day")
    page.locator("#times").evaluate("times => (times.dataset.old = '')")
    page.keyboard.press("ArrowDown")
    page.locator("#times:not([data-old]) #day").and_(page.locator(":focus")).wait_for()
    assert page.input_value("#day") > first
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("[name=starts_at]").nth(1).is_checked()
    shot(page, f"desk-book-times-{language}")
    page.locator("#name").focus()
    page.keyboard.type("Мария-Антуанетта Кузнецова-Иванова")
    page.keyboard.press("Tab")
    page.keyboard.type("8 916 000-00-07")
    page.locator("#consent").focus()
    page.keyboard.press("Space")
    assert fits(page)
    check_axe(page)
    shot(page, f"desk-book-{language}")
    page.keyboard.press("Enter")
    page.locator(".desk-code").wait_for()
    code = page.locator(".desk-code").inner_text()
    check_axe(page)
    shot(page, f"desk-booked-{language}")
    page.keyboard.press("j")
    page.locator("#said").wait_for()
    page.keyboard.type(code)
    check_axe(page)
    page.keyboard.press("Enter")
    page.locator("h1").wait_for()
    before = page.locator("h1").inner_text()
    page.keyboard.press("m")
    page.locator("#day").wait_for()
    page.locator("[name=starts_at]:checked").focus()
    page.keyboard.press("ArrowRight")
    check_axe(page)
    shot(page, f"desk-move-{language}")
    page.keyboard.press("Enter")
    page.locator(".desk-code").wait_for()
    assert page.locator("h1").inner_text() != before
    page.locator("#cancel summary").focus()
    page.keyboard.press("Enter")
    check_axe(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".desk-code").wait_for(state="detached")
    shot(page, f"desk-cancelled-{language}")


@LANGUAGES
def test_what_is_refused_stands_beside_its_field(enter, check_axe, shot, language):
    page = enter("administrator", "/desk/book/", language)
    page.locator("#book").evaluate("form => (form.noValidate = true)")
    page.select_option("#service", "passport-age")
    page.locator("[name=starts_at]").first.wait_for(state="attached")
    page.fill("#name", "Ян")
    page.fill("#phone", "12")
    page.check("#consent")
    page.locator("#book .button--primary").click()
    page.locator("#phone-error").wait_for()
    assert page.input_value("#name") == "Ян"
    check_axe(page)
    shot(page, f"desk-book-refused-{language}")


@LANGUAGES
def test_who_phones_is_put_on_the_waiting_list_and_taken_off(
    enter, check_axe, shot, sold_out, language
):
    page = enter("administrator", "/desk/booked/", language)
    page.locator("h1").click()  # a letter typed into a field is a letter
    page.keyboard.press("l")
    page.locator("#waiting").wait_for()
    page.locator("main .button--primary").click()
    page.locator("#wish").wait_for()
    page.select_option("#service", "passport-age")
    page.fill("#name", "Мария-Антуанетта Кузнецова-Иванова")
    page.fill("#phone", "12")
    page.check("#consent")
    page.locator("#wish .button--primary").click()
    page.locator("#phone-error").wait_for()
    assert fits(page)
    check_axe(page)
    shot(page, f"desk-wish-refused-{language}")
    page.fill("#phone", "8 916 000-00-09")
    page.locator("#wish .button--primary").click()
    page.locator("#withdraw").wait_for()
    check_axe(page)
    page.locator(".nav a[href='/desk/wishes/']").click()
    page.locator("#waiting a").first.wait_for()
    assert "Мария" not in page.content()
    assert fits(page)
    check_axe(page)
    shot(page, f"desk-wishes-{language}")
    page.locator("#waiting a").first.click()
    page.locator("#withdraw summary").click()
    check_axe(page)
    shot(page, f"desk-wish-{language}")
    page.locator("#withdraw button").click()
    page.locator("#waiting a").wait_for(state="detached")


def test_a_person_is_booked_without_a_script(enter):
    page = enter("administrator", "/desk/book/", java_script_enabled=False)
    page.select_option("#service", "passport-age")
    page.fill("#name", "Ян")
    page.locator("[name=show]").click()
    assert page.input_value("#name") == "Ян"
    page.fill("#phone", "89160000001")
    page.check("#consent")
    page.locator("#book .button--primary").click()
    page.locator(".desk-code").wait_for()
    page.locator("a", has_text="Перенести").click()
    page.locator("[name=starts_at]").nth(2).check(force=True)
    page.locator("#book .button--primary").click()
    page.locator("#cancel summary").click()
    page.locator("#cancel button").click()
    page.locator(".desk-code").wait_for(state="detached")


@LANGUAGES
def test_who_comes_by_appointment_is_met_by_name_and_nothing_scrolls(
    enter, house, book, check_axe, shot, language
):
    made = book(
        name="Мария-Антуанетта Кузнецова-Иванова", service="property-registration",
        language="en", needs=["wheelchair", "sign_language"], companions=2,
    )  # fmt: skip
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("update booking_schedule set early = '12 hours'")
    house.post(f"/appointments/{made['token']}/check-in")
    page = enter("operator-1", "/desk/", language)
    page.locator("button.pane--free").nth(1).click()
    page.locator("#now").wait_for()
    page.keyboard.press("Space")
    page.locator(".desk__booked").wait_for()
    assert "Мария" in page.locator(".desk__booked").inner_text()
    check_axe(page)
    shot(page, f"desk-by-appointment-{language}")
    assert page.evaluate(
        "document.documentElement.scrollHeight <= document.documentElement.clientHeight + 1"
    )


@LANGUAGES
def test_the_days_ahead_are_seen_set_and_blocked(enter, book, check_axe, shot, language):
    book()
    for nth in range(2, 9):
        book(nth, phone=f"+7916000010{nth}")
    page = enter("manager", "/office/appointments/", language)
    assert page.locator(".ahead .meter").count() == 14
    assert fits(page)
    check_axe(page)
    shot(page, f"office-appointments-{language}", full_page=True)
    page.locator(".schedule summary").first.click()
    share = page.locator(".schedule input[name=share]").first
    share.fill("101")
    page.locator(".schedule .button--primary").first.click()
    page.locator(".schedule .field__error").first.wait_for()
    check_axe(page)
    shot(page, f"office-schedule-refused-{language}", full_page=True)
    page.locator(".schedule input[name=share]").first.fill("50")
    page.locator(".schedule .button--primary").first.click()
    page.wait_for_load_state()
    today = page.locator(".ahead a").first.get_attribute("href").split("/")[-2]
    page.fill("#starts_at", f"{today}T00:00")
    page.fill("#ends_at", f"{today}T23:59")
    page.fill("#reason_ru", "Учёба")
    page.fill("#reason_en", "Training")
    page.locator("#blocking .button--primary").click()
    agree = page.locator("#block .notice button")
    agree.wait_for()
    assert "8" in page.locator("#block .notice").inner_text()
    check_axe(page)
    shot(page, f"office-block-asks-{language}", full_page=True)
    agree.click()
    page.locator("#blocked form button").wait_for()
    shot(page, f"office-blocked-{language}", full_page=True)
    page.locator("#blocked form button").click()
    page.locator("#blocked form button").wait_for(state="detached")
    page.locator(".ahead a").first.click()
    page.locator(".booked .row").nth(7).wait_for()
    check_axe(page)
    shot(page, f"office-day-{language}")
