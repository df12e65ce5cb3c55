"""The second factor in a real browser: an app's codes, a passkey of a virtual authenticator, recovery codes.

Passkeys belong to a name, so these pages stand under localhost and not under 127.0.0.1.
"""

import base64
import re

import psycopg
import pytest
from django.contrib.auth.hashers import make_password

from okno.base import clock
from okno.people.totp import _totp

LOGIN, PASSWORD = "second-operator", "a window with four panes"


@pytest.fixture
def member(house):
    """An operator of the centre who has a password and no second factor yet."""
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute(
            "insert into people_staff (login, name, role, centre_id, skills, languages, is_active,"
            ' is_demo, password) select %s, \'{"ru": "Вторая", "en": "Second"}\', \'operator\', id,'
            " '{}', '{}', true, false, %s from network_centre where slug = %s",
            [LOGIN, make_password(PASSWORD), house.slug],
        )
        yield LOGIN
        for table in ("recoverycode", "passkey", "onetimekey", "staffsession"):
            line.execute(
                f"delete from people_{table} where staff_id in"
                " (select id from people_staff where login = %s)",
                [LOGIN],
            )
        line.execute("delete from people_staff where login = %s", [LOGIN])
        line.execute("delete from base_try")


@pytest.fixture
def door(new_page, house, member):
    """A page at the sign-in under the name localhost; `door(language, width)`."""
    origin = house.origin.replace("127.0.0.1", "localhost")

    def stand(language, width=1280):
        page = new_page(width=width, height=844, language=language)
        page.context.add_cookies(
            [{"name": "okno_language", "value": language, "domain": "localhost", "path": "/"}]
        )
        return page

    def give_password(page, after=""):
        page.goto(f"{origin}/staff/login/?next={after}")
        page.fill("#login", member)
        page.fill("#password", PASSWORD)
        page.locator("form:has(#password) .button--primary").click()
        page.wait_for_load_state()

    stand.give_password = give_password
    stand.origin = origin
    return stand


def code_of(page):
    """What an app shows that has read the key on the page."""
    typed = page.locator(".set-up__key").inner_text().replace(" ", "")
    secret = base64.b32decode(typed + "=" * (-len(typed) % 8))
    return lambda: _totp(secret).generate(int(clock.real().timestamp())).decode()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_an_app_is_set_up_and_then_asked_for(door, check_axe, shot, language, width):
    page = door(language, width)
    door.give_password(page, "/staff/second/set-up/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(page)
    shot(page, f"second-set-up-{width}-{language}", full_page=True)
    code = code_of(page)
    page.fill("#code", "000000")
    page.keyboard.press("Enter")
    page.wait_for_selector("#code-error")
    page.fill("#code", code())
    page.keyboard.press("Enter")
    page.wait_for_selector("#codes")
    codes = page.locator("#codes code").all_inner_texts()
    assert len(codes) == 10
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(page)
    shot(page, f"second-recovery-{width}-{language}", full_page=True)
    page.locator(".page__main .button--primary").click()
    page.wait_for_load_state()
    page.wait_for_selector("#app-word")
    check_axe(page)
    shot(page, f"second-me-{width}-{language}", full_page=True)

    other = door(language, width)
    door.give_password(other)
    assert other.url.endswith("/staff/second/")
    assert other.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(other)
    shot(other, f"second-step-{width}-{language}", full_page=True)
    other.fill("#code", codes[0])
    other.keyboard.press("Enter")
    other.wait_for_url("**/desk/")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_passkey_is_made_and_then_opens(door, check_axe, shot, language):
    page = door(language)
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    line.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    door.give_password(page, "/staff/second/set-up/")
    page.fill("#name", "test")
    page.locator("ok-passkey button").click()
    page.wait_for_selector("#codes")
    page.goto(f"{door.origin}/staff/me/")
    assert "test" in page.locator("#second").inner_text()
    page.locator(".page__header form button.button--quiet").click()
    page.wait_for_url("**/staff/login/")

    door.give_password(page)
    check_axe(page)
    shot(page, f"second-passkey-{language}", full_page=True)
    page.locator("ok-passkey button").click()
    page.wait_for_url("**/desk/")

    stranger = door(language)
    line = stranger.context.new_cdp_session(stranger)
    line.send("WebAuthn.enable")
    line.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}},
    )
    door.give_password(stranger)
    stranger.locator("ok-passkey button").click()
    stranger.wait_for_selector("[data-failed]:not([hidden])")
    assert re.search(r"/staff/second/$", stranger.url)
