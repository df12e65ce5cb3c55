"""What is whose outside the staff's: every address × one's own, another kind's, over, forgotten, nobody's.

What is beyond somebody is not there: the answer is that for what nobody ever had, and nothing is written.
"""

import difflib
import re
import secrets
from collections.abc import Iterator

import pytest
from django.test import Client

from okno.base import clock
from okno.config import addresses
from okno.network import queries as network
from okno.network.models import Device
from okno.people import actions as people
from okno.queue import queries as hall
from tests.cast_booking import schedule_of
from tests.house.belongings import (
    ACCOUNTS,
    PROGRAMS,
    TOKENS,
    Making,
    Row,
    as_json,
    body_of,
    everything,
    kind_of,
    undone,
)

REST = [(address, rule) for address, rule in addresses.table() if rule and rule.kind != "staff"]
# Nobody's: what everybody may read or begin, by the words of the city alone.
NOBODYS = {
    "/", "/about/", "/centres/", "/centres/<slug:slug>/", "/centres/<slug:slug>/join/",
    "/book/<slug:service>/", "/book/<slug:service>/near/", "/book/<slug:service>/wishes/",
    "/book/<slug:service>/<slug:centre>/", "/book/<slug:service>/<slug:centre>/wait/",
    "/life/<slug:slug>/", "/near/", "/search/", "/services.jsonld", "/services/<slug:slug>.jsonld",
    "/services/<slug:slug>/", "/language/", "/healthz", "/readyz", "/metrics", "/ui/", "/ui/clock",
    "/api/v1/", "/api/v1/<path:rest>", "/api/v1/centres", "/api/v1/centres/<slug>/load",
    "/api/v1/centres/<slug>/services",
    "/api/v1/centres/<slug>/slots", "/api/v1/docs", "/api/v1/openapi.json", "/api/v1/services",
    "/api/v1/slots/earliest",
}  # fmt: skip
# Doors: whoever comes has a word of their own, and tests of their own see to it.
DOORS = {
    "/enter/", "/enter/<str:token>", "/me/enter/<slug:slug>/", "/me/enter/<slug:slug>/back/",
    "/staff/", "/staff/login/", "/staff/logout/", "/staff/second/", "/staff/second/set-up/",
    "/staff/switch/", "/here/<slug:slug>/<str:code>/", "/api/v1/devices", "/api/v1/message-reports",
}  # fmt: skip
SCREENS = ("/kiosk/", "/board/")


def test_every_address_outside_the_staffs_has_a_row():
    rows = {*TOKENS, *ACCOUNTS, *PROGRAMS, *NOBODYS, *DOORS}
    assert {each for each, _rule in REST if not each.startswith(SCREENS)} == rows
    assert {each for each, rule in REST if rule.kind == "visitor"} <= set(TOKENS)
    assert {each for each, rule in REST if rule.kind == "account"} == set(ACCOUNTS)
    programs = {each for each, rule in REST if rule.kind == "device"}
    assert {each for each in programs if not each.startswith(SCREENS)} == set(PROGRAMS)
    assert [each for each in NOBODYS if re.search("token|number|ticket|counter", each)] == []


@pytest.fixture
def world(by_name, centre, services, session, counters, it_is_ten):
    """Ivan and Petr, each with one of everything at Tverskoy."""
    schedule_of(centre, counters=60, at=it_is_ten)
    made = {}
    for number, name in enumerate(("ivan", "petr")):
        making = Making(centre, services["passport"], name, number, it_is_ten)
        made[name] = making.everything(counters[0])
    Device.objects.update(seen_at=it_is_ten)
    return made


def browser(account=None) -> Client:
    client = Client()
    if account is not None:
        client.cookies["okno_account"] = account
    return client


def ask(client: Client, address: str, row: Row, token: str, centre, method: str):
    """The answer, with whatever differs from one request to the next left out."""
    network.forget_devices()
    place = re.sub("<[^>]*token>", token, address)
    body = body_of(row, token, centre, clock.now())
    if method == "get":
        answer = client.get(place)
    elif address.startswith("/api/"):
        answer = client.post(place, **as_json(body))
    else:
        answer = client.post(place, body)
    return answer, without_what_differs(answer, token)


