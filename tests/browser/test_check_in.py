"""Checking in at the kiosk: a finger on the pad, or a code before the camera."""

import io
import itertools
import json
import urllib.request

import psycopg
import pytest
import segno
from PIL import Image

from tests.browser.conftest import _FLAGS
from tests.browser.finger import (
    SIZE,
    all_is_low,
    are_large_and_apart,
    fits_the_hand,
    hurry,
    nothing_runs_over,
    read_by_a_phone,
    touch,
)
from tests.install_browser import find

_numbers = itertools.count(1)
MODES = ("reach", "contrast", "text")


@pytest.fixture(autouse=True)
def may_come_at_any_hour(house):
    """The first free time may be an hour away: early is a setting, and one story sets it back."""
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("update booking_schedule set early = '10 hours'")
        yield lambda early: line.execute("update booking_schedule set early = %s", [early])
        line.execute("update booking_schedule set early = '30 minutes'")


@pytest.fixture
def book(house):
    """An appointment today, for somebody new, as the API gives it."""

    def make(service="passport-age", *more):
        asked = f"{house.origin}/api/v1/slots/earliest?service={service}"
        with urllib.request.urlopen(asked) as answer:
            free = {each["centre"]: each["starts_at"] for each in json.load(answer)}
        held = house.post(
            f"/centres/{house.slug}/holds",
            {"services": [service, *more], "starts_at": free[house.slug]},
        )
        phone = f"+7916{next(_numbers):07}"
        who = {"name": "Ян", "phone": phone, "agreed": True}
        return house.post("/appointments", {"hold": held["token"], **who}) | {"phone": phone}

    return make


@pytest.fixture
def kiosk_with_camera(chromium, house, tmp_path):
    """The first screen of a kiosk to whose camera somebody shows this code."""
    browsers = []

    def stand_before(text):
        film = tmp_path / "camera.y4m"
        film.write_bytes(_film(text))
        browser = chromium.browser_type.launch(
            executable_path=find(),
            args=[
                *_FLAGS,
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-video-capture={film}",
            ],
        )
        browsers.append(browser)
        context = browser.new_context(viewport=SIZE, has_touch=True, reduced_motion="reduce")
        page = context.new_page()
        page.goto(house.origin + house.links["kiosk"])
        return page

    yield stand_before
    for browser in browsers:
        browser.close()


