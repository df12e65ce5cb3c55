"""The manager's hall and the door."""

import psycopg
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


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_menu_is_one_row_on_a_laptop_and_walked_through_by_keys(
    new_page, house, check_axe, shot, language
):
    page = new_page(width=1280, height=800, language=language)
    house.login(page, f"{house.slug}-manager", "/office/results/")
    menu = page.locator(".nav a")
    assert page.locator(".page__header").bounding_box()["height"] < 80, "nothing takes a second row"
    assert page.get_by_role("link", name="Results" if language == "en" else "Результаты").count()
    menu.first.focus()
    for nth in range(1, menu.count()):
        page.keyboard.press("Tab")
        assert menu.nth(nth).evaluate("each => each === document.activeElement")
    check_axe(page)
    shot(page, f"office-menu-{language}")
    page.context.clear_cookies(name="okno_session")
    house.login(page, "editor", "/office/results/")
    assert len({round(each.bounding_box()["y"]) for each in menu.all()}) == 1
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_counter_is_opened_paused_and_closed_from_the_hall(new_page, house, check_axe, shot):
    page = new_page(width=1440, height=900)
    house.login(page, f"{house.slug}-manager", "/office/")
    drawer = "#drawer[open]"
    page.locator("#now .pane").nth(4).click()
    page.locator(f"{drawer} form[action$='/open/']").wait_for()
    check_axe(page)
    page.locator(f"{drawer} form[action$='/open/'] button").click()
    page.locator("#now .pane").nth(4).and_(page.locator(".pane--free")).wait_for()
    page.locator("#now .pane").nth(4).click()
    page.locator(f"{drawer} form[action$='/pause/']").wait_for()
    check_axe(page)
    shot(page, "office-drawer-ru")
    page.locator(f"{drawer} form[action$='/pause/'] button").click()
    page.locator("#now .pane").nth(4).and_(page.locator(".pane--paused")).wait_for()
    page.locator("#now .pane").nth(4).click()
    page.locator(f"{drawer} form[action$='/close/'] button").click()
    page.locator("#now .pane").nth(4).and_(page.locator(".pane--closed")).wait_for()


def test_a_table_and_the_focus_outlive_the_renewal_of_the_hall(new_page, house, open_counter):
    page = new_page(width=1440, height=900)
    house.login(page, f"{house.slug}-manager", "/office/")
    page.locator("#waited-table summary").click()
    pane = page.locator("#now .pane").first
    pane.focus()
    pane.evaluate("pane => (pane.dataset.old = '')")
    house.issue()
    page.locator("#now .pane:not([data-old])").first.and_(page.locator(":focus")).wait_for()
    assert page.locator("#waited-table").evaluate("table => table.open")
    called = house.post(f"/counters/{open_counter}/call-next")
    house.post(f"/tickets/{called['id']}/start")
    house.post(f"/tickets/{called['id']}/finish")


