"""What the journal says about the network."""

from dataclasses import dataclass
from typing import ClassVar

from okno.base.events import Fact


@dataclass(frozen=True)
class CityLoaded(Fact):
    """The network's file was read."""

    NAME: ClassVar[str] = "network.city_loaded"
    centres: int


@dataclass(frozen=True)
class DeviceEnrolled(Fact):
    """A device got a token."""

    NAME: ClassVar[str] = "network.device_enrolled"
    kind: str


@dataclass(frozen=True)
class DeviceExpected(Fact):
    """A one-time code was made, by which a device will enter."""

    NAME: ClassVar[str] = "network.device_expected"
    kind: str


@dataclass(frozen=True)
class DeviceRevoked(Fact):
    """A device was sent away: its token opens nothing."""

    NAME: ClassVar[str] = "network.device_revoked"
    kind: str


@dataclass(frozen=True)
class DeviceSetUp(Fact):
    """A device's settings were changed."""

    NAME: ClassVar[str] = "network.device_set_up"
    kind: str


@dataclass(frozen=True)
class CentreClosed(Fact):
    """A centre, a service in it, or the whole city closes for these days."""

    NAME: ClassVar[str] = "network.centre_closed"
    starts_on: str
    ends_on: str
    service: str


@dataclass(frozen=True)
class CallsChanged(Fact):
    """From now on a centre calls by name whoever wishes it, or everybody by number."""

    NAME: ClassVar[str] = "network.calls_changed"
    by_name: bool


@dataclass(frozen=True)
class PhoneSet(Fact):
    """Under which number visitors ring a centre from now on; "" where they cannot."""

    NAME: ClassVar[str] = "network.phone_set"
    number: str


@dataclass(frozen=True)
class CentreReopened(Fact):
    """A closure was taken back."""

    NAME: ClassVar[str] = "network.centre_reopened"
