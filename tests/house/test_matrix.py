"""Who may open what: role × scope × every address of the staff × whose it is, generated from the addresses there are.

What a page lists within somebody's scope is what opens; whatever is beyond it is not there (404).
"""

import re
import secrets
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client

from okno.base import access
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking.models import Blocked
from okno.cases.models import Case
from okno.catalog.models import KioskScreen, Offer
from okno.config import addresses
from okno.network import actions as network
from okno.network.models import Device
from okno.network.tests.factories import CentreFactory, DistrictFactory, OkrugFactory
from okno.people import policy
from okno.people.models import MAY_SERVE, Role, Staff, StaffPhoto
from tests.cast_booking import schedule_of

POSTS = [(role, scope) for role, scopes in policy.POSTS.items() for scope in scopes]
STAFFS = [(address, rule) for address, rule in addresses.table() if rule and rule.kind == "staff"]
# The whole network's, not a centre's: their table line says who sees them.
OF_THE_NETWORK = ("/office/messages/", "/office/programs/")
# What is done to a thing of a centre to see whether it is there; whatever else an address holds.
WORDS = {
    "slug:verb": {
        "/office/people/": "end",
        "/office/centre/screens/": "change",
        "/desk/booked/": "confirm",
        "/desk/wishes/": "accept",
        "/desk/cases/": "take-back",
        "/office/results/": "came",
    },
    "str:on": "2026-11-24",
    "slug:act": "x",
    "slug:name": "x",
}
HERE = "tverskoy"


def filled(address, number=0):
    """The address with something in every place."""

    def put(found):
        kind = found[1]
        if kind.startswith("int:"):
            return str(number)
        word = WORDS.get(kind, "x")
        if isinstance(word, dict):
            word = next((w for start, w in word.items() if address.startswith(start)), "code")
        return word

    return re.sub(r"<([^>]+)>", put, address)


@pytest.fixture
def world(centre, services, it_is_ten):
    """Tverskoy, another centre in its okrug, and one in another okrug; each with one of everything."""
    okrug = OkrugFactory(slug="szao", name=Text(ru="Другой", en="Other"))
    centres = {
        HERE: centre,
        "arbat": CentreFactory(slug="arbat", counters=2),
        "mitino": CentreFactory(slug="mitino", counters=2, district=DistrictFactory(okrug=okrug)),
    }
    for number, each in enumerate(centres.values()):
        Offer.objects.get_or_create(centre=each, service=services["passport"])
        schedule = schedule_of(each, at=it_is_ten)
        shut = Blocked.objects.create(
            schedule=schedule,
            starts_at=it_is_ten,
            ends_at=it_is_ten + timedelta(days=1),
            reason=Text(ru="Продано", en="Sold out"),
        )
        booking.wish(
            centre=each, services=[services["passport"]], first_day=it_is_ten.date(),
            last_day=it_is_ten.date(), name="Ян", phone=f"+791600001{number:02}", agreed=True,
            at=it_is_ten, by="visitor",
        )  # fmt: skip
        shut.delete()
        Case.objects.create(
            token=f"case of {each.slug}", number=f"{number:08}", state="accepted", centre=each,
            service=services["passport"], language="ru", opened_at=it_is_ten - timedelta(days=1), due_on=it_is_ten.date(),
        )  # fmt: skip
        KioskScreen.objects.create(
            centre=each, weekdays=[1], opens="08:00", closes="12:00", notice=Text(ru="До 12", en="Until 12")
        )  # fmt: skip
        for kind in ("kiosk", Device.Kind.CALENDAR):
            network.enrol_device(centre=each, kind=kind, name=kind, at=it_is_ten, by="x")
        colleague = member("operator", each, login=f"colleague-{number}")
        StaffPhoto.objects.create(staff=colleague, picture=b"a face", set_at=it_is_ten)
        Client().force_login(colleague)
    return centres


def member(role, centre=None, okrug=None, login="somebody"):
    return Staff.objects.create(
        login=login, name=Text(ru=login, en=login), role=role, centre=centre, okrug=okrug
    )


