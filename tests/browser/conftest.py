"""A living house and a real Chromium: `house`, `chromium`, `page`, `check_axe`, `shot`.

The house is `okno up --demo --no-day` as a child: it is ten in the morning in Moscow, nobody comes
by itself, every act goes through the web.
"""

import functools
import http.client
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, sync_playwright

from okno.config import running
from tests.browser.finger import SIZE
from tests.install_browser import find

SLUG = "tverskoy"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def _until_it_stands(act: Callable[..., None]) -> Callable[..., None]:
    """A click returns when the next page has begun; a test that counts at once would count in an empty one."""

    @functools.wraps(act)
    def acted(self: Locator, *args: Any, **more: Any) -> None:
        act(self, *args, **more)
        with suppress(
            Error
        ):  # it closed the page, or nobody answers: then there is nothing to wait for
            self.page.wait_for_load_state(timeout=5_000)

    return acted


for _name in ("click", "tap", "press"):
    setattr(Locator, _name, _until_it_stands(getattr(Locator, _name)))


class House:
    """What a browser test knows of the running okno."""

    slug = SLUG

    def __init__(self, process: running.Running) -> None:
        self.process = process
        self.origin = process.origin
        self.links = {
            name: address.removeprefix(process.origin) for name, address in process.links.items()
        }

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """An act by the demo program, through the API; fails the test unless it is 2xx."""
        line = http.client.HTTPConnection("127.0.0.1", self.process.port, timeout=10)
        headers = {
            "Authorization": f"Bearer {self.links['token']}",
            "Content-Type": "application/json",
        }
        line.request("POST", f"/api/v1{path}", json.dumps(body or {}), headers)
        answer = line.getresponse()
        text = answer.read().decode()
        assert 200 <= answer.status < 300, f"{path}: {answer.status} {text}"
        return json.loads(text)  # type: ignore[no-any-return]

    def issue(self, service: str = "passport-age", **more: Any) -> dict[str, Any]:
        """A ticket for somebody."""
        return self.post(f"/centres/{SLUG}/tickets", {"service": service, **more})

    def login(self, page: Page, login: str, after: str = "") -> None:
        """Enter as a demo person: "tverskoy-operator-1", "tverskoy-manager", "editor"."""
        page.goto(f"{self.origin}/staff/login/?next={after}")
        page.locator(f"button[name=demo][value={login}]").click()
        page.wait_for_load_state()


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """One okno for all browser tests."""
    with running.run(
        "--demo", "--no-day", OKNO_VIDEO="https://meet.city.example/{room}"
    ) as process:
        yield House(process)


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """One Chromium for the tests of a file: while it lives a loop runs in this thread, and Django refuses to work.

    A file that says `WHOLE_BROWSER = True` has one with all that stands around a page.
    """
    path = find(whole=getattr(request.module, "WHOLE_BROWSER", False))
    assert path, "no Chromium: run `make test`, which installs or names it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Make pages: `new_page(width=390, height=844, language="en", **context options)`.

    A page that logs an error or throws fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def make(width: int = 1280, height: int = 900, language: str = "ru", **more: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale="en-GB" if language == "en" else "ru-RU",
            timezone_id="Europe/Moscow",
            reduced_motion="reduce",  # axe must not look at a dialog that is half faded in
            **more,
        )
        context.add_cookies(
            [{"name": "okno_language", "value": language, "domain": "127.0.0.1", "path": "/"}]
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: _note(said, page, troubles))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not troubles, troubles


_axe_ran_on: set[Page] = set()