@pytest.fixture
def crowd(house, open_counters):
    """Forty people in line, some for longer than promised; a pause, a call for help, four free counters."""
    tickets = [
        house.issue(
            ("passport-age", "address-registration", "child-benefit")[n % 3],
            language="ru" if n % 5 else "en",
        )
        for n in range(40)
    ]
    *free, helped, paused = open_counters(12, 13, 16, 17, 15, 14)
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute(
            "update queue_ticket set waiting_since = waiting_since - make_interval(mins => 18 - number %% 19),"
            " issued_at = issued_at - make_interval(mins => 18 - number %% 19) where token = any(%s)",
            [[ticket["token"] for ticket in tickets]],
        )
        line.execute(
            "update queue_countersession set paused_at = now(), pause_reason = 'break'"
            " where counter_id = %s and closed_at is null",
            [paused],
        )
        line.execute(
            "update queue_countersession set help_at = now() where counter_id = %s and closed_at is null",
            [helped],
        )
    return free


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_crowded_hall_can_be_read_at_a_glance(new_page, house, crowd, check_axe, shot, language):
    for counter in crowd[:3]:
        called = house.post(f"/counters/{counter}/call-next")
        if counter != crowd[0]:
            house.post(f"/tickets/{called['id']}/start")
    page = new_page(width=1440, height=900, language=language)
    house.login(page, f"{house.slug}-manager", "/office/")
    assert page.locator(".dot").count() >= 37
    assert page.locator(".concern--danger").first.is_visible()
    check_axe(page)
    shot(page, f"office-crowd-{language}", full_page=True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, f"office-phone-{language}", full_page=True)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_door_registers_by_keyboard_prints_a_ticket_and_finds(
    new_page, house, open_counter, check_axe, shot, language
):
    page = new_page(width=1280, height=800, language=language)
    house.login(page, f"{house.slug}-administrator", "/office/door/")
    while page.locator(".ring").count():  # of earlier stories at the kiosk
        page.locator(".ring button").first.click()
        page.wait_for_timeout(300)
    page.locator("#q").focus()
    check_axe(page)
    page.keyboard.type({"ru": "загранпаспорт ребёнку", "en": "travel passport child"}[language])
    page.locator("#service optgroup").first.wait_for(state="detached")
    for key in ("Tab", "ArrowDown", "Enter"):  # the list, the first in it, the ticket
        page.keyboard.press(key)
    number = page.locator(".ticket-number").first
    number.wait_for()
    label = "".join(number.inner_text().split())
    assert page.evaluate("document.activeElement.id") == "q", "ready for the next person"
    for part in (".door__issued", ".door__new button[type=submit]"):
        box = page.locator(part).last.bounding_box()
        assert box["y"] + box["height"] <= 800, "all of it at a glance"
    check_axe(page)
    shot(page, f"door-{language}")
    _prints_only_the_ticket(page, shot, language)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.fill("#find", label)
    page.press("#find", "Enter")
    page.locator("form[action$='/leave/'] button").click()
    page.wait_for_load_state()
    assert page.locator("form[action$='/leave/'] button").count() == 0


def _prints_only_the_ticket(page, shot, language):
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 272, "height": 600})  # the 72 mm of a roll of 80
    assert page.locator("body > :visible").count() == 1
    paper = page.locator(".paper")
    assert paper.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 272
    shot(page, f"door-paper-{language}", full_page=True)
    page.emulate_media(media="screen")


def test_a_call_at_the_kiosk_lights_up_the_door_and_the_hall_and_one_answer_ends_it(
    new_page, house, check_axe, shot
):
    door, office = new_page(width=1280, height=800), new_page(width=1280, height=800, language="en")
    house.login(door, f"{house.slug}-administrator", "/office/door/")
    house.login(office, f"{house.slug}-manager", "/office/")
    kiosk = new_page(width=1080, height=1920)
    kiosk.goto(house.origin + house.links["kiosk"])
    kiosk.locator("form[action='/kiosk/person/'] button, [formaction='/kiosk/person/']").click()
    for page, name in ((door, "ring-ru"), (office, "ring-en")):
        page.locator(".ring").wait_for()
        check_axe(page)
        shot(page, f"door-{name}")
    door.locator(".ring button").click()
    for page in (door, office):
        page.locator(".ring").wait_for(state="detached")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_closing_the_day_is_asked_and_may_be_left(new_page, house, check_axe, shot, language):
    house.issue()
    page = new_page(width=1280, height=800, language=language)
    house.login(page, f"{house.slug}-manager", "/office/")
    closing = page.locator("#close-day[open] form[action$='/close-day/']")
    page.locator("footer a[data-opens=close-day]").click()
    closing.wait_for()
    check_axe(page)
    shot(page, f"office-close-day-{language}")
    closing.locator("[data-closes]").click()
    assert page.locator("#now .dot").count() == 1
    page.locator("footer a[data-opens=close-day]").click()
    closing.locator("button.button--danger").click()
    page.locator("#now .dot").wait_for(state="detached")
    closing.wait_for(state="hidden")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_all_broken_promises_can_be_opened(new_page, house, crowd, check_axe, shot, language):
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute(
            "update queue_ticket set promise_broken_at = issued_at, voucher = 'X' where state = 'waiting'"
        )
    page = new_page(width=1280, height=800, language=language)
    house.login(page, f"{house.slug}-manager", "/office/")
    page.locator("a[href='/office/broken/']").click()
    page.wait_for_url("**/office/broken/")
    assert page.locator("tbody tr").count() >= 40
    check_axe(page)
    shot(page, f"office-broken-{language}")


def test_an_operator_does_not_open_the_office(new_page, house):
    page = new_page()
    house.login(page, f"{house.slug}-operator-1")
    assert page.goto(f"{house.origin}/office/").status == 403
