"""The operator's window: a whole visit by the keyboard alone."""

import re

import pytest

# The service of the sample catalogue with the most papers: seven.
LONG = "property-registration"
PRIMARY = ".button--primary[data-key=Space]"
STILL = """() => [document.documentElement, ...document.querySelectorAll('.desk__column, .desk__look')]
    .filter((e) => e.scrollHeight > e.clientHeight + 1 && e.clientHeight > 0)
    .map((e) => `${e.className}: ${e.scrollHeight} in ${e.clientHeight}`)"""


@pytest.fixture
def desk(new_page, house):
    """Sit down as operator 1 at a free counter."""

    def sit(language="ru", height=768, **more):
        page = new_page(width=1366, height=height, language=language, **more)
        house.login(page, f"{house.slug}-operator-1", "/desk/")
        page.locator("button.pane--free").nth(1).click()
        page.locator("#now").wait_for()
        page.wait_for_load_state()  # the keys are a module: it is read after the page is seen
        return page

    return sit


def label(page):
    return "".join(page.locator("#now .ticket-number").inner_text().split())


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_visit_by_the_keyboard_alone(desk, house, check_axe, shot, language):
    page = desk(language)
    check_axe(page)
    shot(page, f"desk-free-{language}")
    house.issue("passport-age", language="en", priority="pregnant")
    page.keyboard.press("Space")
    page.locator(".ticket-number").wait_for()
    check_axe(page)
    shot(page, f"desk-called-{language}")
    page.keyboard.press("Space")
    page.locator("ok-timer").wait_for()
    shot(page, f"desk-serving-{language}")
    check_axe(page)
    page.keyboard.press("Space")
    page.locator("button[formaction='/desk/undo/']").wait_for()
    page.keyboard.press("z")
    page.locator("ok-timer").wait_for()
    page.keyboard.press("f")
    page.locator("#finish-dialog[open]").wait_for()
    check_axe(page)
    page.keyboard.press("2")
    page.locator("button[formaction='/desk/call/']").wait_for()
    page.locator("#finish-dialog").wait_for(state="hidden")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_nothing_scrolls_and_the_next_act_keeps_its_place(desk, house, shot, language):
    """1366 × 650 is what a browser's own bars leave of 1366 × 768."""
    page = desk(language, height=650)
    house.issue(LONG, language="en", priority="pregnant")
    for _ in range(7):
        house.issue("passport-age", language="uz", priority="veteran")
    places = []

    def look(state):
        page.locator(f"#now {state}").first.wait_for()
        box = None
        while box is None:  # a renewal may be putting it there anew
            box = page.locator(PRIMARY).bounding_box()
        places.append(box)
        shot(page, f"desk-{len(places)}-{language}")
        assert page.evaluate(STILL) == [], state

    page.reload()
    look("button[formaction='/desk/call-this/']")
    page.keyboard.press("1")
    look("button[formaction='/desk/start/']")
    page.keyboard.press("Space")
    look("ok-timer")
    page.keyboard.press("Space")
    look("button[formaction='/desk/undo/']")
    page.keyboard.press("p")
    page.locator("#pause-dialog[open]").wait_for()
    page.keyboard.press("Enter")
    look("button[formaction='/desk/resume/']")
    page.keyboard.press("Space")
    page.locator("button[formaction='/desk/call/']").wait_for()
    assert places == [places[0]] * len(places)


def test_one_of_the_line_is_picked_by_number_key_and_by_name(desk, house, check_axe, shot):
    page = desk()
    _first, second, third = (house.issue("passport-age") for _ in range(3))
    page.reload()
    page.keyboard.press("2")
    page.locator(".ticket-number").wait_for()
    assert label(page) == second["label"]
    page.keyboard.press("z")
    page.locator("button[formaction='/desk/call/']").wait_for()
    page.keyboard.press("l")
    page.locator("#line-dialog select:focus").wait_for()
    check_axe(page)
    shot(page, "desk-line-ru")
    page.keyboard.type(third["label"])
    page.keyboard.press("Enter")
    page.locator(".ticket-number").wait_for()
    assert label(page) == third["label"]


def test_a_person_without_a_ticket_is_served_by_the_keyboard(desk, check_axe, shot):
    page = desk()
    page.keyboard.press("w")
    page.locator("#receive-dialog select[name=service]:focus").wait_for()
    check_axe(page)
    shot(page, "desk-receive-ru")
    page.keyboard.press("Enter")
    page.locator("ok-timer").wait_for()
    page.locator("#receive-dialog").wait_for(state="hidden")


