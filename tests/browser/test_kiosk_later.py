"""Booking a time for later at the kiosk, with a finger."""

import psycopg
import pytest

from tests.browser.finger import (
    fits_the_hand,
    nothing_runs_over,
    press,
    read_by_a_phone,
    touch,
)

MODES = ("reach", "contrast", "text")


def booked(house, code):
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        return line.execute(
            "select v.name, v.phone, a.via from booking_appointment a"
            " join people_visitor v on v.id = a.visitor_id where a.code = %s and a.state = 'booked'",
            [code],
        ).fetchone()


@pytest.mark.parametrize(
    ("language", "name", "phone"), [("ru", "анна", "89161110001"), ("en", "anna", "89161110002")]
)
@pytest.mark.parametrize("modes", [(), MODES])
def test_a_time_on_another_day_is_booked_and_its_page_goes_along_on_the_phone(
    kiosk, house, shot, check_axe, language, name, phone, modes
):
    page = kiosk()
    for mode in modes:
        touch(page, f"input[type=checkbox][name={mode}]")
    touch(page, f"button[name=ui][value={language}]")
    touch(page, "button[name=service]")
    touch(page, "button[name=later]")

    def look(step):
        shot(page, f"kiosk-later-{'modes-' if modes else ''}{step}-{language}")
        check_axe(page)
        fits_the_hand(page, modes)

    look("1-days")
    touch(page, "button[name=day]", 1)
    look("2-times")
    touch(page, "button[name=starts_at]", 2 if modes else 0)
    press(page, name)
    look("3-name")
    touch(page, ".kiosk-on button")
    for figure in phone:
        page.locator(f".kiosk-figures .key[data-types='{figure}']").tap()
    look("4-phone")
    touch(page, ".kiosk-on button")
    page.locator(".kiosk-ticket").wait_for()
    look("5-booked")
    code = page.locator(".kiosk-ticket .ticket-number").inner_text().replace(" ", "")
    assert booked(house, code) == (name.capitalize(), f"+7{phone[1:]}", "kiosk")
    assert "/a/" in read_by_a_phone(page)
    touch(page, "a.button--next")
    page.locator("button[name=ui]").first.wait_for()
    assert f"{code[:3]} {code[3:]}" not in page.content()


def test_a_phone_that_is_none_is_asked_for_again_and_the_name_stays(kiosk):
    page = kiosk()
    touch(page, "button[name=ui][value=ru]")
    touch(page, "button[name=service]")
    touch(page, "button[name=later]")
    touch(page, "button[name=day]", 2)
    touch(page, "button[name=starts_at]")
    press(page, "ян")
    touch(page, ".kiosk-on button")
    page.locator(".kiosk-figures .key[data-types='1']").tap()
    touch(page, ".kiosk-on button")
    assert "Это не номер телефона" in page.locator(".notice").inner_text()
    nothing_runs_over(page)
    touch(page, ".kiosk-way form button")
    assert page.locator("#name").input_value() == "Ян"


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("modes", [(), MODES])
def test_a_kiosk_that_has_booked_enough_says_so_and_leads_to_the_ticket(
    kiosk, house, shot, check_axe, language, modes
):
    page = kiosk()
    for mode in modes:
        touch(page, f"input[type=checkbox][name={mode}]")
    touch(page, f"button[name=ui][value={language}]")
    touch(page, "button[name=service]")
    touch(page, "button[name=later]")
    touch(page, "button[name=day]", 1)
    touch(page, "button[name=starts_at]")
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute(
            "insert into base_try (who, at) select who, at from base_try, generate_series(1, 60)"
        )
    touch(page, ".kiosk-way form button")
    touch(page, "button[name=starts_at]")
    shot(page, f"kiosk-later-enough-{'modes-' if modes else ''}{language}")
    check_axe(page)
    fits_the_hand(page, modes)
    touch(page, ".button--next")
    touch(page, "button[name=purpose]")
    assert page.locator(".kiosk-ticket .ticket-number").is_visible()