def without_what_differs(answer, token: str):
    text = answer.content.decode(errors="replace").replace(f"/{token}", "/TOKEN")
    text = re.sub(r'("csrfmiddlewaretoken" value=|data-now=|"X-CSRFToken":) ?"\w+"', r"\1", text)
    headers = {name: value.replace(f"/{token}", "/TOKEN") for name, value in answer.headers.items()}
    headers.pop("Content-Length", None)
    headers.pop("RateLimit", None)  # what is left of a minute differs from one request to the next
    return answer.status_code, text, headers


def difference(one, other) -> list[str]:
    lines = [f"{status} {headers}\n{text}".splitlines() for status, text, headers in (one, other)]
    return [line[:200] for line in difflib.unified_diff(*lines, lineterm="", n=0)]


def words_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.content.decode()))


def asked() -> Iterator[tuple[str, Row, str]]:
    """Every address by token with each way in which it may be asked."""
    for address, row in TOKENS.items():
        if row.reads:
            yield address, row, "get"
        if row.form is not None:
            yield address, row, "post"


@pytest.mark.django_db
def test_what_is_ones_own_opens_and_what_is_sent_is_done(world, centre):
    ivan = world["ivan"]
    for address, row, method in asked():
        with undone():
            before = everything()
            client = browser(ivan.account)
            answer, _said = ask(client, address, row, ivan.tokens[row.thing], centre, method)
            assert answer.status_code in (200, 201, 302), (address, method, words_of(answer))
            assert (everything() != before) == (method == "post"), (address, method)


@pytest.mark.django_db
def test_what_is_not_there_is_not_there_and_another_kinds_token_is_the_key_to_nothing(
    world, centre, token
):
    ivan, petr = world["ivan"], world["petr"]
    one_of_each = {kind_of(thing): token for thing, token in ivan.tokens.items()}
    one_of_each |= {"account": ivan.account, "number": ivan.number, "screen": token("kiosk")}
    Device.objects.update(seen_at=clock.now())
    signed_in = [browser(), browser(petr.account)]
    for address, row, method in asked():
        before = everything()
        nobodys = secrets.token_urlsafe(16)
        others = [each for kind, each in one_of_each.items() if kind != kind_of(row.thing)]
        others += [petr.forgotten[row.thing]] if row.thing in petr.forgotten else []
        assert len(others) >= len(one_of_each) - 1
        for client in signed_in:
            answer, said = ask(client, address, row, nobodys, centre, method)
            is_gone = answer.status_code == 404 or is_sent_to_the_door(answer, row)
            assert is_gone, (address, method)
            for other in others if client is signed_in[0] else others[:1]:
                _answer, again = ask(client, address, row, other, centre, method)
                assert difference(again, said) == [], (address, method, other)
        assert everything() == before, (address, method)


def is_sent_to_the_door(answer, row) -> bool:
    """What takes an account too leads whoever has not signed in to the way in, whatever is asked."""
    return row.thing == "unkept" and answer.status_code == 302 and answer["Location"] == "/me/"


@pytest.mark.django_db
def test_with_what_is_over_nothing_can_be_done(world, centre):
    asked_for = set()
    for address, row, method in asked():
        token = world["ivan"].over.get(row.thing)
        if token is None or method == "get":
            continue
        before = everything()
        answer, _said = ask(browser(), address, row, token, centre, method)
        said = (200, 409) if address.startswith("/api/") else (302, 409)
        assert answer.status_code in said, (address, words_of(answer))
        assert everything() == before, address
        asked_for.add(row.thing)
    assert asked_for == {"appointment", "hold", "wish", "ticket", "place", "case", "told case"}


def listed(account: str) -> set[str]:
    """The addresses of things on the pages of an account."""
    pages = [browser(account).get(page).content.decode() for page in ("/me/", "/me/data/")]
    return set(re.findall(r'href="(/[achwtq]/[^"]+)"', " ".join(pages)))


@pytest.mark.django_db
def test_what_an_account_lists_is_its_own_opens_and_is_listed_for_nobody_else(world):
    ivans, petrs = listed(world["ivan"].account), listed(world["petr"].account)
    for name, found in (("ivan", ivans), ("petr", petrs)):
        tokens, over = world[name].tokens, world[name].over
        mine = [f"/a/{tokens['appointment']}/", f"/a/{over['appointment']}/"]
        mine += [f"/w/{tokens[thing]}/" for thing in ("wish", "offered")]
        places = [tokens["place"], tokens["told place"], over["place"]]
        mine += [f"/q/{place}/" for place in places]
        mine += [f"/c/{tokens[thing]}/" for thing in ("case", "told case")] + [
            f"/c/{over['case']}/"
        ]
        assert found == set(mine), name
        assert {browser().get(each).status_code for each in found} == {200}
    assert not ivans & petrs
    download = browser(world["ivan"].account).get("/me/data/okno-my-data.json").content.decode()
    for token in (*world["petr"].tokens.values(), *world["petr"].over.values()):
        assert token not in download


