"""The public site in both languages, on a phone and on a desk."""

import pytest

PAGES = (
    "/",
    "/search/?q=паспорта",
    "/search/?q=зюзюблик",
    "/life/passport/",
    "/services/passport-age/",
    "/centres/",
    "/centres/tverskoy/",
    "/about/",
    "/nothing-here/",
)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_passes_axe_and_fits(new_page, house, check_axe, shot, language, width):
    page = new_page(width=width, height=844, language=language)
    for path in PAGES:
        page.goto(house.origin + path)
        check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), path
        name = path.split("?")[0].strip("/").replace("/", "-") or "home"
        shot(page, f"portal-{name}-{width}-{language}", full_page=True)


def test_at_four_times_the_size_nothing_runs_out_of_the_page(new_page, house):
    page = new_page(width=320, height=256)  # 1280 CSS pixels at 400 % (WCAG 2.2, 1.4.10)
    for path in PAGES:
        page.goto(house.origin + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), path


def test_a_word_typed_finds_without_a_press(page, house):
    page.goto(house.origin)
    page.locator("#q").type("потеряла паспорт", delay=20)
    page.locator("#found a").first.wait_for()
    assert "аспорт" in page.locator("#found").inner_text()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_ticket_on_the_phone_lives_through_its_visit(
    new_page, house, open_counter, check_axe, shot, language
):
    ticket = house.issue()
    page = new_page(width=390, height=844, language=language)
    answer = page.goto(f"{house.origin}/t/{ticket['token']}/")
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    check_axe(page)
    shot(page, f"ticket-waiting-{language}")
    while True:
        called = house.post(f"/counters/{open_counter}/call-next")
        if called["id"] == ticket["id"]:
            break
        house.post(f"/tickets/{called['id']}/start")
        house.post(f"/tickets/{called['id']}/finish")
    page.locator(".my-counter__number").wait_for(timeout=8_000)
    assert page.locator(".my-counter__number").inner_text() == str(called["counter"])
    check_axe(page)
    shot(page, f"ticket-called-{language}")
    house.post(f"/tickets/{ticket['id']}/start")
    house.post(f"/tickets/{ticket['id']}/finish")
    page.locator("button[name=rating][value='5']").click(timeout=8_000)
    page.wait_for_load_state()
    assert "5" in page.locator("#rate h2").inner_text()
    check_axe(page)
    shot(page, f"ticket-finished-{language}")


def test_a_place_is_given_up_after_a_question(new_page, house):
    ticket = house.issue()
    page = new_page(width=390, height=844)
    page.goto(f"{house.origin}/t/{ticket['token']}/")
    page.locator("button[data-opens=leave]").click()
    page.locator("#leave[open] button[type=submit].button--danger").click()
    page.locator(".mine--left").wait_for()


def test_an_unknown_token_is_said_to_be_unknown(page, house):
    assert page.goto(f"{house.origin}/t/nobody/").status == 404


def test_without_javascript_one_finds_and_leaves(new_page, house):
    page = new_page(java_script_enabled=False)
    page.goto(house.origin)
    page.fill("#q", "passport")
    page.press("#q", "Enter")
    page.locator("#found a").first.click()
    assert page.locator("h1").is_visible()
    ticket = house.issue()
    page.goto(f"{house.origin}/t/{ticket['token']}/")
    page.locator("form[action$='/leave/'] button:visible").click()
    assert page.locator(".mine--left").is_visible()
