"""The picture of the README: five real screens of one living hall (`python -m tests.picture`)."""

import io
import json
import time
import urllib.request
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, sync_playwright

from okno.config import running
from tests.install_browser import find

TARGET = Path(__file__).resolve().parents[1] / "docs" / "okno.webp"
PAPER, LINE, ROUND = "#f1efe9", "#cfd1da", 14
WIDTH, HEIGHT, GAP = 2000, 1438, 40
ALIVE_SECONDS = 45  # what the hall needs until people wait, go and are served at every counter


class Hall:
    """A running okno with its day, and a browser to look at it."""

    def __init__(self, house: running.Running, browser: Browser, language: str) -> None:
        self.house, self.browser, self.language = house, browser, language

    def look(
        self, path: str, width: int, height: int, *, staff: str = "", sits: bool = False
    ) -> Image.Image:
        """A page as a person there sees it; `staff` enters with that demo login first and, when
        the person `sits`, takes the first free counter, calls somebody and begins.
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale=self.language,
            reduced_motion="reduce",
        )
        context.add_cookies(
            [{"name": "okno_language", "value": self.language, "url": self.house.origin}]
        )
        page = context.new_page()
        if staff:
            page.goto(f"{self.house.origin}/staff/login/?next={path}")
            page.locator(f"button[name=demo][value={staff}]").click()
        else:
            page.goto(path if path.startswith("http") else self.house.origin + path)
        if sits:
            page.locator("button.pane--free").first.click()
            page.locator("#now").wait_for()
            page.keyboard.press("Space")
            page.locator(".ticket-number").wait_for()
            page.keyboard.press("Space")
            page.locator("ok-timer").wait_for()
        page.wait_for_timeout(1500)
        picture = Image.open(io.BytesIO(page.screenshot()))
        context.close()
        return picture.convert("RGB")

    def a_ticket(self) -> str:
        """The address of the page of a ticket just taken."""
        asked = urllib.request.Request(
            f"{self.house.origin}/api/v1/centres/tverskoy/tickets",
            json.dumps({"service": "passport-age"}).encode(),
            {
                "Authorization": f"Bearer {self.house.links['token']}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(asked) as answer:
            return f"/t/{json.load(answer)['token']}/"


def compose(places: list[tuple[Image.Image, tuple[int, int, int]]]) -> Image.Image:
    """The screens on one sheet, each at (x, y) and scaled to a width, with round corners."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(sheet)
    for screen, (x, y, width) in places:
        size = (width, round(screen.height * width / screen.width))
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), ROUND, 255)
        sheet.paste(screen.resize(size, Image.Resampling.LANCZOS), (x, y), mask)
        draw.rounded_rectangle(
            (x, y, x + size[0] - 1, y + size[1] - 1), ROUND, outline=LINE, width=2
        )
    return sheet


def main() -> None:
    """Start a living okno, look at it, write the picture."""
    with running.run("--demo") as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        hall = Hall(house, browser, "en")
        time.sleep(ALIVE_SECONDS)
        kiosk = hall.look(f"{house.links['kiosk']}?lang=en", 1080, 1920)
        phone = hall.look(hall.a_ticket(), 390, 844)
        desk = hall.look("/desk/", 1366, 768, staff="tverskoy-operator-1", sits=True)
        office = hall.look("/office/", 1366, 854, staff="tverskoy-manager")
        board = hall.look(house.links["board"], 1920, 1080)
        browser.close()
    left = 2 * GAP + 400
    wide = WIDTH - left - GAP
    half, under = (wide - GAP) // 2, 2 * GAP + wide * 1080 // 1920
    sheet = compose(
        [
            (kiosk, (GAP, GAP, 400)),
            (phone, (GAP + 60, 2 * GAP + 711, 280)),
            (board, (left, GAP, wide)),
            (desk, (left, under, half)),
            (office, (left + half + GAP, under, half)),
        ]
    )
    sheet.save(TARGET, "WEBP", quality=80, method=6)


if __name__ == "__main__":
    main()