@pytest.fixture
def post(world):
    """`post(role, scope)`: a browser of somebody with this role in Tverskoy, its okrug, or the network."""

    def sit(role, scope):
        centre = world[HERE] if scope == policy.CENTRE else None
        okrug = world[HERE].district.okrug if scope == policy.OKRUG else None
        browser = Client()
        browser.force_login(member(role, centre, okrug))
        return browser

    return sit


def within(scope):
    """The centres somebody of Tverskoy with this scope reaches."""
    return {
        policy.CENTRE: [HERE],
        policy.OKRUG: [HERE, "arbat"],
        policy.NETWORK: [HERE, "arbat", "mitino"],
    }[scope]


def test_there_is_one_table_and_every_address_of_the_staff_is_in_it():
    lines = {(opening.roles, opening.scopes) for opening in policy.OPENINGS.values()}
    assert {(rule.names, rule.scopes) for _address, rule in STAFFS} == lines
    assert set(policy.POSTS) == set(Role.values)
    assert set(policy.OPENINGS["desk"].roles) == set(MAY_SERVE)


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "scope"), POSTS)
def test_every_address_opens_to_those_of_the_table_and_to_nobody_else(post, role, scope):
    browser = post(role, scope)
    for address, rule in STAFFS:
        status = browser.get(filled(address)).status_code
        if role in rule.names and scope in rule.scopes:
            assert status in (200, 302, 404, 405, 422), address
        else:
            assert status == 403, address


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "scope"), POSTS)
def test_the_centres_one_is_offered_are_those_one_may_choose(post, world, role, scope):
    browser = post(role, scope)
    chosen = {}
    for slug in (*world, "nowhere"):
        chosen[slug] = browser.post("/office/choose/", {"centre": slug}).status_code
    if role not in policy.OPENINGS["choice"].roles or scope == policy.CENTRE:
        assert set(chosen.values()) == {403}
        return
    page = browser.get("/office/devices/").content.decode()
    offered = set(re.findall(r'<option value="([a-z]+)"', page)) & set(world)
    assert offered == set(within(scope))
    assert {slug for slug, status in chosen.items() if status == 302} == offered
    assert {status for slug, status in chosen.items() if slug not in offered} == {404}


# Addresses with one thing of a centre in them, and the page that lists such things.
ONES = [
    address
    for address, _rule in STAFFS
    if "<int:" in address and not address.startswith(OF_THE_NETWORK)
]
LISTS = {
    "/office/counters/": "/office/",
    "/office/centre/screens/": "/office/centre/screens/",
    "/office/appointments/adjust/": "/office/appointments/",
    "/office/appointments/calendars/": "/office/appointments/calendars/",
    "/office/appointments/rules/": "/office/appointments/",
    "/office/appointments/week/": "/office/appointments/",
    "/office/devices/": "/office/devices/",
    "/office/people/": "/office/people/",
    "/office/door/booked/": "/office/door/booked/",
    "/office/results/": "/office/results/",
    "/desk/wishes/": "/desk/wishes/",
    "/desk/cases/": None,
    "/desk/booked/": None,  # found by code or phone, never listed
}


def things_of(address, centre, booked):
    """The numbers of a centre's things of this kind."""
    if address.startswith("/office/counters/"):
        return set(centre.counters.values_list("pk", flat=True))
    if address.startswith(
        tuple(f"/office/appointments/{of}/" for of in ("adjust", "rules", "week"))
    ):
        return set(centre.schedules.values_list("pk", flat=True))
    if address.startswith("/office/appointments/calendars/"):
        return set(centre.devices.filter(kind="calendar").values_list("pk", flat=True))
    if address.startswith("/office/centre/screens/"):
        return set(centre.kiosk_screens.values_list("pk", flat=True))
    if address.startswith("/office/devices/"):
        there = centre.devices.filter(is_active=True)  # a calendar may have been ended just now
        return set(there.values_list("pk", flat=True))
    if address.startswith("/office/people/"):
        return set(centre.staff.filter(login__startswith="colleague").values_list("pk", flat=True))
    if address.startswith(("/office/results/", "/desk/cases/")):
        return set(centre.cases.values_list("pk", flat=True))
    if address.startswith("/desk/wishes/"):
        return set(centre.wishes.values_list("pk", flat=True))
    return {booked[centre.slug]}


