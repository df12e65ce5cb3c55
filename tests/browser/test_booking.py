"""Booking on the portal: find a time, say who comes, keep the page, move, cancel, wait for a time."""

import re
import secrets
from contextlib import contextmanager

import psycopg
import pytest

LOOKS = [("ru", 390, "light"), ("en", 1280, "dark"), ("en", 390, "dark"), ("ru", 1280, "light")]
_FIND = "/book/passport-age/"
_HERE = "/book/passport-age/tverskoy/"


def _phone():
    """Whoever books in one test is nobody of another."""
    return f"+7916{secrets.randbelow(10**7):07}"


def _choose(page, house, path=_HERE):
    """Press a free time two weeks ahead, in the middle of the day's list."""
    page.goto(house.origin + path)
    page.locator("a.days__day").nth(secrets.randbelow(10) + 8).click()
    times = page.locator(".times__time")
    times.nth(secrets.randbelow(times.count())).click()
    page.wait_for_url("**/h/*/")


def _book(page, house, path=_HERE):
    _choose(page, house, path)
    page.fill("[name=name]", "Ян")
    page.fill("[name=phone]", _phone())
    page.check("[name=consent]")
    page.locator("main form .button--primary").click()
    page.wait_for_url("**/a/*/")


def test_whoever_still_types_when_the_ten_minutes_end_is_told_at_once(new_page, house):
    page = new_page(width=390, height=844)
    page.clock.install()
    _choose(page, house)
    page.fill("[name=name]", "Ян")
    assert page.locator("#over").is_hidden()
    page.clock.fast_forward("02:00:00")
    page.locator("#over").wait_for()
    assert page.input_value("[name=name]") == "Ян"


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_a_time_is_found_and_booked(new_page, house, check_axe, shot, language, width, scheme):
    page = new_page(width=width, height=844, language=language, color_scheme=scheme)
    look = f"{language}-{width}"

    def look_at(name):
        check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
        shot(page, f"booking-{name}-{look}", full_page=True)

    page.goto(f"{house.origin}/services/passport-age/")
    page.locator(f'a[href^="{_FIND}"]').click()
    look_at("find")
    page.locator(".wishes > summary").click()
    look_at("wishes")
    page.locator(".rows .button").first.click()
    page.locator("a.days__day").nth(5).click()
    look_at("days")
    page.locator(".times__time").first.click()
    page.wait_for_url("**/h/*/")
    look_at("who")
    page.locator("main form .button--primary").click()
    page.locator("#errors").wait_for()
    look_at("who-refused")
    assert page.evaluate("document.activeElement.id") == "errors", "what is wrong is read first"
    assert page.title().startswith({"ru": "Ошибка: ", "en": "Error: "}[language])
    page.fill("[name=name]", "Мария")
    page.fill("[name=phone]", _phone())
    page.check("[name=consent]")
    page.locator("main form .button--primary").click()
    page.wait_for_url("**/a/*/")
    assert re.fullmatch(r"\d{3} \d{3}", page.locator(".pass__code").inner_text())
    look_at("mine")


@pytest.mark.parametrize(("language", "width"), [("ru", 390), ("en", 390), ("ru", 320)])
def test_no_word_in_the_list_of_times_runs_under_a_button(new_page, house, shot, language, width):
    page = new_page(width=width, height=844, language=language)
    page.goto(f"{house.origin}{_FIND}?all")
    assert page.locator(".row--offer").count() > 100
    shot(page, f"booking-list-{language}-{width}")
    under = page.evaluate(
        "[...document.querySelectorAll('.row--offer')].filter(row => {"
        " const button = row.querySelector('.button').getBoundingClientRect();"
        " const words = document.createRange(); words.selectNodeContents(row.querySelector('.row__what'));"
        " return [...words.getClientRects()].some(r => r.right > button.left + 1 && r.left < button.right"
        " && r.bottom > button.top && r.top < button.bottom); }).map(row => row.innerText)"
    )
    assert under == []


def test_needs_travel_in_no_address(new_page, house):
    page = new_page(language="en")
    page.goto(house.origin + _FIND)
    page.locator(".wishes > summary").click()
    page.check("[name=needs][value=wheelchair]")
    page.locator(".wishes form .button").click()
    page.wait_for_url("**/book/passport-age/?*")
    assert "wheelchair" not in page.url
    assert "wheelchair" in page.locator(".wishes > summary").inner_text()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_too_many_services_are_refused_on_the_form_and_no_tick_is_lost(
    new_page, house, check_axe, shot, language
):
    page = new_page(width=390, height=844, language=language)
    page.goto(house.origin + _FIND)
    page.locator(".wishes > summary").click()
    page.check("[name=needs][value=quiet]")
    ticks = page.locator("[name=with]")
    for nth in range(5):
        ticks.nth(nth).check()
    page.locator(".wishes form .button").click()
    page.locator("#with-error").wait_for()
    assert page.locator("[name=with]:checked").count() == 5
    assert page.locator("[name=needs][value=quiet]").is_checked()
    check_axe(page)
    shot(page, f"booking-too-many-{language}-390", full_page=True)
    page.locator("[name=with]:checked").first.uncheck()
    page.locator(".wishes form .button").click()
    page.wait_for_url("**/book/passport-age/?*")