def _film(text):
    """What a camera sees for as long as one likes: a phone with the code in the middle of a grey room."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="png", scale=6, border=4)
    picture = Image.new("L", (640, 480), 120)
    picture.paste(Image.open(drawn).convert("L").resize((280, 280)), (180, 100))
    colourless = bytes([128]) * (320 * 240 * 2)
    frame = b"FRAME\n" + picture.tobytes() + colourless
    return b"YUV4MPEG2 W640 H480 F5:1 Ip A1:1 C420jpeg\n" + frame * 5


def to_the_pad(page, language="ru", modes=()):
    for mode in modes:
        touch(page, f"input[type=checkbox][name={mode}]")
    touch(page, f"button[name=ui][value={language}]")
    touch(page, ".kiosk-booked button")
    page.locator(".kiosk-figures").wait_for()


def type_in(page, number):
    for figure in number:
        page.locator(f".key[data-types='{figure}']").tap()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_by_its_code_an_appointment_becomes_a_ticket(kiosk, book, shot, check_axe, language):
    made = book()
    page = kiosk()
    touch(page, f"button[name=ui][value={language}]")
    nothing_runs_over(page)
    are_large_and_apart(page)
    shot(page, f"check-in-0-services-{language}")
    touch(page, ".kiosk-booked button")
    type_in(page, made["code"])
    assert page.locator("#number").input_value() == made["code"]
    assert page.locator("ok-scan").is_hidden(), "without a camera nothing is said of one"
    for name in ("1-pad", "2-appointment", "3-ticket"):
        check_axe(page)
        are_large_and_apart(page)
        nothing_runs_over(page)
        shot(page, f"check-in-{name}-{language}")
        if name == "1-pad":
            touch(page, ".kiosk-on button")
        elif name == "2-appointment":
            assert page.locator(".kiosk-papers li").count() >= 2
            touch(page, "button[name=purpose]")
    assert page.locator(".kiosk-ticket .ticket-number").is_visible()
    assert page.locator(".kiosk-qr").is_visible()


def test_by_the_phone_it_was_booked_with(kiosk, book):
    made = book()
    page = kiosk()
    to_the_pad(page)
    type_in(page, "8" + made["phone"].removeprefix("+7"))
    touch(page, ".kiosk-on button")
    assert "Заменить паспорт" in page.locator("main").inner_text()
    touch(page, "button[name=purpose]")
    assert page.locator(".kiosk-ticket .ticket-number").is_visible()


def test_a_double_tap_checks_in_once(kiosk, book):
    made = book()
    page = kiosk()
    to_the_pad(page)
    type_in(page, made["code"])
    touch(page, ".kiosk-on button")
    page.locator("button[name=purpose]").wait_for()
    numbers = page.evaluate(
        "(() => { const f = document.querySelector(\"form[action$='/check-in/ticket/']\");"
        " const d = new URLSearchParams(new FormData(f));"
        " return Promise.all([1, 2, 3].map(() => fetch(f.action, {method: 'POST', body: d})"
        ".then(r => r.text()).then(t => t.match(/<title>\\s*([^ ·<]+)/)[1]))); })()"
    )
    assert len(set(numbers)) == 1, numbers
    assert numbers[0][1:].isdigit(), "a ticket, not a refusal"


def test_figures_are_erased_and_what_is_typed_stays_when_a_mode_is_chosen(kiosk):
    page = kiosk()
    to_the_pad(page)
    type_in(page, "+123")
    page.locator("[data-erases]").tap()
    touch(page, "input[type=checkbox][name=contrast]")
    page.locator("html[data-contrast=high]").wait_for()
    assert page.locator("#number").input_value() == "+12"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_code_before_the_camera_is_read_and_the_ticket_is_a_touch_away(
    kiosk_with_camera, book, house, shot, check_axe, language
):
    made = book()
    page = kiosk_with_camera(f"{house.origin}/a/{made['token']}/")
    touch(page, f"button[name=ui][value={language}]")
    page.locator(".kiosk-booked button").tap()
    page.locator("button[name=purpose]").wait_for(timeout=20_000)
    assert made["token"] not in page.url
    shot(page, f"check-in-seen-{language}")
    touch(page, "button[name=purpose]")
    assert page.locator(".kiosk-ticket .ticket-number").is_visible()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_another_code_before_the_camera_is_told_and_the_pad_stays(
    kiosk_with_camera, house, shot, check_axe, language
):
    page = kiosk_with_camera(f"{house.origin}/t/abcdefghijklmnopqrstuv/")
    to_the_pad(page, language)
    page.locator("[data-other]").wait_for(timeout=20_000)
    check_axe(page)
    are_large_and_apart(page)
    nothing_runs_over(page)
    shot(page, f"check-in-camera-{language}")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_whole_list_of_a_visit_is_taken_along_on_the_phone(
    kiosk, new_page, shot, check_axe, language
):
    page = kiosk()
    touch(page, f"button[name=ui][value={language}]")
    for _service in range(4):
        touch(page, "button[name=service]")
        touch(page, ".kiosk-more button")
    touch(page, "button[name=service]")
    touch(page, "button[name=missing]")
    needed = page.locator(".kiosk-papers li").all_inner_texts()
    phone = new_page(width=390, height=844, language=language)
    phone.goto(read_by_a_phone(page))
    taken = phone.locator(".checklist__item").all_inner_texts()
    assert [each.split("\n")[0] for each in taken] == [each.split("\n")[0] for each in needed]
    assert len(taken) > 6
    assert phone.locator("#bring ~ p a").count() == 4, "and for what it is"
    check_axe(phone)
    shot(phone, f"service-several-{language}", full_page=True)
    phone.locator("a.button--primary").first.click()
    phone.wait_for_url("**/book/**")
    assert phone.url.count("with=") == 4


@pytest.mark.parametrize("language", ["ru", "en"])
def test_all_modes_at_once_leave_the_pad_and_the_appointment_in_reach(
    kiosk_with_camera, kiosk, book, house, shot, check_axe, language
):
    page = kiosk_with_camera("hello")
    to_the_pad(page, language, MODES)
    page.locator("[data-other]").wait_for(timeout=20_000)
    shot(page, f"check-in-modes-pad-{language}")
    all_is_low(page)
    check_axe(page)
    type_in(page, book()["code"])
    for name in ("appointment", "ticket"):
        touch(page, ".kiosk-on button" if name == "appointment" else "button[name=purpose]")
        shot(page, f"check-in-modes-{name}-{language}")
        all_is_low(page)
        check_axe(page)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_unknown_number_is_told_with_the_way_to_a_ticket(kiosk, shot, check_axe, language):
    page = kiosk()
    to_the_pad(page, language)
    type_in(page, "000000")
    touch(page, ".kiosk-on button")
    check_axe(page)
    are_large_and_apart(page)
    nothing_runs_over(page)
    shot(page, f"check-in-unknown-{language}")
    touch(page, ".button--next")
    assert page.locator("button[name=service]").count() == 5


@pytest.mark.parametrize("language", ["ru", "en"])
def test_whoever_is_early_has_an_ordinary_ticket_with_one_touch(
    kiosk, book, may_come_at_any_hour, shot, check_axe, language
):
    may_come_at_any_hour("1 second")
    made = book()
    page = kiosk()
    to_the_pad(page, language)
    type_in(page, made["code"])
    touch(page, ".kiosk-on button")
    check_axe(page)
    are_large_and_apart(page)
    nothing_runs_over(page)
    shot(page, f"check-in-early-{language}")
    touch(page, "button[name=purpose]")
    assert page.locator(".kiosk-ticket .ticket-number").is_visible()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("modes", [(), MODES])
def test_whoever_is_early_by_phone_alone_types_the_code_for_an_ordinary_ticket(
    kiosk, book, may_come_at_any_hour, shot, check_axe, language, modes
):
    may_come_at_any_hour("1 second")
    made = book()
    page = kiosk()
    to_the_pad(page, language, modes)
    type_in(page, made["phone"].replace("+7", "8"))
    touch(page, ".kiosk-on button")
    check_axe(page)
    fits_the_hand(page, modes)
    shot(page, f"check-in-early-phone-{'modes-' if modes else ''}{language}")
    assert made["token"] not in page.content()
    assert page.locator("button[name=purpose]").count() == 0
    touch(page, ".button--next")
    type_in(page, made["code"])
    touch(page, ".kiosk-on button")
    touch(page, "button[name=purpose]")
    assert page.locator(".kiosk-ticket .ticket-number").is_visible()


def test_the_time_out_wipes_what_was_typed_and_found(kiosk, book):
    made = book()
    page = kiosk()
    to_the_pad(page)
    type_in(page, made["code"])
    touch(page, ".kiosk-on button")
    hurry(page)
    page.wait_for_url("**/kiosk/", timeout=10_000)
    page.locator("button[name=ui]").first.wait_for()
    assert made["token"] not in page.content()
    to_the_pad(page)
    assert page.locator("#number").input_value() == ""


@pytest.mark.parametrize("language", ["ru", "en"])
def test_papers_are_told_before_the_ticket_and_what_to_do_without_one(
    kiosk, shot, check_axe, language
):
    page = kiosk()
    touch(page, f"button[name=ui][value={language}]")
    touch(page, "button[name=service]")
    assert page.locator(".kiosk-papers li").count() >= 4
    touch(page, "button[name=missing]")
    check_axe(page)
    are_large_and_apart(page)
    nothing_runs_over(page)
    shot(page, f"kiosk-missing-{language}")
    assert page.locator("main .choice").count() == 3
    touch(page, "button[name=purpose]")
    assert page.locator(".kiosk-ticket .ticket-number").is_visible()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("modes", [(), *((mode,) for mode in MODES), MODES])
def test_with_many_services_the_list_scrolls_and_says_so_and_the_ways_on_keep_their_place(
    kiosk, book, shot, check_axe, modes, language
):
    made = book("travel-passport-child", "first-passport", "passport-lost", "passport-details")
    page = kiosk()
    to_the_pad(page, language, modes)
    type_in(page, made["code"])
    touch(page, ".kiosk-on button")
    name = "-".join((*modes, language)) if modes != MODES else f"all-{language}"
    for screen in ("papers", "missing"):
        if screen == "missing":
            touch(page, "button[name=missing]")
            assert page.locator("main .choice").count() == 3
        shot(page, f"kiosk-many-{screen}-{name}")
        nothing_runs_over(page)
        are_large_and_apart(page)
        if "reach" in modes:
            all_is_low(page)
        check_axe(page)
    page.locator(".kiosk-papers").evaluate("list => list.scrollTo(0, list.scrollHeight)")
    page.locator(".kiosk-list__more").wait_for(state="hidden")
    assert page.locator(".kiosk-papers li").last.is_visible()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_all_modes_at_once_leave_room_for_the_longest_list_and_for_another_persons(
    kiosk, shot, check_axe, language
):
    page = kiosk()
    for mode in MODES:
        touch(page, f"input[type=checkbox][name={mode}]")
    touch(page, f"button[name=ui][value={language}]")
    touch(page, "button[name=page]")
    touch(page, "button[name=service][value=property-registration]")
    shot(page, f"kiosk-modes-papers-{language}")
    all_is_low(page)
    check_axe(page)
    touch(page, "form[action$='/who/'] button")
    shot(page, f"kiosk-modes-whose-{language}")
    all_is_low(page)
    check_axe(page)
    touch(page, "button[name=who][value=business]")
    all_is_low(page)
    touch(page, "button[name=missing]")
    shot(page, f"kiosk-modes-missing-{language}")
    all_is_low(page)
    check_axe(page)
