"""One small centre and its people, by name: the cast every story may use.

Centre Tverskoy, hall A; Anna serves passports in Russian and English, Boris everything in Russian;
Vera is the manager, Gleb stands at the door, Lidia edits the network.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from okno.base.text import Text
from okno.catalog.models import Offer, Service
from okno.network.models import Centre, Counter
from okno.people import policy
from okno.people.models import Role, Staff
from okno.queue import actions as queue
from okno.queue.models import CounterSession

ALL_SKILLS = ["general", "passports", "social", "property"]


@pytest.fixture(scope="session")
def at() -> datetime:
    """A Tuesday, 10:20 in Moscow: every centre is open."""
    return datetime(2026, 11, 24, 7, 20, tzinfo=UTC)


@pytest.fixture
def centre(db: None) -> Centre:
    """Tverskoy, with four counters in hall A, open 8 to 20 every day."""
    from okno.network.tests.factories import CentreFactory

    return CentreFactory(slug="tverskoy", name=Text(ru="Тверской", en="Tverskoy"), counters=4)


@pytest.fixture
def services(centre: Centre) -> dict[str, Service]:
    """Passport (skill passports), benefit (social), extract (property, quick); all given here."""
    from okno.catalog.tests.factories import AuthorityFactory, LifeEventFactory, ServiceFactory

    theirs = {"life_event": LifeEventFactory(), "authority": AuthorityFactory()}
    made = {
        "passport": ServiceFactory(slug="passport", letter="A", skills=["passports"], **theirs),
        "benefit": ServiceFactory(slug="benefit", letter="B", skills=["social"], **theirs),
        "extract": ServiceFactory(slug="extract", letter="C", skills=["property"], **theirs),
    }
    Offer.objects.bulk_create(Offer(centre=centre, service=service) for service in made.values())
    return made


@pytest.fixture
def give_by(centre: Centre, services: dict[str, Service], at: datetime) -> Callable[..., Offer]:
    """Tverskoy gives a service in these ways and no other from now on."""
    from okno.catalog import actions as catalog
    from okno.queue import reference

    def give_by(slug: str, *ways: str) -> Offer:
        made = catalog.give_by(services[slug], centre=centre, ways=ways, at=at, by="staff:1")
        reference.forget()
        return made

    return give_by


def _member(login: str, role: str, centre: Centre | None, **more: Any) -> Staff:
    name, languages = str(more.pop("name")), dict.fromkeys(more.pop("languages"), policy.NATIVE)
    return Staff.objects.create(
        login=login,
        name=Text(ru=name, en=name),
        role=role,
        centre=centre,
        languages=languages,
        **more,
    )


@pytest.fixture
def anna(centre: Centre) -> Staff:
    """Operator: passports; Russian and English."""
    return _member(
        "anna", Role.OPERATOR, centre, name="Анна", skills=["passports"], languages=["ru", "en"]
    )


@pytest.fixture
def boris(centre: Centre) -> Staff:
    """Operator: everything; Russian only."""
    return _member(
        "boris", Role.OPERATOR, centre, name="Борис", skills=ALL_SKILLS, languages=["ru"]
    )


@pytest.fixture
def vera(centre: Centre) -> Staff:
    """The manager."""
    return _member("vera", Role.MANAGER, centre, name="Вера", languages=["ru"])


@pytest.fixture
def gleb(centre: Centre) -> Staff:
    """The administrator at the door."""
    return _member("gleb", Role.ADMINISTRATOR, centre, name="Глеб", languages=["ru"])


@pytest.fixture
def lidia(db: None) -> Staff:
    """The network editor."""
    return _member("lidia", Role.EDITOR, None, name="Лидия", languages=["ru"])


@pytest.fixture
def counters(centre: Centre) -> list[Counter]:
    """The four counters, by number."""
    return list(centre.counters.order_by("number"))


@pytest.fixture
def session(
    centre: Centre,
    counters: list[Counter],
    services: dict[str, Service],
    boris: Staff,
    at: datetime,
) -> CounterSession:
    """Boris sits at counter 1 and serves everything."""
    return queue.open_counter(
        centre=centre.pk, counter=counters[0].pk, staff=boris, at=at, by="staff:1"
    )


@pytest.fixture
def english_session(
    centre: Centre, counters: list[Counter], services: dict[str, Service], anna: Staff, at: datetime
) -> CounterSession:
    """Anna sits at counter 2 and serves passports in Russian and English."""
    return queue.open_counter(
        centre=centre.pk, counter=counters[1].pk, staff=anna, at=at, by="staff:1"
    )


@pytest.fixture
def by_name(centre: Centre, at: datetime) -> Centre:
    """Tverskoy calls by name whoever wishes it."""
    queue.set_calls(centre=centre, by_name=True, at=at, by="staff:1")
    centre.refresh_from_db()
    return centre


@pytest.fixture
def token(centre: Centre, at: datetime) -> Callable[[str], str]:
    """The token of a new device of this kind at the centre."""
    from okno.network import actions as network

    def enrol(kind: str) -> str:
        _device, secret = network.enrol_device(
            centre=centre, kind=kind, name=f"{kind} of the test", at=at, by="system"
        )
        return secret

    return enrol


@pytest.fixture
def it_is_ten(at: datetime, db: None) -> datetime:
    """Okno's clock stands at `at` for the pages, which ask it themselves."""
    from okno.base import clock

    clock.set_to(at, speed=0.001)
    return at