def test_enter_in_the_question_about_the_end_finishes_with_the_first_result(desk, house, shot):
    page = desk()
    house.issue("passport-age")
    page.keyboard.press("Space")
    page.locator("button[formaction='/desk/start/']").wait_for()
    page.keyboard.press("Space")
    page.locator("ok-timer").wait_for()
    page.keyboard.press("f")
    page.locator("#finish-dialog button[name=outcome]:focus").wait_for()
    shot(page, "desk-finish-ru")
    page.keyboard.press("Enter")
    page.locator("button[formaction='/desk/undo/']").wait_for()
    page.locator("#finish-dialog").wait_for(state="hidden")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_person_on_hold_is_taken_back_by_a_key_that_is_shown(desk, house, shot, language):
    page = desk(language)
    ticket = house.issue("passport-age", language="zh")
    page.keyboard.press("Space")
    page.locator("button[formaction='/desk/start/']").wait_for()
    page.keyboard.press("h")
    page.locator("#hold-dialog input:focus").wait_for()
    page.keyboard.press("Enter")
    page.locator("button[formaction='/desk/take-back/'] kbd").wait_for()
    page.keyboard.press("a")
    page.locator(".desk__tools .badge").wait_for()
    shot(page, f"desk-held-{language}")
    page.keyboard.press("g")
    page.locator(".desk__line li", has_text=ticket["label"]).wait_for()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_whoever_wants_to_sign_out_is_told_who_is_here_and_sends_them_back_first(
    desk, house, check_axe, shot, language
):
    page = desk(language)
    ticket = house.issue("nursery")
    page.keyboard.press("Space")
    page.locator("button[formaction='/desk/start/']").wait_for()
    shot(page, f"desk-papers-{language}")
    page.locator("form[action='/staff/logout/'] button").click()
    page.locator("#notice .notice", has_text=ticket["label"]).wait_for()
    shot(page, f"desk-sign-out-{language}")
    check_axe(page)
    page.keyboard.press("t")
    page.locator("#transfer-dialog select[name=service]:focus").wait_for()
    assert page.locator("#transfer-dialog select[name=service]").input_value() == ""
    shot(page, f"desk-send-on-{language}")
    check_axe(page)
    page.locator("#transfer-dialog form[action='/desk/back/'] button").click()
    page.locator(".desk__line li", has_text=ticket["label"]).wait_for()
    page.locator("form[action='/staff/logout/'] button").click()
    # A renewal that was under way may have asked for the way back, too.
    page.wait_for_url(re.compile(r"/staff/login/"))


def test_the_names_in_the_line_are_whole_on_a_small_screen(desk, house):
    page = desk()
    page.set_viewport_size({"width": 1280, "height": 720})
    house.issue("passport-age", language="uz", priority="veteran")
    page.reload()
    name = page.locator(".button--pick .desk__who")
    assert "45 лет" in name.inner_text()
    assert name.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_quick_keys_leave_no_error_in_the_console(desk, house):
    page = desk()
    said = []
    page.on("console", lambda each: said.append(each.text) if each.type == "error" else None)
    for _visit in range(3):
        house.issue("passport-age")  # nudges: the act meets a renewal under way
        page.wait_for_timeout(160)
        page.keyboard.press("Space")
        page.locator("button[formaction='/desk/start/']").wait_for()
        page.keyboard.press("Space")
        page.locator("button[formaction='/desk/finish/']").wait_for()
        page.keyboard.press("Space")
        page.locator("button[formaction='/desk/call/']").wait_for()
    assert said == []


def test_a_refusal_of_a_dialog_is_seen_and_not_covered(desk, new_page, house):
    page, other = desk(), new_page()
    house.login(other, f"{house.slug}-operator-1", "/desk/")
    page.keyboard.press("w")
    page.locator("#receive-dialog select[name=service]:focus").wait_for()
    other.keyboard.press("w")
    other.locator("#receive-dialog button[type=submit]").click()
    other.locator("ok-timer").wait_for()
    page.locator("#receive-dialog button[type=submit]").click()
    page.locator("#notice .notice").wait_for()
    page.locator("#receive-dialog").wait_for(state="hidden")


@pytest.mark.parametrize(("key", "language"), [("F1", "ru"), ("?", "en")])
def test_the_keys_are_explained_and_can_be_switched_off(
    desk, house, check_axe, shot, key, language
):
    page = desk(language)
    page.keyboard.press(key)
    page.locator("#keys-dialog[open]").wait_for()
    check_axe(page)
    shot(page, f"desk-keys-{language}")
    page.locator("[data-keys-toggle]").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("p")
    page.keyboard.press("F1")
    page.locator("#keys-dialog[open]").wait_for()
    assert not page.locator("#pause-dialog[open]").count(), "p is silent after the reload too"
    assert not page.locator("kbd >> visible=true").locator("xpath=ancestor::button").count()
    page.locator("[data-keys-toggle]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.locator("#pause-dialog[open]").wait_for()
    page.keyboard.press("Escape")


def test_keys_are_silent_while_one_types_and_space_means_the_next_act_after_a_dialog(desk):
    page = desk()
    page.keyboard.press("p")
    page.locator("#pause-dialog[open]").wait_for()
    page.locator("#pause-dialog input[name=minutes]").focus()
    page.keyboard.press("c")
    page.keyboard.press("Escape")
    assert not page.locator("dialog[open]").count()
    page.keyboard.press("Space")
    page.locator("#notice .notice").wait_for()  # nobody waits: the call was asked for


def test_a_pause_has_a_reason_and_an_end(desk, shot):
    page = desk()
    page.keyboard.press("p")
    page.locator("#pause-dialog[open]").wait_for()
    page.select_option("#pause-dialog select", "lunch")
    page.locator("#pause-dialog button[type=submit]").last.click()
    page.locator("button[formaction='/desk/resume/']").wait_for()
    shot(page, "desk-paused-ru")
    page.keyboard.press("Space")
    page.locator("button[formaction='/desk/call/']").wait_for()


def test_the_desk_works_without_a_script(desk, house, shot):
    ticket = house.issue("passport-age")
    page = desk(java_script_enabled=False)
    page.locator("a[href='?ask=line']").click()
    page.locator("#line-dialog select").select_option(str(ticket["id"]))
    page.locator("#line-dialog button[type=submit]").click()
    assert label(page) == ticket["label"]
    page.locator(PRIMARY).click()
    page.locator("a[href='?ask=hold']").click()
    shot(page, "desk-hold-without-script-ru")
    page.locator("#hold-dialog button[type=submit]").click()
    page.locator("button[formaction='/desk/take-back/']").click()
    assert page.locator(".desk__line li", has_text=ticket["label"]).count() == 1


def test_a_stranger_is_asked_to_sign_in(page, house):
    page.goto(f"{house.origin}/desk/")
    assert "/staff/login/" in page.url