@pytest.fixture
def no_quiet_hours(house):
    """Nobody has set any."""
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        rows = line.execute("select array_agg(id) from booking_weekrow where is_quiet").fetchone()
        line.execute("update booking_weekrow set is_quiet = false")
        yield
        line.execute("update booking_weekrow set is_quiet = true where id = any(%s)", [*rows])


@pytest.mark.parametrize("language", ["ru", "en"])
def test_where_a_need_stands_in_the_way_one_may_look_without_it(
    new_page, house, no_quiet_hours, check_axe, shot, language
):
    page = new_page(width=390, height=844, language=language)
    for path, name in ((_FIND, "everywhere"), (_HERE, "here")):
        page.goto(house.origin + path)
        page.locator(".wishes > summary").click()
        page.check("[name=needs][value=quiet]")
        page.locator(".wishes form .button").click()
        without = page.locator(
            "form:not(.wishes form) > .button", has_text=re.compile("без|without")
        )
        without.wait_for()
        assert page.locator(".times__time, .row--offer").count() == 0
        check_axe(page)
        shot(page, f"booking-need-{name}-{language}-390", full_page=True)
        without.click()
        page.locator(".times__time, .row--offer").first.wait_for()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_papers_of_all_services_are_told_and_for_whoever_one_is(
    new_page, house, check_axe, shot, language
):
    page = new_page(width=390, height=844, language=language)
    _book(page, house, "/book/snils/tverskoy/?with=tax-number&with=tax-return")
    mine = page.locator(".checklist__item").all_inner_texts()
    page.select_option("[name=as]", "foreign_visa")
    page.locator("form.who .button").click()
    page.wait_for_url("**/a/*/#bring")
    assert page.locator("[name=as]").input_value() == "foreign_visa"
    assert len(mine) > 1
    assert page.locator(".checklist__item").all_inner_texts() != mine
    check_axe(page)
    shot(page, f"booking-papers-{language}-390", full_page=True)


def test_an_appointment_is_moved_and_cancelled_by_its_page(new_page, house, check_axe, shot):
    page = new_page(width=390, height=844)
    _book(page, house)
    mine, before = page.url, page.locator(".when").inner_text()
    page.locator('a[href$="/move/"]').click()
    check_axe(page)
    shot(page, "booking-move-ru-390", full_page=True)
    page.locator("a.days__day").nth(3).click()
    page.locator(".times__time").last.click()
    page.wait_for_url(mine)
    assert page.locator(".when").inner_text() != before
    page.locator(".gives-up > summary").click()
    check_axe(page)
    page.locator(".gives-up .button--danger").click()
    page.wait_for_url(mine)
    assert page.locator("h1").inner_text() == "Запись отменена"
    assert page.locator(".pass").count() == 0
    check_axe(page)
    shot(page, "booking-cancelled-ru-390", full_page=True)


def test_a_time_given_back_is_free_again(new_page, house):
    page = new_page()
    _choose(page, house)
    kept = page.locator(".when__time").inner_text()
    page.locator('form[action$="/back/"] button').click()
    page.wait_for_url("**/book/passport-age/tverskoy/?*")
    assert kept in page.locator(".times").all_inner_texts()[0] + " ".join(
        page.locator(".times__time").all_inner_texts()
    )


@contextmanager
def _sold_out(house):
    """Meanwhile no time of the centre is free."""
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute(
            "insert into booking_blocked (schedule_id, starts_at, ends_at, counters, reason)"
            " select s.id, now() - interval '99 years', now() + interval '99 years', 0,"
            """ '{"ru": "Продано", "en": "Sold out"}' from booking_schedule s"""
            " join network_centre c on c.id = s.centre_id where c.slug = %s",
            [house.slug],
        )
        try:
            yield
        finally:
            line.execute("delete from booking_blocked where reason->>'en' = 'Sold out'")


def test_without_a_time_one_waits_for_one(new_page, house, check_axe, shot):
    page = new_page(width=390, height=844, language="en")
    with _sold_out(house):
        page.goto(house.origin + _HERE)
        page.locator('a[href*="/wait/"]').click()
        page.locator("[name=first_day]").wait_for()
    check_axe(page)
    shot(page, "booking-wait-en-390", full_page=True)
    page.fill("[name=name]", "Wang Li")
    page.fill("[name=email]", f"{secrets.token_hex(6)}@example.org")
    page.check("[name=consent]")
    page.locator("main form .button--primary").click()
    assert page.get_by_role("link", name="See what is free").is_visible()
    check_axe(page)
    shot(page, "booking-wait-free-en-390", full_page=True)
    with _sold_out(house):
        page.locator("main form .button--primary").click()
        page.wait_for_url("**/w/*/")
    check_axe(page)
    shot(page, "booking-wish-en-390", full_page=True)
    page.locator('form[action$="/withdraw/"] button').click()
    assert page.locator("h1").inner_text() == "You wait no longer"
    check_axe(page)