@pytest.mark.django_db
def test_whoever_is_signed_in_and_was_sent_anothers_address_gets_nobody_into_their_account(
    world, centre
):
    """The address is the key to a page, never to a person: an account may keep the visit, and shows no more of it."""
    ivan, petr = world["ivan"], world["petr"]
    listed_before = listed(ivan.account)
    for address, row, method in asked():
        with undone():
            before = listed(ivan.account)
            ask(browser(ivan.account), address, row, petr.tokens[row.thing], centre, method)
            # What is nobody's yet becomes that of whoever fills it in; a visit is kept, without its person.
            if (row.thing, method) not in (("hold", "post"), ("unkept", "post")):
                assert listed(ivan.account) == before, (address, method)
    kept, before = petr.tokens["appointment"], known_in(ivan.account)
    petrs = known_in(petr.account)
    assert browser(ivan.account).post(f"/a/{kept}/keep/").status_code == 302
    assert listed(ivan.account) == listed_before | {f"/a/{kept}/"}
    assert known_in(ivan.account) == before
    assert known_in(petr.account) == petrs


def known_in(account: str) -> tuple[list, list, list]:
    """What an account knows of people: who agreed to what, what they were told, who looked at them."""
    said = browser(account).get("/me/data/okno-my-data.json").json()
    return (
        said["consents"],
        [each["messages"] for each in said["visits"] if each["messages"]],
        said["looks"],
    )


@pytest.mark.django_db
def test_an_account_opens_to_its_own_browser_alone(world, anna):
    staff = Client()
    staff.force_login(anna)
    ended = people.sign_in_account(issuer="x", subject="olga", language="ru", at=clock.now())
    people.sign_out_account(token=ended, at=clock.now(), by="visitor")
    tokens = [secrets.token_urlsafe(32), ended, *world["ivan"].tokens.values()]
    strangers = [Client(), staff, *(browser(token) for token in tokens)]
    for address, form in ACCOUNTS.items():
        for method, body in (("get", {}), ("post", form)):
            if body is None:
                continue
            said = {"visitor": world["ivan"].number} if body else {}
            before = everything()
            answers = [getattr(client, method)(address, said) for client in strangers]
            answers = [without_what_differs(answer, "-") for answer in answers]
            first = answers[0]
            assert first[0] == 302 or address == "/me/", address
            assert [difference(each, first) for each in answers if difference(each, first)] == []
            assert everything() == before, address


@pytest.mark.django_db
def test_nobody_forgets_a_visitor_of_another_account_and_is_not_told_whether_there_is_one(world):
    ivan, before = browser(world["ivan"].account), everything()
    answers = [
        ivan.post("/me/forget/", {"visitor": number})
        for number in ("999999", world["petr"].number, "x", "")
    ]
    assert {answer.status_code for answer in answers} == {404}
    first, *rest = [without_what_differs(answer, "-") for answer in answers]
    assert [difference(each, first) for each in rest] == [[], [], []]
    assert everything() == before
    with undone():
        assert ivan.post("/me/forget/", {"visitor": world["ivan"].number}).status_code == 302
        assert everything() != before


@pytest.mark.django_db
def test_what_the_wall_opens_is_of_the_browser_that_joined_alone(world, centre):
    code = hall.presence_code(centre.pk, clock.now())
    joined = Client()
    joined.post(f"/centres/{centre.slug}/join/", {"service": "passport", "for": "file", "in": "ru"})
    for client, is_shown in (
        (joined, True),
        (Client(), False),
        (browser(world["ivan"].account), False),
    ):
        page = client.get(f"/here/{centre.slug}/{code}/").content.decode()
        assert bool(re.search(r"/q/[\w-]+/here/", page)) == is_shown
        for token in (*world["ivan"].tokens.values(), *world["petr"].tokens.values()):
            assert token not in page
    assert Client().get(f"/here/nowhere/{code}/").status_code == 404
