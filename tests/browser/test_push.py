"""A notification on the phone, from the press on the page to the words that the phone shows.

The push service is outside: the browser is given an address on this machine, where what okno sends is opened
with the browser's own keys.
"""

import base64
import json
import time

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from okno.config import running
from tests import outside
from tests.browser.conftest import House

WHOLE_BROWSER = True  # the shell shows no notifications
SECRET = b"0123456789abcdef"
SUBSCRIBE = """
PushManager.prototype.subscribe = async (asked) => {
  if (asked.applicationServerKey.length !== 65 || !asked.userVisibleOnly) throw new Error("asked");
  return SUBSCRIPTION;
};
"""


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def service():
    with outside.Outside() as running_service:
        yield running_service


@pytest.fixture(scope="module")
def house(service):
    """A house with a key of its own, which knows the push service of this machine alone."""
    own = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32)
    keys = {"OKNO_NOTIFY_PUSH": b64(own), "OKNO_NOTIFY_PUSH_HOSTS": "127.0.0.1"}
    with running.run("--demo", "--no-day", **keys) as process:
        yield House(process)


@pytest.fixture
def browser_key():
    return ec.generate_private_key(ec.SECP256R1())


def subscription(service, key):
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": b64(point), "auth": b64(SECRET)}
    return json.dumps({"endpoint": f"{service.url}/push/abc", "keys": keys})


def heard(service):
    for _look in range(600):
        if service.heard:
            return service.heard[-1]
        time.sleep(0.1)
    raise AssertionError("nothing was sent within a minute")


def shown_by_the_worker(page, said):
    """Give the page's worker a push as a push service would; what the phone then shows."""
    line, workers = page.context.new_cdp_session(page), []
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: workers.extend(told["registrations"]),
    )
    line.send("ServiceWorker.enable")
    while not workers:
        page.wait_for_timeout(50)
    origin = page.evaluate("location.origin")
    known = {"origin": origin, "registrationId": workers[-1]["registrationId"]}
    line.send("ServiceWorker.deliverPushMessage", known | {"data": json.dumps(said)})
    for _look in range(600):
        notes = page.evaluate(
            "navigator.serviceWorker.getRegistrations().then(async ([worker]) =>"
            " (await worker.getNotifications()).map(({ title, body }) => [title, body]))"
        )
        if notes:
            return notes
        page.wait_for_timeout(100)
    raise AssertionError("the worker showed nothing within a minute")


def test_a_press_on_the_page_a_call_and_the_phone_shows_the_counter(
    new_page, house, service, browser_key, open_counter, check_axe, shot
):
    ticket = house.issue()
    page = new_page(width=390, height=844, permissions=["notifications"])
    page.add_init_script(SUBSCRIBE.replace("SUBSCRIPTION", subscription(service, browser_key)))
    page.goto(f"{house.origin}/t/{ticket['token']}/")
    page.locator("[data-push] button").wait_for()
    check_axe(page)
    shot(page, "push-offered-ru", full_page=True)
    page.locator("[data-push] button").click()
    page.locator("#told form[action$=quiet\\/]").wait_for()
    assert page.locator("[data-push]").count() == 0
    shot(page, "push-on-ru", full_page=True)
    house.post(f"/counters/{open_counter}/call-next")
    _method, path, headers, body = heard(service)
    assert (path, headers["urgency"]) == ("/push/abc", "high")
    said = json.loads(
        http_ece.decrypt(body, private_key=browser_key, auth_secret=SECRET, version="aes128gcm")
    )
    assert said["title"] == f"{ticket['label']}: окно 20"
    assert shown_by_the_worker(page, said) == [[said["title"], said["body"]]]


def test_whose_browser_refuses_is_told_what_else_there_is(new_page, house, check_axe, shot):
    ticket = house.issue()
    page = new_page(width=390, height=844, language="en", permissions=["notifications"])
    page.add_init_script(
        "PushManager.prototype.subscribe = async () => { throw new DOMException('no'); };"
    )
    page.goto(f"{house.origin}/t/{ticket['token']}/")
    page.locator("[data-push] button").click()
    page.locator("[data-push-refused]").wait_for()
    check_axe(page)
    shot(page, "push-refused-en", full_page=True)
    assert page.locator("#told summary").is_visible()
