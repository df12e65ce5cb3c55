"""The kiosk, as a finger uses it."""

import pytest
from playwright.sync_api import Error

from tests.browser.finger import (
    SIZE,
    all_is_low,
    are_large_and_apart,
    hurry,
    look_for,
    nothing_runs_over,
    press,
    read_by_a_phone,
    touch,
)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_three_touches_from_language_to_ticket(kiosk, check_axe, shot, language):
    page = kiosk()
    check_axe(page)
    are_large_and_apart(page)
    shot(page, "kiosk-1-start")
    touches = 0
    for locator in (
        f"button[name=ui][value={language}]",
        "button[name=service]",
        "button[name=purpose]",
    ):
        touch(page, locator)
        touches += 1
        check_axe(page)
        are_large_and_apart(page)
        nothing_runs_over(page)
        shot(page, f"kiosk-{touches + 1}-{language}")
    assert touches == 3
    number = page.locator(".kiosk-ticket .ticket-number")
    assert number.is_visible()
    code = page.locator(".kiosk-qr").bounding_box()
    assert abs(code["width"] - code["height"]) < 1, "a phone reads squares"
    assert page.evaluate("document.documentElement.lang") == language


def test_in_the_demo_the_pressed_code_opens_the_phones_page_beside_the_kiosk(kiosk):
    page = kiosk()
    for locator in ("button[name=ui]", "button[name=service]", "button[name=purpose]"):
        touch(page, locator)
    with page.context.expect_page() as opened:
        page.locator(".kiosk-qr").tap()
    opened.value.wait_for_load_state()
    assert "/t/" in opened.value.url
    assert page.locator(".kiosk-ticket").is_visible(), "the kiosk is where it was"


def test_the_ten_most_frequent_services_are_on_two_pages_of_at_most_six_buttons(kiosk):
    page = kiosk()
    touch(page, "button[name=ui][value=ru]")
    first = page.locator(".choice").count()
    assert page.locator("button[name=service]").count() == 5
    touch(page, "button[name=page]")
    assert page.locator("button[name=service]").count() == 5
    assert first == page.locator(".choice").count() == 6
    touch(page, "button[name=page][value=all]")
    assert page.locator(".choice").count() == 6
    touch(page, "button[name=event]")
    page.locator("button[name=service]").first.wait_for()
    assert page.locator(".choice").count() <= 6


def test_a_double_tap_gives_one_ticket(kiosk, house):
    page = kiosk()
    touch(page, "button[name=ui][value=ru]")
    touch(page, "button[name=service]")
    page.locator("button[name=purpose]").first.wait_for()
    form = page.evaluate(
        "(() => { const f = document.querySelector(\"form[action$='/ticket/']\");"
        " const d = new FormData(f); d.set('purpose', 'file');"
        " return Promise.all([1, 2, 3].map(() => fetch(f.action, {method: 'POST', body: new URLSearchParams(d)})"
        ".then(r => r.text()).then(t => t.match(/<title>\\s*([^ ·<]+)/)[1]))); })()"
    )
    assert len(set(form)) == 1, form


def test_lower_mode_brings_everything_within_low_reach(kiosk, shot, check_axe):
    page = kiosk()
    touch(page, "button[name=ui][value=ru]")
    touch(page, "input[type=checkbox][name=reach]")
    page.locator("html[data-reach=low]").wait_for()
    shot(page, "kiosk-lower-ru")
    check_axe(page)
    for step in ("button[name=service]", "button[name=purpose]"):
        all_is_low(page)
        touch(page, step)
    shot(page, "kiosk-lower-ticket-ru")
    all_is_low(page)


def test_the_search_is_within_low_reach_too(kiosk, shot):
    page = kiosk()
    touch(page, "input[type=checkbox][name=reach]")
    look_for(page, "ru", "паспорт")
    page.locator(".kiosk-found .choice").first.wait_for()
    shot(page, "kiosk-lower-search-ru")
    all_is_low(page)


