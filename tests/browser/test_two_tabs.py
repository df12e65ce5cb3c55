"""The office in two tabs of one browser, of which the second chooses another centre."""

import pytest

WORDS = {
    "ru": (
        "Эта страница — о центре «Тверской», а в другой вкладке открыт центр «Арбат».",
        "Снова показать «Тверской»",
    ),
    "en": (
        "This page shows Tverskoy, and Arbat has been opened in another tab.",
        "Show Tverskoy again",
    ),
}


def _choose(page, slug):
    page.locator("#centre").select_option(slug)
    page.locator(".chooser button").click()
    page.locator(f"body[data-centre={slug}]").wait_for()


def _nudge(page):
    """As the wire does when somebody comes; then whatever is asked has been answered."""
    page.evaluate("document.body.dispatchEvent(new CustomEvent('okno:*', { bubbles: true }))")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_page_of_one_centre_stays_readable_and_asks_no_more_when_another_is_opened_in_the_next_tab(
    new_page, house, open_counter, check_axe, shot, language
):
    page = new_page(width=1280, height=700, language=language)
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request))
    page.on("pageerror", lambda error: errors.append(str(error)))
    house.login(page, "editor", "/office/")
    if page.locator("body").get_attribute("data-centre") != house.slug:
        _choose(page, house.slug)
    with page.expect_request("**/office/now/") as renewal:
        _nudge(page)
    assert renewal.value.headers["okno-centre"] == house.slug, "it says of which centre it asks"

    other = page.context.new_page()
    other.goto(f"{house.origin}/office/")
    _choose(other, "arbat")
    page.bring_to_front()
    page.evaluate("document.querySelector('main').style.minBlockSize = '2000px'")
    page.evaluate("scrollTo(0, 500)")
    before = page.locator("#now").bounding_box()["y"]
    _nudge(page)
    words, way = WORDS[language]
    notice = page.locator("#notice")
    notice.get_by_text(words).wait_for()
    assert abs(page.locator("#now").bounding_box()["y"] - before) < 2, "nobody is scrolled away"
    box = notice.bounding_box()
    assert box["height"] > 40
    assert 0 <= box["y"] <= 700 - box["height"], "and what is said is seen"
    asked.clear()
    for _ in range(3):
        house.issue()
        _nudge(page)
    assert [each.url for each in asked if "/office/" in each.url] == []
    # Long after what it shows has grown old, the line is not called lost.
    page.evaluate(
        "performance.now = (then => () => then.call(performance) + 40_000)(performance.now)"
    )
    page.wait_for_timeout(4000)
    assert page.evaluate("document.documentElement.dataset.link") == "on"
    assert page.locator("ok-live").is_hidden()
    check_axe(page)
    shot(page, f"office-other-centre-{language}")

    page.locator("#now .pane").first.evaluate(
        "pane => pane.click()"
    )  # what a person asks is told it too
    page.locator("#drawer[open]").wait_for(state="hidden")
    assert notice.get_by_text(words).is_visible()
    notice.get_by_role("button", name=way).click()
    page.locator("#notice:empty").wait_for(state="attached")
    assert page.locator("body").get_attribute("data-centre") == house.slug
    with page.expect_response("**/office/now/") as renewal:
        _nudge(page)
    assert renewal.value.status == 200
    assert errors == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_form_of_the_old_tab_is_sent_with_all_that_was_typed_once_its_centre_is_shown_again(
    new_page, house, check_axe, shot, language
):
    page = new_page(width=1280, height=700, language=language)
    house.login(page, "editor", "/office/devices/")
    if page.locator("body").get_attribute("data-centre") != house.slug:
        _choose(page, house.slug)
    page.locator("form[action$='/devices/add/'] [name=name]").fill(f"Two tabs {language}")
    other = page.context.new_page()
    other.goto(f"{house.origin}/office/")
    _choose(other, "arbat")
    page.bring_to_front()
    page.locator("form[action$='/devices/add/'] button[type=submit]").click()
    words, way = WORDS[language]
    page.get_by_text(words).wait_for()
    check_axe(page)
    shot(page, f"office-other-centre-form-{language}")
    page.get_by_role("button", name=way).click()
    page.get_by_text(f"Two tabs {language}").first.wait_for()
    assert page.locator("body").get_attribute("data-centre") == house.slug


def test_what_was_said_is_said_again_when_a_press_that_was_lost_on_the_way_has_wiped_it(
    new_page, house
):
    page = new_page(width=1280, height=800)
    house.login(page, "editor", "/office/")
    if page.locator("body").get_attribute("data-centre") != house.slug:
        _choose(page, house.slug)
    page.locator("#now .pane").last.click()
    press = page.locator("#drawer form button").first
    press.wait_for()
    other = page.context.new_page()
    other.goto(f"{house.origin}/office/")
    _choose(other, "arbat")
    page.bring_to_front()
    _nudge(page)
    notice = page.locator("#notice").get_by_text(WORDS["ru"][0])
    notice.wait_for()
    page.context.set_offline(True)
    press.click()
    page.locator("#notice:empty").wait_for(state="attached")
    page.context.set_offline(False)
    _nudge(page)
    notice.wait_for()
