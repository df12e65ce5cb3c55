"""By phone and by video: chosen and booked on a phone, joined beside the page, rung from the desk."""

import re
import secrets

import psycopg
import pytest

from tests.browser.finger import touch
from tests.browser.test_check_in import to_the_pad, type_in

LOOKS = [("ru", 390), ("en", 390), ("ru", 1280), ("en", 1280)]
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
_HERE = "/book/passport-age/tverskoy/"
_NOW = "(select okno_at + (now() - real_at) * speed from base_clock)"
_ROOM = "https://meet.city.example/"
pytestmark = pytest.mark.usefixtures("free_days")


@pytest.fixture(autouse=True)
def _schedules(house):
    """The centre receives by phone and by video too, in Russian and English, at any hour."""
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        for medium in ("phone", "video"):
            line.execute(
                "insert into booking_schedule (centre_id, slug, name, services, languages, facilities, share,"
                " step, before, after, days_ahead, cancel_until, early, late, reminders, is_active, medium)"
                " select id, 'far-' || %(m)s, jsonb_build_object('ru', %(m)s, 'en', %(m)s), '{}', '{ru,en}',"
                " '{}', 50, '15 min', '0', '0', 30, '0', '30 min', '2 hours', '{1 day}', true, %(m)s"
                " from network_centre where slug = %(slug)s",
                {"m": medium, "slug": house.slug},
            )
        line.execute(
            "insert into booking_weekrow (schedule_id, weekday, opens, closes, counters, is_quiet)"
            " select id, day, '08:00', '20:00', 4, false from booking_schedule,"
            " generate_series(0, 6) day where slug like 'far-%'"
        )
        yield
        line.execute("delete from queue_checkin")
        line.execute("truncate booking_appointment cascade")
        line.execute("delete from booking_sheet")
        line.execute(
            "delete from booking_weekrow where schedule_id in"
            " (select id from booking_schedule where slug like 'far-%')"
        )
        line.execute("delete from booking_schedule where slug like 'far-%'")


@pytest.fixture
def look_at(check_axe, shot):
    def look_at(page, name):
        check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
        shot(page, f"remote-{name}", full_page=True)

    return look_at


@pytest.fixture
def its_time_is(house):
    """Put the appointment of a page where its time is so many minutes from now; the watching job does the rest. Whom
    another test left in line is gone.
    """

    def its_time_is(minutes, page):
        with psycopg.connect(house.process.dsn(), autocommit=True) as line:
            line.execute(
                "update queue_ticket set state = 'left', ended_at = greatest(issued_at, now())"
                " where state = 'waiting' and medium <> 'here'"
            )
            line.execute(
                f"update booking_appointment set day = ({_NOW} at time zone 'Europe/Moscow')::date,"
                f" starts_at = {_NOW} + %(by)s * interval '1 minute',"
                f" ends_at = {_NOW} + %(by)s * interval '1 minute' + interval '15 minutes'"
                " where state = 'booked' and token = %(token)s",
                {"by": minutes, "token": re.search("/a/([^/]+)/", page.url)[1]},
            )

    return its_time_is


def _book(page, house, way, look_at=lambda page, name: None, mark=""):
    """Choose the way, a day next week, a time, and say who it is; answers their phone."""
    phone = f"+7916{secrets.randbelow(10**7):07}"
    page.goto(house.origin + _HERE)
    look_at(page, f"choose-{mark}")
    page.locator(f".media__way[href*='by={way}']").click()
    page.wait_for_url(f"**by={way}**")
    page.locator("a.days__day").nth(secrets.randbelow(10) + 8).click()
    look_at(page, f"days-{way}-{mark}")
    times = page.locator(".times__time")
    times.nth(secrets.randbelow(times.count())).click()
    page.wait_for_url("**/h/*/")
    page.fill("[name=name]", "Ян")
    page.check("[name=consent]")
    if way == "phone":
        page.fill("[name=email]", "jan@example.org")
        page.locator("main form .button--primary").click()
        page.locator("#phone-error").wait_for()
        look_at(page, f"who-{way}-{mark}")
        page.fill("[name=phone]", phone)
    else:
        page.fill("[name=phone]", phone)
        look_at(page, f"who-{way}-{mark}")
    page.locator("main form .button--primary").click()
    page.wait_for_url("**/a/*/")
    return phone


def _sit_down(desk, house):
    """An operator at a counter, in whose line the job has put whoever's time has come."""
    house.login(desk, f"{house.slug}-operator-1", "/desk/")
    desk.locator("button.pane--free").nth(1).click()
    desk.locator(".button--pick").first.wait_for(timeout=90_000)  # the job looks every few seconds
    desk.wait_for_load_state()


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_a_call_is_booked(new_page, house, look_at, language, width):
    page = new_page(width=width, height=844, language=language)
    mark = f"{language}-{width}"
    _book(page, house, "phone", look_at, mark)
    assert page.locator(".pass").count() == 0
    look_at(page, f"mine-phone-{mark}")


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_a_meeting_is_booked_and_joined_beside_the_page(
    new_page, house, look_at, its_time_is, language, width
):
    page = new_page(width=width, height=844, language=language)
    page.context.route(f"{_ROOM}**", lambda route: route.fulfill(body="the room"))
    mark = f"{language}-{width}"
    _book(page, house, "video", look_at, mark)
    assert page.locator(f"a[href^='{_ROOM}']").count() == 0
    look_at(page, f"mine-video-{mark}")
    its_time_is(9, page)
    page.reload()
    look_at(page, f"mine-video-open-{mark}")
    with page.context.expect_page() as opened:
        page.locator(f"a[href^='{_ROOM}']").click()
    assert opened.value.url.startswith(_ROOM)
    assert opened.value.evaluate("document.referrer") == ""
    assert opened.value.evaluate("window.opener") is None