def test_contrast_and_larger_text_stay_to_the_end_and_go_with_the_person(kiosk, shot, check_axe):
    page = kiosk()
    touch(page, "input[type=checkbox][name=contrast]")
    page.locator("html[data-contrast=high]").wait_for()
    touch(page, "button[name=ui][value=en]")
    touch(page, "button[name=service]")
    page.locator("html[data-contrast=high]").wait_for()
    touch(page, "input[type=checkbox][name=text]")
    page.locator("html[data-contrast=high][data-text=large]").wait_for()
    nothing_runs_over(page)
    shot(page, "kiosk-contrast-en")
    check_axe(page)
    touch(page, "button[name=purpose]")
    number = page.locator(".ticket-number").inner_text()
    touch(page, "input[type=checkbox][name=contrast]")
    page.locator("html[data-text=large]:not([data-contrast])").wait_for()
    assert page.locator(".ticket-number").inner_text() == number, "the same ticket, no second one"
    nothing_runs_over(page)
    page.goto(page.url.split("/kiosk/")[0] + "/kiosk/")
    assert page.locator("html[data-contrast=high]").count() == 0


@pytest.mark.parametrize("language", ["ru", "en"])
def test_all_modes_at_once_leave_everything_in_reach_and_the_code_readable(
    kiosk, shot, check_axe, language
):
    page = kiosk()
    for mode in ("reach", "contrast", "text"):
        touch(page, f"input[type=checkbox][name={mode}]")
    nothing_runs_over(page)
    shot(page, "kiosk-modes-start")
    look_for(page, language, "паспорт" if language == "ru" else "passport")
    page.locator(".kiosk-found .choice").first.wait_for()
    nothing_runs_over(page)
    shot(page, f"kiosk-modes-search-{language}")
    touch(page, ".kiosk-way button")
    for step in ("button[name=service]", "button[name=purpose]"):
        all_is_low(page)
        touch(page, step)
    nothing_runs_over(page)
    check_axe(page)
    shot(page, f"kiosk-modes-ticket-{language}")
    assert "/t/" in read_by_a_phone(page)


def test_the_language_is_changed_on_the_way_and_the_choice_stays(kiosk):
    page = kiosk()
    touch(page, "button[name=ui][value=ru]")
    touch(page, "button[name=service]")
    touch(page, ".kiosk-modes button[name=ui]")
    page.get_by_role("heading", name="What exactly?").wait_for()
    assert page.locator(".kiosk-service").inner_text() == "Renew a passport at 20 or 45"


def test_a_touch_while_nobody_answers_waits_and_goes_on(kiosk):
    page = kiosk()
    touch(page, "button[name=ui][value=en]")
    page.context.set_offline(True)
    page.locator("button[name=service]").first.tap()
    page.get_by_text("Nothing you chose is lost").wait_for()
    page.context.set_offline(False)
    page.get_by_role("heading", name="What exactly?").wait_for()


def test_a_person_is_called_from_the_lower_left_corner_the_same_place_on_every_screen(kiosk):
    page = kiosk()
    place = page.locator(".kiosk-help button").bounding_box()
    assert place["x"] < 100
    assert place["y"] + place["height"] > SIZE["height"] - 60
    for step in (
        "button[name=ui][value=ru]",
        "form[action$='/search/'] button",
        ".kiosk-way button",
        "button[name=page]",
        "button[name=service]",
        "button[name=purpose]",
    ):
        touch(page, step)
        assert page.locator(".kiosk-help button").bounding_box() == place, page.url
    touch(page, ".kiosk-help button")
    assert "Администратор" in page.locator("main").inner_text()


def test_back_after_the_end_shows_nothing_of_the_one_before(kiosk, house):
    page = kiosk()
    touch(page, "button[name=ui][value=ru]")
    touch(page, "button[name=service]")
    touch(page, "button[name=purpose]")
    touch(page, "a.button--next")
    page.locator("button[name=ui]").first.wait_for()
    answer = page.goto(f"{house.origin}/kiosk/ticket/")
    assert page.url.endswith("/kiosk/")
    assert "no-store" in answer.headers["cache-control"]


