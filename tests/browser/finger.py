"""What a finger does at the kiosk, and what holds on every screen of it."""

import io

import zxingcpp
from PIL import Image

SIZE = {"width": 1080, "height": 1920}


def touch(page, selector, number=0):
    """Touch and wait for the next page."""
    with page.expect_navigation():
        page.locator(selector).nth(number).tap()


def targets(page):
    """The rectangles of everything that is pressed."""
    return page.evaluate(
        "[...document.querySelectorAll('button, a.button, a.choice, label.kiosk-mode')]"
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


def nothing_runs_over(page):
    """The page fits its screen: nothing to scroll but a list that says so, nothing cut, and help in its corner."""
    assert page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('main, footer')]"
        ".every(e => e.scrollHeight <= e.clientHeight + 1 && e.scrollWidth <= e.clientWidth + 1)"
    )
    # What is pushed out at the top is not counted as something to scroll to.
    outside = page.evaluate(
        "[...document.querySelectorAll('main *, footer *')].filter(e => { if (e.closest('.kiosk-papers li')) return false; const r = e.getBoundingClientRect();"
        " const top = e.closest('main, footer').getBoundingClientRect().top;"
        " return r.width > 1 && (r.top < top - 1 || r.right > innerWidth + 1 || r.bottom > innerHeight + 1); })"
        ".map(e => e.outerHTML.slice(0, 100))"
    )
    assert outside == []
    cut = page.evaluate(
        "[...document.querySelectorAll('.choice, .button, .key, .kiosk-mode')]"
        ".filter(e => e.checkVisibility() && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))"
        ".map(e => e.innerText)"
    )
    assert cut == []
    lists_say_how_they_go_on(page)


def lists_say_how_they_go_on(page):
    """A list that is longer than its place has a sign below it, and no other has."""
    told = page.evaluate(
        "[...document.querySelectorAll('.kiosk-list')].map(e => [e.firstElementChild, e.lastElementChild])"
        ".map(([list, sign]) => [list.scrollHeight > list.clientHeight + 1, sign.checkVisibility()])"
    )
    assert all(is_longer == says_so for is_longer, says_so in told), told


def all_is_low(page):
    for box in targets(page):
        assert box["y"] >= SIZE["height"] * 0.4, box
    are_large_and_apart(page)
    nothing_runs_over(page)


def fits_the_hand(page, modes):
    """What is pressed is large, apart and whole; with all modes it is within low reach, too."""
    if modes:
        all_is_low(page)
    else:
        are_large_and_apart(page)
        nothing_runs_over(page)


def press(page, text):
    """Type on the keyboard of the screen."""
    for letter in text:
        page.locator(
            f".keyboard__letters:not([hidden]) .key[data-types='{letter}'], .key--space[data-types='{letter}']"
        ).tap()


def look_for(page, language, text):
    touch(page, f"button[name=ui][value={language}]")
    touch(page, "form[action$='/search/'] button")
    page.locator(".keyboard").wait_for()
    press(page, text)


def take_a_ticket(page):
    touch(page, "button[name=ui][value=ru]")
    touch(page, "button[name=service]")
    touch(page, "button[name=purpose]")


def hurry(page):
    """Two seconds of patience and one of warning."""
    page.evaluate(
        "(() => { const e = document.querySelector('ok-idle'); e.dataset.after = '2'; e.dataset.warn = '1';"
        " document.body.append(e); })()"
    )


def read_by_a_phone(page):
    """What a camera sees in the picture."""
    picture = Image.open(io.BytesIO(page.locator(".kiosk-qr").screenshot()))
    return zxingcpp.read_barcodes(picture.convert("L"))[0].text