@pytest.fixture
def booked(world, book, it_is_ten):
    """An appointment of today in each centre, by its number."""
    when = it_is_ten.replace(hour=11, minute=0)
    return {
        slug: book(when, phone=f"+7916000000{number}", centre=each).pk
        for number, (slug, each) in enumerate(world.items())
    }


def answer_of(browser, address, number, slug):
    """Asked as a page, or as a form of this centre where there is only a form."""
    place = filled(address, number)
    answer = browser.get(place)
    if answer.status_code != 200:
        answer = browser.post(place, {"key": secrets.token_hex(12), "centre": slug})
    return answer.status_code


def test_for_every_thing_of_a_centre_it_is_known_where_it_is_listed():
    assert ONES
    assert [each for each in ONES if not each.startswith(tuple(LISTS))] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "scope"), POSTS)
def test_what_a_page_lists_is_what_opens_and_beyond_ones_scope_nothing_is_there(
    post, world, booked, role, scope
):
    browser = post(role, scope)
    asked = 0
    for slug, address in product(within(scope), ONES):
        rule = dict(STAFFS)[address]
        if role not in rule.names or scope not in rule.scopes:
            continue
        if scope != policy.CENTRE:
            assert browser.post("/office/choose/", {"centre": slug}).status_code == 302
        things = {each.slug: things_of(address, each, booked) for each in world.values()}
        assert all(things.values()), address
        start = next(start for start in LISTS if address.startswith(start))
        if LISTS[start]:
            page = browser.get(LISTS[start]).content.decode()
            listed = {int(number) for number in re.findall(rf'"{start}(\d+)/', page)}
            assert listed & set().union(*things.values()) == things[slug], address
        everything = set().union(*things.values())
        opened = {n for n in everything if answer_of(browser, address, n, slug) != 404}
        assert opened == things[slug], address
        asked += len(everything)
    assert asked or role == "operator"


@pytest.mark.django_db
def test_a_form_of_another_centres_page_is_refused_whoever_sends_it(post, world):
    browser = post("manager", policy.OKRUG)
    browser.post("/office/choose/", {"centre": "arbat"})
    for slug, status in ((HERE, 409), ("mitino", 404), ("", 422), ("arbat", 200)):
        form = {"centre": slug, "kind": "kiosk", "name": f"of {slug}"}
        assert browser.post("/office/devices/add/", form).status_code == status
    assert set(Device.objects.filter(name__startswith="of ").values_list("name", flat=True)) == {
        "of arbat"
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page",
    ["", "door/", "centre/", "centre/screens/", "devices/", "people/", "appointments/", "results/"],
)
def test_every_form_of_an_office_says_on_which_centres_page_it_stands(post, world, page):
    browser = post("manager", policy.OKRUG)
    browser.post("/office/choose/", {"centre": "arbat"})
    html = browser.get(f"/office/{page}").content.decode()
    forms = [
        form
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", html, re.DOTALL)
        if 'action="/office/' in form and "/office/choose/" not in form
    ]
    assert 'data-centre="arbat"' in html
    assert [form[:90] for form in forms if 'name="centre" value="arbat"' not in form] == []


@pytest.mark.django_db
def test_what_an_old_page_asks_by_itself_is_of_no_other_centre(post, world):
    browser = post("manager", policy.OKRUG)
    browser.post("/office/choose/", {"centre": "arbat"})
    for slug, status in ((HERE, 409), ("mitino", 404), ("", 422), ("arbat", 200)):
        for page in ("now/", "close-day/", "door/load/"):
            answer = browser.get(f"/office/{page}", headers={"Okno-Centre": slug})
            assert answer.status_code == status, page


def test_an_opening_is_kept_on_the_view_that_it_guards():
    rule = access.of(access.staff(policy.OPENINGS["network"])(lambda request: None))
    assert (rule.names, rule.scopes) == (("editor",), ("network",))
