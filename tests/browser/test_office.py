"""The manager's hall and the door."""

import pytest


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_hall_is_live_and_passes_axe(new_page, house, open_counter, check_axe, shot, language):
    page = new_page(width=1440, height=900, language=language)
    house.login(page, f"{house.slug}-manager", "/office/")
    before = page.locator(".pane--called, .pane--serving").count()
    house.issue(priority="veteran")
    called = house.post(f"/counters/{open_counter}/call-next")
    page.locator(".pane--called, .pane--serving").nth(before).wait_for()
    check_axe(page)
    shot(page, f"office-{language}", full_page=True)
    house.post(f"/tickets/{called['id']}/start")
    house.post(f"/tickets/{called['id']}/finish")


def test_a_counter_is_opened_paused_and_closed_from_the_hall(new_page, house, check_axe, shot):
    page = new_page(width=1440, height=900)
    house.login(page, f"{house.slug}-manager", "/office/")
    pane = page.locator("#now .pane").nth(4)
    drawer = "#" + pane.get_attribute("data-opens")
    pane.click()
    page.locator(f"{drawer}[open]").wait_for()
    check_axe(page)
    shot(page, "office-drawer-ru")
    page.locator(f"{drawer} form[action$='/open/'] button").click()
    page.locator("#now .pane").nth(4).and_(page.locator(".pane--free")).wait_for()
    page.locator("#now .pane").nth(4).click()
    page.locator(f"{drawer} form[action$='/pause/'] button").click()
    page.locator("#now .pane").nth(4).and_(page.locator(".pane--paused")).wait_for()
    page.locator("#now .pane").nth(4).click()
    page.locator(f"{drawer} form[action$='/close/'] button").click()
    page.locator("#now .pane").nth(4).and_(page.locator(".pane--closed")).wait_for()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_door_registers_and_finds(new_page, house, check_axe, shot, language):
    page = new_page(width=1440, height=900, language=language)
    house.login(page, f"{house.slug}-administrator", "/office/door/")
    check_axe(page)
    page.select_option("select[name=priority]", "veteran")
    page.locator("form[action$='/issue/'] button").click()
    number = page.locator(".ticket-number").first
    number.wait_for()
    label = "".join(number.inner_text().split())
    check_axe(page)
    shot(page, f"door-{language}")
    page.fill("#find", label)
    page.press("#find", "Enter")
    page.locator("form[action$='/leave/'] button").click()
    page.wait_for_load_state()
    assert page.locator("form[action$='/leave/'] button").count() == 0


def test_an_operator_does_not_open_the_office(new_page, house):
    page = new_page()
    house.login(page, f"{house.slug}-operator-1")
    assert page.goto(f"{house.origin}/office/").status == 403
