"""The line joined from home, before a kiosk in a hall without a free board."""

import re

import pytest

from tests.browser.finger import (
    all_is_low,
    are_large_and_apart,
    hurry,
    nothing_runs_over,
    read_by_a_phone,
    touch,
)

WAY = "form[action$='/kiosk/here/'] button[value={}]"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_picture_on_the_kiosk_makes_a_ticket_of_a_place_taken_at_home(
    kiosk, new_page, house, open_counter, check_axe, shot, language
):
    phone = new_page(width=390, height=844, language=language)
    phone.goto(f"{house.origin}/centres/{house.slug}/join/?service=passport-age")
    phone.locator("form .button--primary").click()
    phone.wait_for_url("**/q/*/")
    page = kiosk()
    nothing_runs_over(page)
    touch(page, WAY.format(language))
    assert page.evaluate("document.documentElement.lang") == language
    check_axe(page)
    are_large_and_apart(page)
    nothing_runs_over(page)
    shot(page, f"kiosk-from-home-{language}")
    phone.goto(read_by_a_phone(page))
    assert page.locator(".kiosk-code").inner_text() in phone.url
    phone.locator("main form button").click()
    phone.wait_for_url("**/t/*/")


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("modes", [["reach"], ["contrast"], ["reach", "contrast", "text"]])
def test_in_every_mode_the_code_is_read_and_all_stays_in_reach(
    kiosk, check_axe, shot, language, modes
):
    page = kiosk()
    for mode in modes:
        touch(page, f"input[type=checkbox][name={mode}]")
    nothing_runs_over(page)
    are_large_and_apart(page)
    name = "-".join(modes)
    shot(page, f"kiosk-from-home-start-{name}")
    touch(page, WAY.format(language))
    check_axe(page)
    nothing_runs_over(page)
    if "reach" in modes:
        all_is_low(page)
    shot(page, f"kiosk-from-home-{name}-{language}")
    assert re.search(r"/here/tverskoy/\w{6}/$", read_by_a_phone(page))


def test_from_the_code_an_ordinary_ticket_is_two_touches_and_the_time_out_wipes(kiosk):
    page = kiosk()
    touch(page, WAY.format("en"))
    touch(page, "form[action$='/services/'] button")
    touch(page, "button[name=service]")
    touch(page, "button[name=purpose]")
    assert page.locator(".kiosk-ticket .ticket-number").is_visible()
    touch(page, "a.button--next")
    touch(page, WAY.format("en"))
    hurry(page)
    page.wait_for_url("**/kiosk/", timeout=15_000)
    assert page.locator(".kiosk-code").count() == 0
