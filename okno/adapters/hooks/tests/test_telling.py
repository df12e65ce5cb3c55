"""A package that is really installed is told what happens: in order, once, and nothing while it fails."""

import sys
from datetime import timedelta

import pytest

from okno.adapters.hooks import actions, queries, telling
from okno.adapters.hooks.models import Place
from okno.adapters.hooks.policy import again_after
from okno.base import events
from okno.base.metrics import REGISTRY
from okno.base.tests.journal import until_read
from okno.network import actions as network
from okno.network.models import Device
from okno.queue import actions as queue
from okno.queue.events import TicketRated

pytestmark = pytest.mark.django_db(transaction=True)
_PACKAGE = """
from okno.network.models import Device

told, failing = [], []


def on_fact(fact):
    told.append(fact)
    Device.objects.filter(name="door").update(settings={"last": fact.number})
    if fact.name in failing:
        raise RuntimeError("Ivan Petrov")


on_fact.names = ("queue.ticket_issued", "network.")
"""


@pytest.fixture
def city(tmp_path, monkeypatch):
    """A package `city_hooks` with one hook, `city`, and one that cannot be loaded."""
    (tmp_path / "city_hooks.py").write_text(_PACKAGE)
    about = tmp_path / "city_hooks-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: city-hooks\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[okno.hooks]\ncity = city_hooks:on_fact\nbroken = city_hooks:missing\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    telling.installed.cache_clear()
    import city_hooks

    yield city_hooks
    telling.installed.cache_clear()
    del sys.modules["city_hooks"]


@pytest.fixture
def issue(centre, services, at):
    return lambda: queue.issue(centre=centre.slug, service="passport", at=at, by="visitor")


def tell(at):
    """Tell once the newest fact can be read."""
    until_read()
    telling.tell(at=at)


def names(city):
    return [fact.name for fact in city.told]


def test_it_is_told_what_it_asks_for_from_now_on_in_order_and_once(city, centre, issue, at):
    issue()
    tell(at=at)
    assert city.told == [], "what was before it came is not told"
    network.enrol_device(centre=centre, kind="program", name="door", at=at, by="system")
    ticket = issue()
    queue.leave(centre=centre.pk, ticket=ticket.pk, at=at, by="visitor")
    for _ in range(2):
        tell(at=at)
    assert names(city) == ["network.device_enrolled", "queue.ticket_issued"]
    fact = city.told[1]
    assert (fact.centre, fact.subject, fact.by) == (centre.slug, f"ticket:{ticket.pk}", "visitor")
    assert fact.number > city.told[0].number


def test_what_fails_is_undone_and_told_again_before_anything_else(city, centre, issue, at, caplog):
    tell(at=at)
    network.enrol_device(centre=centre, kind="program", name="door", at=at, by="system")
    issue()
    city.failing.append("network.device_enrolled")
    for seconds in (0, 1, 5, 6, 15):
        tell(at=at + timedelta(seconds=seconds))
    assert names(city) == ["network.device_enrolled"] * 3, "at once, after 5 and after 10 seconds"
    assert Device.objects.get(name="door").settings == {}, "what it wrote is undone"
    assert "RuntimeError" in caplog.text
    assert "Ivan" not in caplog.text
    assert REGISTRY.get_sample_value("okno_hook_failures", {"hook": "city"}) == 3
    city.failing.clear()
    tell(at=at + timedelta(minutes=1))
    assert names(city)[3:] == ["network.device_enrolled", "queue.ticket_issued"]
    assert Device.objects.get(name="door").settings == {"last": city.told[-1].number}
    assert REGISTRY.get_sample_value("okno_hook_failures", {"hook": "city"}) == 0


def test_what_it_fails_at_is_passed_over_when_a_person_says_so(city, centre, issue, at):
    tell(at=at)
    assert not actions.pass_over(hook="city", at=at, by="system"), "it does not fail"
    events.record(TicketRated(ticket="A1", rating=5), at=at, by="visitor", centre=centre.pk)
    network.enrol_device(centre=centre, kind="program", name="door", at=at, by="system")
    issue()
    city.failing.append("network.device_enrolled")
    tell(at=at)
    (known,) = [each for each in queries.hooks() if each.name == "city"]
    assert "fails after fact" in known.said
    assert actions.pass_over(hook="city", at=at, by="system")
    tell(at=at)
    assert names(city) == ["network.device_enrolled", "queue.ticket_issued"]


def test_what_nobody_asks_for_is_passed_however_much(city, centre, issue, at):
    tell(at=at)
    for _ in range(telling._BATCH + 1):
        events.record(TicketRated(ticket="A1", rating=5), at=at, by="visitor", centre=centre.pk)
    issue()
    tell(at=at)
    assert names(city) == ["queue.ticket_issued"]


def test_after_a_restore_it_is_told_on_from_where_it_was(city, issue, at):
    tell(at=at)
    Place.objects.update(xid=2**40)
    actions.after_a_restore(at=at, by="system")
    issue()
    tell(at=at)
    assert names(city) == ["queue.ticket_issued"]


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 5), (2, 10), (3, 20), (11, 3600), (9999, 3600)]
)
def test_it_is_tried_again_after_a_while_that_grows(failures, seconds):
    assert again_after(failures) == timedelta(seconds=seconds)
