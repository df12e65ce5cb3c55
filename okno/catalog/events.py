"""What the journal says about the catalogue."""

from dataclasses import dataclass
from typing import ClassVar

from okno.base.events import Fact


@dataclass(frozen=True)
class CatalogLoaded(Fact):
    """The content files were read into the catalogue."""

    NAME: ClassVar[str] = "catalog.loaded"
    services: int
    offers: int


@dataclass(frozen=True)
class ServiceOffered(Fact):
    """A centre began to give a service."""

    NAME: ClassVar[str] = "catalog.service_offered"
    service: str


@dataclass(frozen=True)
class ServiceWithdrawn(Fact):
    """A centre stopped giving a service."""

    NAME: ClassVar[str] = "catalog.service_withdrawn"
    service: str


@dataclass(frozen=True)
class ServiceWaysSet(Fact):
    """A centre gives a service in these ways from now on (okno.catalog.models.Way)."""

    NAME: ClassVar[str] = "catalog.service_ways_set"
    service: str
    ways: list[str]


@dataclass(frozen=True)
class ServiceAssured(Fact):
    """Somebody vouched for the text of a service."""

    NAME: ClassVar[str] = "catalog.service_assured"
    service: str
    assured_on: str


@dataclass(frozen=True)
class ServiceStatusChanged(Fact):
    """A service was paused, closed or made active again."""

    NAME: ClassVar[str] = "catalog.service_status_changed"
    service: str
    status: str


@dataclass(frozen=True)
class _Screen(Fact):
    """What a screen shows and when; `services` are ids in their order."""

    weekdays: list[int]
    opens: str
    closes: str
    services: list[int]
    notice: dict[str, str]


@dataclass(frozen=True)
class ScreenAdded(_Screen):
    """A centre's kiosks show something else at certain hours."""

    NAME: ClassVar[str] = "catalog.screen_added"


@dataclass(frozen=True)
class ScreenChanged(_Screen):
    """What is shown at those hours, or when, is this from now on."""

    NAME: ClassVar[str] = "catalog.screen_changed"


@dataclass(frozen=True)
class ScreenRemoved(Fact):
    """At those hours the kiosks show the usual again."""

    NAME: ClassVar[str] = "catalog.screen_removed"
