"""Telegram, from the press on the page to the bot's answers; the Bot API is a server of its form on this machine."""

import io
import re
import time

import pytest
import zxingcpp
from PIL import Image

from okno.config import running
from tests import outside
from tests.browser.conftest import House

LOOKS = [("ru", "light"), ("en", "dark")]
LINK = re.compile(r"https://t\.me/centre_bot\?start=([A-Za-z0-9_-]{20,64})")


@pytest.fixture(scope="module")
def bot():
    with outside.BotServer() as server:
        yield server


@pytest.fixture(scope="module")
def house(bot):
    """A house with a bot, whose jobs read it."""
    named = {
        "OKNO_NOTIFY_TELEGRAM": bot.token,
        "OKNO_NOTIFY_TELEGRAM_BOT": "centre_bot",
        "OKNO_NOTIFY_TELEGRAM_URL": bot.url,
    }
    with running.run("--demo", "--no-day", **named) as process:
        yield House(process)


def heard(bot, chat, begins):
    """Wait for the bot to say this in the chat."""
    for _look in range(600):
        if any(to == str(chat) and text.startswith(begins) for to, text in bot.said):
            return
        time.sleep(0.1)
    raise AssertionError(f"not within a minute: {begins}; said: {bot.said}")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_the_bot_says_that_it_tells_calls_and_stops_at_a_word(
    new_page, house, bot, open_counter, check_axe, shot, language, scheme
):
    chat = 901 if language == "ru" else 902
    ticket = house.issue()
    page = new_page(width=390, height=844, language=language, color_scheme=scheme)
    page.goto(f"{house.origin}/t/{ticket['token']}/")
    check_axe(page)
    assert fits(page)
    assert not page.locator(".chat__code").is_visible(), "on a phone there is the link itself"
    shot(page, f"telegram-ticket-{language}", full_page=True)
    word = LINK.fullmatch(page.locator(".chat a").get_attribute("href"))[1]
    bot.write(f"/start {word}", chat=chat)
    heard(bot, chat, "Теперь о визите" if language == "ru" else "From now on we write")
    page.reload()
    assert ("Телеграм" if language == "ru" else "Telegram") in page.locator(
        ".told__how"
    ).inner_text()
    assert page.locator(".chat").count() == 0
    check_axe(page)
    shot(page, f"telegram-told-{language}", full_page=True)
    house.post(f"/counters/{open_counter}/call-next")
    heard(bot, chat, f"{ticket['label']}")
    bot.write("/stop", chat=chat, speaks=language)
    heard(bot, chat, "Больше сюда не пишем" if language == "ru" else "We write here no more")
    page.reload()
    assert page.locator(".told__how").count() == 0


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_on_a_large_screen_the_phones_camera_finds_the_bot(
    new_page, house, bot, check_axe, shot, language, scheme
):
    page = new_page(language=language, color_scheme=scheme)
    page.goto(f"{house.origin}/centres/{house.slug}/join/?service=passport-age")
    page.locator("form .button--primary").click()
    page.wait_for_url("**/q/*/")
    check_axe(page)
    shot(page, f"telegram-place-{language}", full_page=True)
    picture = Image.open(io.BytesIO(page.locator(".chat__code img").screenshot()))
    seen = zxingcpp.read_barcodes(picture.convert("L"))[0].text
    assert seen == page.locator(".chat a").get_attribute("href")
    bot.write(f"/start {LINK.fullmatch(seen)[1]}", chat=903)
    heard(bot, 903, "Теперь" if language == "ru" else "From now on")
