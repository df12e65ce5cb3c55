"""A manager sets what the kiosk shows first, and the kiosk shows it by itself."""

import psycopg
import pytest

from tests.browser.finger import are_large_and_apart, hurry, nothing_runs_over, touch
from tests.browser.test_centre import fits

NOTICE = {
    "ru": "До 12:00 готовые документы выдают окна 1–4. Возьмите паспорт, талон не нужен: подойдите сразу к свободному окну.",
    "en": "Until 12:00 results are handed out at counters 1–4. Bring your passport, no ticket needed: go to a free counter.",
}


@pytest.fixture(autouse=True)
def _as_usual(house):
    """Other stories find the kiosk as ever."""
    yield
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute("delete from catalog_kioskscreen")


@pytest.fixture
def office(new_page, house):
    def go(language="ru", width=1280, height=900):
        page = new_page(width=width, height=height, language=language)
        house.login(page, f"{house.slug}-manager", "/office/centre/")
        page.locator("a[href='/office/centre/screens/']").click()
        page.wait_for_load_state()
        return page

    return go


def fill(page, *, opens="00:00", closes="23:59", services=(4, 2)):
    """Every day, so that it is shown whichever day the house has."""
    for day in range(7):
        page.check(f"#weekday-{day}")
    page.fill("#opens", opens)
    page.fill("#closes", closes)
    for language, text in NOTICE.items():
        page.fill(f"#notice_{language}", text)
    chosen = []
    for place, nth in enumerate(services, start=1):
        page.select_option(f"#service-{place}", index=nth)
        chosen.append(page.locator(f"#service-{place} option:checked").inner_text())
    page.locator("#screen .button--primary").click()
    page.wait_for_load_state()
    return chosen


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_a_screen_is_set_changed_and_removed(office, check_axe, shot, language, width, height):
    page = office(language, width, height)
    check_axe(page)
    shot(page, f"screens-empty-{width}-{language}", full_page=True)
    fill(page, opens="13:00", closes="12:00")
    assert page.locator("#closes-error").is_visible()
    check_axe(page)
    shot(page, f"screens-refused-{width}-{language}", full_page=True)
    chosen = fill(page)
    row = page.locator(".screen")
    assert row.count() == 1
    assert chosen[0] in row.inner_text()
    assert fits(page, width)
    check_axe(page)
    shot(page, f"screens-{width}-{language}", full_page=True)
    row.locator("a[id^=change]").click()
    page.wait_for_load_state()
    assert page.input_value("#notice_en") == NOTICE["en"]
    assert fits(page, width)
    check_axe(page)
    shot(page, f"screens-change-{width}-{language}", full_page=True)
    page.go_back()
    page.locator(".screen .button--danger").click()
    page.wait_for_load_state()
    assert page.locator(".screen").count() == 0


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_manager_looks_at_it_as_the_kiosk_will_show_it(office, check_axe, shot, language):
    page = office(language)
    chosen = fill(page)
    page.locator(".screen a[id^=look]").click()
    page.wait_for_load_state()
    assert page.get_by_text(NOTICE["ru"]).is_visible()
    assert page.get_by_text(NOTICE["en"]).is_visible()
    shot(page, f"screens-look-1280-{language}")
    check_axe(page)
    page.locator(f"footer a[lang={language}]").click()
    page.wait_for_load_state()
    names = page.locator(".choice").all_inner_texts()
    assert [name.split("\n")[0] for name in names[:2]] == chosen
    lowest = page.locator(".choice").last.bounding_box()
    assert lowest["y"] + lowest["height"] <= page.locator(".kiosk-way").bounding_box()["y"]
    check_axe(page)
    shot(page, f"screens-look-services-1280-{language}")
    page.locator("footer a[href='/office/centre/screens/']").click()
    page.locator(".screen").wait_for()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("modes", [[], ["reach"], ["text"]])
def test_the_kiosk_shows_it_by_itself_and_has_room_for_it(
    office, kiosk, check_axe, shot, language, modes
):
    screen = kiosk()
    manager = office(language)
    chosen = fill(manager)
    assert screen.locator(".kiosk-notice").count() == 0
    hurry(screen)  # nobody touches it: the minute is over
    screen.locator(".kiosk-notice").wait_for()
    for mode in modes:
        touch(screen, f"input[type=checkbox][name={mode}]")
    said = "-".join([language, *modes])
    assert screen.locator(".kiosk-notice").inner_text().count("12:00") == 2, "both languages"
    shot(screen, f"kiosk-screen-start-{said}")
    nothing_runs_over(screen)
    are_large_and_apart(screen)
    check_axe(screen)
    touch(screen, f"button[name=ui][value={language}]")
    assert screen.locator(".kiosk-notice").inner_text().strip() == NOTICE[language]
    names = screen.locator("button[name=service]").all_inner_texts()
    assert [name.split("\n")[0] for name in names[:2]] == chosen
    assert len(names) == 5, "the usual ones after them"
    shot(screen, f"kiosk-screen-services-{said}")
    nothing_runs_over(screen)
    are_large_and_apart(screen)
    check_axe(screen)
    manager.locator(".screen .button--danger").click()
    manager.wait_for_load_state()
    screen.goto(screen.url.replace("services/", ""))
    hurry(screen)
    screen.wait_for_function("!document.querySelector('.kiosk-notice')")