def test_a_page_that_stands_open_shows_by_itself_that_the_room_is_open(
    new_page, house, its_time_is
):
    page = new_page(width=390, height=844)
    page.clock.install()
    _book(page, house, "video")
    its_time_is(60, page)
    page.reload()
    assert page.locator(f"a[href^='{_ROOM}']").count() == 0
    its_time_is(9, page)
    page.clock.fast_forward("00:31")
    page.locator(f"a[href^='{_ROOM}']").wait_for()


@LANGUAGES
def test_who_is_served_by_phone_is_rung_from_the_desk_by_the_keyboard(
    new_page, house, check_axe, shot, its_time_is, language
):
    visitor = new_page(width=390, height=844, language=language)
    _book(visitor, house, "phone")
    its_time_is(0, visitor)
    desk = new_page(width=1366, height=768, language=language)
    _sit_down(desk, house)
    shot(desk, f"remote-desk-line-{language}")
    check_axe(desk)
    desk.keyboard.press("Space")
    ring = desk.locator(".desk__reach a")
    ring.wait_for()
    assert ring.get_attribute("href").startswith("tel:+7916")
    shot(desk, f"remote-desk-phone-{language}")
    check_axe(desk)
    visitor.reload()
    visitor.locator("a[href^='/t/']").click()
    visitor.locator("#now").wait_for()
    check_axe(visitor)
    shot(visitor, f"remote-ticket-phone-{language}", full_page=True)
    for nth in range(2):
        desk.keyboard.press("r")
        left = {0: "1", 1: ""}[nth]
        desk.locator(f"button[formaction='/desk/no-show/']:has-text('{left}')").wait_for()
    desk.locator("button[formaction='/desk/no-show/']:enabled").wait_for()
    shot(desk, f"remote-desk-rang-{language}")
    desk.keyboard.press("n")
    desk.locator("button[formaction='/desk/undo/']").wait_for()
    visitor.reload()
    check_axe(visitor)
    shot(visitor, f"remote-ticket-unanswered-{language}", full_page=True)


@LANGUAGES
def test_who_is_met_by_video_is_joined_from_the_desk_by_the_keyboard(
    new_page, house, check_axe, shot, its_time_is, language
):
    visitor = new_page(width=390, height=844, language=language)
    _book(visitor, house, "video")
    its_time_is(0, visitor)
    desk = new_page(width=1366, height=768, language=language)
    desk.context.route(f"{_ROOM}**", lambda route: route.fulfill(body="the room"))
    _sit_down(desk, house)
    desk.keyboard.press("Space")
    join = desk.locator(".desk__reach a")
    join.wait_for()
    shot(desk, f"remote-desk-video-{language}")
    check_axe(desk)
    with desk.context.expect_page() as opened:
        desk.keyboard.press("v")
    room = opened.value.url
    assert room == join.get_attribute("href")
    visitor.reload()
    visitor.locator("a[href^='/t/']").click()
    visitor.locator(f"a[href='{room}']").wait_for()
    check_axe(visitor)
    shot(visitor, f"remote-ticket-video-{language}", full_page=True)
    desk.bring_to_front()
    desk.keyboard.press("Space")
    desk.locator("ok-timer").wait_for()
    shot(desk, f"remote-desk-video-serving-{language}")


@LANGUAGES
def test_a_manager_makes_a_schedule_for_calls(enter, check_axe, shot, language):
    page = enter("manager", "/office/appointments/add/", language)
    page.select_option("#medium", "phone")
    check_axe(page)
    shot(page, f"remote-office-add-{language}", full_page=True)
    page.goto(page.url.replace("add/", ""))
    check_axe(page)
    shot(page, f"remote-office-{language}", full_page=True)


@LANGUAGES
def test_a_call_is_booked_for_a_person_at_the_desk(enter, check_axe, shot, language):
    page = enter("operator-3", "/desk/book/", language)
    page.select_option("#service", "passport-age")
    assert page.locator("#companions").is_visible()
    page.select_option("#medium", "phone")
    assert not page.locator("#companions").is_visible()
    page.locator(".time").first.wait_for()
    page.fill("#name", "Ян")
    page.fill("#phone", "+79160000042")
    page.check("[name=consent]")
    check_axe(page)
    shot(page, f"remote-desk-book-{language}", full_page=True)
    page.locator("#book .button--primary").click()
    page.wait_for_url("**/desk/booked/*/")
    check_axe(page)
    shot(page, f"remote-desk-booked-{language}", full_page=True)


@LANGUAGES
def test_a_phone_alone_takes_nobody_off_a_call_and_the_code_does(
    new_page, house, look_at, its_time_is, kiosk, language
):
    page = new_page(width=390, height=844, language=language)
    phone = _book(page, house, "phone")
    its_time_is(20, page)
    page.reload()
    code = page.locator(".far bdi").inner_text()
    screen = kiosk()
    to_the_pad(screen, language)
    type_in(screen, "8" + phone.removeprefix("+7"))
    touch(screen, ".kiosk-on button")
    screen.locator(".kiosk-words").wait_for()
    look_at(screen, f"kiosk-by-phone-{language}")
    touch(screen, ".kiosk-way button")
    screen.locator(".kiosk-figures").wait_for()
    screen.fill("#number", "")
    type_in(screen, code.replace(" ", ""))
    touch(screen, ".kiosk-on button")
    touch(screen, "button[name=purpose]")
    assert screen.locator(".kiosk-ticket .ticket-number").is_visible()