def test_the_time_out_warns_and_wipes(kiosk):
    page = kiosk()
    touch(page, "button[name=ui][value=ru]")
    page.locator("button[name=service]").first.wait_for()
    hurry(page)
    page.wait_for_url("**/kiosk/", timeout=10_000)
    page.locator("button[name=ui]").first.wait_for()


@pytest.mark.parametrize(
    ("language", "text", "name"), [("ru", "паспорта", "паспорт"), ("en", "passports", "passport")]
)
def test_a_service_is_found_by_its_inflected_word_on_the_keyboard_of_the_screen(
    kiosk, shot, check_axe, language, text, name
):
    page = kiosk()
    look_for(page, language, text)
    page.locator(".kiosk-found .choice").first.wait_for()
    assert page.locator("#q").input_value() == text
    names = page.locator(".kiosk-found .choice").all_inner_texts()
    assert 1 <= len(names) <= 6
    assert name in names[0].lower()
    are_large_and_apart(page)
    nothing_runs_over(page)
    check_axe(page)
    shot(page, f"kiosk-search-{language}")
    touch(page, ".kiosk-found .choice")
    touch(page, "button[name=purpose]")
    assert page.locator(".kiosk-ticket .ticket-number").is_visible()


def test_the_keyboard_changes_its_letters_and_takes_them_back(kiosk, check_axe):
    page = kiosk()
    look_for(page, "ru", "ёжи 1")
    field = page.locator("#q")
    assert field.input_value() == "ёжи 1"
    page.locator("[data-erases=one]").tap()
    page.locator("[data-erases=one]").tap()
    assert field.input_value() == "ёжи"
    page.locator("[data-erases=all]").tap()
    assert field.input_value() == ""
    page.locator("[data-switches]").tap()
    press(page, "visa")
    assert field.input_value() == "visa"
    assert page.locator("[data-layout=ru]").first.is_hidden()
    are_large_and_apart(page)
    check_axe(page)


def test_what_is_typed_stays_when_a_mode_is_chosen_and_is_wiped_by_the_time_out(kiosk):
    page = kiosk()
    look_for(page, "ru", "паспорт")
    page.locator(".kiosk-found .choice").first.wait_for()
    touch(page, "input[type=checkbox][name=contrast]")
    page.locator("html[data-contrast=high] .kiosk-found .choice").first.wait_for()
    assert page.locator("#q").input_value() == "паспорт"
    hurry(page)
    page.wait_for_url("**/kiosk/", timeout=10_000)
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        page.go_back()  # nothing was kept, so there is nothing to show


def test_nothing_found_leaves_a_way_on(kiosk):
    page = kiosk()
    look_for(page, "ru", "щщщщ")
    page.get_by_text("Такого не нашлось").wait_for()


def test_one_visit_holds_several_services_in_the_order_of_choosing(kiosk, shot, check_axe):
    page = kiosk()
    touch(page, "button[name=ui][value=ru]")
    names = []
    for _service in range(5):
        button = page.locator("button[name=service]").first
        names.append(button.inner_text())
        touch(page, "button[name=service]")
        if page.locator(".kiosk-more").count():
            touch(page, ".kiosk-more button")
    assert len(set(names)) == 5, "what was chosen is not offered again"
    assert page.locator(".kiosk-more").count() == 0, "five are the most"
    shot(page, "kiosk-several-purpose-ru")
    nothing_runs_over(page)
    check_axe(page)
    touch(page, ".kiosk-way button")
    touch(page, ".kiosk-way button")
    assert page.locator(".lead").count() == 3, "back takes the last one away"
    touch(page, "button[name=purpose]")
    shot(page, "kiosk-several-ticket-ru")
    nothing_runs_over(page)
    shown = page.locator("main .strong").all_inner_texts()
    assert shown == names[:4]


def test_while_nobody_answers_everything_is_wiped_and_the_start_comes_when_somebody_does(kiosk):
    page = kiosk()
    touch(page, "button[name=ui][value=ru]")
    page.context.set_offline(True)
    hurry(page)
    page.locator("main:empty").wait_for(state="attached", timeout=10_000)
    page.context.set_offline(False)
    page.locator("button[name=ui]").first.wait_for(timeout=10_000)