def _note(said: Any, page: Page, troubles: list[str]) -> None:
    if page in _axe_ran_on and "inline style" in said.text:
        return  # axe itself sets inline styles, which our policy blocks and reports
    if said.type == "error" and not re.search(r"40\d|422|429|503|net::ERR", said.text):
        troubles.append(said.text)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A desktop page in Russian."""
    return new_page()


@pytest.fixture
def kiosk(new_page: Callable[..., Page], house: House) -> Callable[[], Page]:
    """The first screen of the kiosk, which has no camera: `kiosk()`."""

    def stand_before() -> Page:
        page = new_page(**SIZE, has_touch=True)
        page.goto(house.origin + house.links["kiosk"])
        page.locator("button[name=ui]").first.wait_for()
        return page

    return stand_before


@pytest.fixture(scope="session")
def check_axe() -> Callable[[Page], None]:
    """Fail when axe finds anything against WCAG 2.2 AA on the page."""
    axe = Axe()

    def check(page: Page) -> None:
        _axe_ran_on.add(page)
        page.wait_for_load_state()  # a click returns when the next page has begun, not when it stands
        found = axe.run(page, options={"runOnly": {"type": "tag", "values": _TAGS}})
        problems = [
            f"{violation['id']}: {violation['help']}: "
            + "; ".join(node["html"][:160] for node in violation["nodes"][:4])
            for violation in found.response["violations"]
        ]
        assert not problems, f"{page.url}\n" + "\n".join(problems)

    return check


@pytest.fixture(scope="session")
def shot() -> Callable[..., None]:
    """Keep a picture of the page as `name`.png in $OKNO_SHOTS (shots/ unless set)."""
    folder = Path(os.environ.get("OKNO_SHOTS", "shots"))
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str, **more: Any) -> None:
        page.screenshot(path=folder / f"{name}.png", **more)

    return take


@pytest.fixture(autouse=True)
def _an_empty_hall(house: House) -> None:
    """Every story begins where nobody waits, is served or is booked, and no counter is open."""
    with psycopg.connect(house.process.dsn(), autocommit=True) as line:
        line.execute(
            "update queue_ticket set state = 'left', counter_id = null, session_id = null,"
            " ended_at = now() where state in ('waiting', 'called', 'serving', 'held')"
        )
        line.execute("update queue_countersession set closed_at = now() where closed_at is null")
        line.execute(
            "update booking_appointment set state = 'cancelled', ended_at = now(), holder = null"
            " where state in ('held', 'booked', 'arrived')"
        )
        line.execute("delete from booking_sheet")
        # All stories come from one address: what it has done so often counts within a story only.
        line.execute("delete from base_try")


@pytest.fixture
def open_counters(house: House) -> Callable[..., list[int]]:
    """Open counters of the centre: `open_counters(11, 12)`; their ids; the demo operators 10, 9, 8 … sit there."""

    def sit(*numbers: int) -> list[int]:
        with psycopg.connect(house.process.dsn(), autocommit=True) as line:
            rows = line.execute(
                "insert into queue_countersession (centre_id, hall_id, counter_id, staff_id, opened_at,"
                " services, languages, quick_only, ratio_booked, ratio_walk_in, auto_call, called,"
                " pause_reason) select c.centre_id, c.hall_id, c.id, s.id, now(),"
                " (select array_agg(id) from catalog_service), '{ru,en}', false, 0, 0, false, 0, ''"
                " from unnest(%s::int[]) with ordinality as seat (number, nth)"
                " join network_centre k on k.slug = %s"
                " join network_counter c on c.centre_id = k.id and c.number = seat.number"
                " join people_staff s on s.login = k.slug || '-operator-' || (11 - seat.nth)"
                " order by seat.nth returning counter_id",
                [list(numbers), house.slug],
            ).fetchall()
        assert len(rows) == len(numbers)
        return [int(row[0]) for row in rows]

    return sit


@pytest.fixture
def open_counter(open_counters: Callable[..., list[int]]) -> int:
    """One open counter, where everything is given; its id."""
    return open_counters(20)[0]


@pytest.fixture
def free_days(house: House) -> Iterator[None]:
    """The story begins with free days, and leaves them free."""

    def clear() -> None:
        with psycopg.connect(house.process.dsn(), autocommit=True) as line:
            line.execute("delete from queue_checkin")
            line.execute("delete from booking_wish")
            line.execute("truncate booking_appointment cascade")
            line.execute("delete from booking_sheet")
            line.execute("delete from booking_blocked")
            line.execute("update booking_schedule set early = '30 minutes'")

    clear()
    yield
    clear()


def _asked(house: House, path: str, **query: Any) -> Any:
    line = http.client.HTTPConnection("127.0.0.1", house.process.port, timeout=10)
    line.request("GET", f"/api/v1{path}?{urlencode(query, doseq=True)}")
    return json.loads(line.getresponse().read())


@pytest.fixture
def book(house: House) -> Callable[..., Any]:
    """An appointment at the nth free time of the first free day: `book(nth, name="…", language="en")`."""

    def make(
        nth: int = 0,
        service: str = "passport-age",
        phone: str = "+79160000001",
        name: str = "Ян",
        **more: Any,
    ) -> Any:
        kinds = {key: more.pop(key) for key in ("language", "needs", "purpose") if key in more}
        earliest = _asked(house, "/slots/earliest", service=service, **kinds)
        first = next(each for each in earliest if each["centre"] == house.slug)
        day = first["starts_at"][:10]
        free = _asked(
            house, f"/centres/{house.slug}/slots", first=day, last=day, service=service, **kinds
        )
        starts_at = free[nth]["starts_at"]
        held = house.post(
            f"/centres/{house.slug}/holds", {"services": [service], "starts_at": starts_at} | kinds
        )
        about = {"name": name, "phone": phone, "agreed": True} | more
        return house.post("/appointments", {"hold": held["token"]} | about)

    return make


@pytest.fixture
def enter(new_page: Callable[..., Page], house: House) -> Callable[..., Page]:
    """A page of a colleague: `enter("administrator", "/office/door/", "ru")`."""

    def go(post: str, address: str, language: str = "ru", **more: Any) -> Page:
        page = new_page(width=1366, height=768, language=language, **more)
        house.login(page, f"{house.slug}-{post}", address)
        return page

    return go
