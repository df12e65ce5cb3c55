"""Sent for one step and back: the two desks, the phone, the board."""

import pytest


@pytest.fixture
def sit(new_page, house):
    """Sit down as operator n at the nth free counter: the page and the counter's number."""

    def sit(n, language):
        page = new_page(width=1366, height=768, language=language)
        house.login(page, f"{house.slug}-operator-{n}", "/desk/")
        free = page.locator("button.pane--free").nth(1)
        number = free.locator("xpath=ancestor-or-self::button").inner_text().split()[0]
        free.click()
        page.locator("#now").wait_for()
        page.wait_for_load_state()
        return page, number

    return sit


def press(page, key, then):
    page.keyboard.press(key)
    page.locator(then).first.wait_for()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_person_is_sent_for_one_step_and_comes_back_by_the_keyboard_alone(
    sit, new_page, house, check_axe, shot, language
):
    here, mine = sit(1, language)
    there, other = sit(2, language)
    for _ in range(3):
        house.issue("passport-age")
    here.reload()
    ticket = house.issue("nursery", priority="disabled")
    phone = new_page(width=390, height=844, language=language)
    phone.goto(f"{house.origin}/t/{ticket['token']}/")
    phone.mouse.click(5, 800)  # a page that nobody has touched may not vibrate
    board = new_page(width=1920, height=1080, language=language)
    board.goto(house.origin + house.links["board"])
    here.locator(".desk__line li", has_text=ticket["label"]).wait_for()
    press(here, "Space", "button[formaction='/desk/start/']")
    press(here, "Space", "ok-timer")
    press(here, "t", "#transfer-dialog select[name=service]:focus")
    here.locator("#transfer-dialog select[name=service]").select_option("passport-age")
    counter = here.locator("#transfer-dialog select[name=to_counter]")
    counter.select_option(
        label=next(
            each
            for each in counter.locator("option").all_inner_texts()
            if each.startswith(f"{other} ")
        )
    )
    counter.focus()
    here.keyboard.press("Tab")
    here.keyboard.press("Space")
    assert here.locator("#transfer-dialog [name=back_to_me]").is_checked()
    check_axe(here)
    shot(here, f"back-send-{language}")
    here.keyboard.press("Enter")
    here.locator(".desk__held li", has_text=ticket["label"]).wait_for()
    check_axe(here)
    shot(here, f"back-expected-{language}")
    there.locator(".desk__line li", has_text=ticket["label"]).wait_for()
    phone.locator(".mine--waiting .strong").first.wait_for()
    phone.get_by_text(f" {mine}").first.wait_for()
    check_axe(phone)
    shot(phone, f"back-phone-sent-{language}")
    press(there, "Space", "button[formaction='/desk/start/']")
    press(there, "Space", "ok-timer")
    check_axe(there)
    shot(there, f"back-step-{language}")
    shot(phone, f"back-phone-step-{language}")
    press(there, "Space", "button[formaction='/desk/undo/']")
    row = here.locator(".desk__line li", has_text=ticket["label"])
    row.wait_for()
    assert other in row.inner_text()
    assert here.locator(".desk__line li").first.inner_text() == row.inner_text()
    check_axe(here)
    shot(here, f"back-line-{language}")
    shot(phone, f"back-phone-returns-{language}")
    press(here, "Space", "button[formaction='/desk/start/']")
    assert other in here.locator(".desk__look").first.inner_text()
    shot(here, f"back-called-{language}")
    board.locator(".call", has_text=mine).locator(".call__word").first.wait_for()
    check_axe(board)
    shot(board, f"back-board-{language}")
