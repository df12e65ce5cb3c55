"""The kiosk, as a finger uses it."""

import pytest

SIZE = {"width": 1080, "height": 1920}


@pytest.fixture
def kiosk(new_page, house):
    def stand_before():
        page = new_page(**SIZE, has_touch=True)
        page.goto(house.origin + house.links["kiosk"])
        page.locator("button[name=ui]").first.wait_for()
        return page

    return stand_before


def touch(page, selector, number=0):
    """Touch and wait for the next page."""
    with page.expect_navigation():
        page.locator(selector).nth(number).tap()


def targets(page):
    """The rectangles of everything that is pressed."""
    return page.evaluate(
        "[...document.querySelectorAll('button, a.button, label.kiosk-mode')]"
        ".filter(e => e.checkVisibility() && !e.closest('dialog'))"
        ".map(e => { const r = e.getBoundingClientRect();"
        " return {text: e.innerText, x: r.x, y: r.y, w: r.width, h: r.height}; })"
    )


def are_large_and_apart(page):
    boxes = targets(page)
    assert len(boxes) > 2
    for box in boxes:
        assert box["w"] >= 71.5, box
        assert box["h"] >= 71.5, box
    for one in boxes:
        for other in boxes:
            if one is other:
                continue
            across = max(one["x"], other["x"]) - min(one["x"] + one["w"], other["x"] + other["w"])
            down = max(one["y"], other["y"]) - min(one["y"] + one["h"], other["y"] + other["h"])
            assert max(across, down) >= 15.5, (one, other)


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
        shot(page, f"kiosk-{touches + 1}-{language}")
    assert touches == 3
    number = page.locator(".kiosk-ticket .ticket-number")
    assert number.is_visible()
    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")


def test_the_ten_most_frequent_services_are_on_two_pages_of_at_most_six_buttons(kiosk):
    page = kiosk()
    touch(page, "button[name=ui][value=ru]")
    first = page.locator(".choice").count()
    assert page.locator("button[name=service]").count() == 5
    touch(page, "button[name=page]")
    assert page.locator("button[name=service]").count() == 5
    assert first == page.locator(".choice").count() == 6
    touch(page, "button[name=page][value=all]")
    touch(page, "button[name=event]")
    page.locator("button[name=service]").first.wait_for()


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
    touch(page, "input[name=reach]")
    page.locator("html[data-reach=low]").wait_for()
    shot(page, "kiosk-lower-ru")
    check_axe(page)
    for box in targets(page):
        assert box["y"] >= SIZE["height"] * 0.4, box


def test_contrast_and_larger_text_stay_to_the_end_and_go_with_the_person(kiosk, shot, check_axe):
    page = kiosk()
    touch(page, "input[name=contrast]")
    page.locator("html[data-contrast=high]").wait_for()
    touch(page, "button[name=ui][value=en]")
    touch(page, "button[name=service]")
    page.locator("html[data-contrast=high]").wait_for()
    shot(page, "kiosk-contrast-en")
    check_axe(page)
    page.goto(page.url.split("/kiosk/")[0] + "/kiosk/")
    assert page.locator("html[data-contrast=high]").count() == 0


def test_a_person_is_called_from_the_lower_left_corner(kiosk):
    page = kiosk()
    box = page.locator(".kiosk-help button").bounding_box()
    assert box["x"] < 200
    assert box["y"] > 1600
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
    page.evaluate(
        "(() => { const e = document.querySelector('ok-idle'); e.dataset.after = '2'; e.dataset.warn = '1';"
        " document.body.append(e); })()"
    )
    page.wait_for_url("**/kiosk/", timeout=10_000)
    page.locator("button[name=ui]").first.wait_for()
