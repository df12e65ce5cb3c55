"""Devices come into a centre, by a code or with their token at once, are set up, and are sent away."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from okno.base import clock, db, events, tries
from okno.base.asker import network_of
from okno.network import errors, policy, queries
from okno.network.events import DeviceEnrolled, DeviceExpected, DeviceRevoked, DeviceSetUp
from okno.network.models import Centre, Device, Hall


@transaction.atomic
def enrol_device(
    *, centre: Centre, kind: str, name: str, at: datetime, by: str
) -> tuple[Device, str]:
    """A new device of the centre and its token, which is shown only now."""
    token = _new_token()
    device = Device.objects.create(
        centre=centre, kind=kind, name=name, token_hash=queries.hash_token(token)
    )
    _note(DeviceEnrolled(kind=kind), device, at, by)
    return device, token


@transaction.atomic
def expect_device(
    *, centre: Centre, kind: str, name: str, hall: Hall | None = None, at: datetime, by: str
) -> tuple[Device, str]:
    """A new device of the centre, and the one-time code by which it enters within fifteen minutes.

    Refuses a kind that is none (`unknown_kind`), no name (`no_device_name`), a name that another
    device of this kind has here (`device_name_taken`), and another centre's hall (`unknown_hall`).
    """
    name = " ".join(name.split())
    if kind not in Device.Kind.values:
        raise errors.unknown_kind()
    if not name or len(name) > policy.LONGEST_NAME:
        raise errors.no_device_name(policy.LONGEST_NAME)
    if hall is not None and hall.centre_id != centre.pk:
        raise errors.unknown_hall(", ".join(sorted(centre.halls.values_list("slug", flat=True))))
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    if queries.devices_of(centre).filter(kind=kind, name=name).exists():
        raise errors.device_name_taken()
    device = Device.objects.create(
        centre=centre,
        kind=kind,
        name=name,
        hall=hall,
        settings={"hall": hall.slug} if hall else {},
        token_hash=queries.hash_token(_new_token()),
    )
    return device, make_code(device=device, at=at, by=by)


@transaction.atomic
def make_code(*, device: Device, at: datetime, by: str) -> str:
    """A one-time code by which this device enters anew; an earlier code ends, its token only with the code's use.

    Refuses a device that was sent away (`unknown_device_here`).
    """
    code = "".join(secrets.choice(policy.SIGNS) for _ in range(policy.LENGTH))
    changed = Device.objects.filter(pk=device.pk, is_active=True).update(
        code_hash=queries.hash_code(code),
        code_until=at + clock.of_a_person(policy.LASTS),
        code_by=by,
    )
    if not changed:
        raise errors.unknown_device_here()
    _note(DeviceExpected(kind=device.kind), device, at, by)
    return code


def enter_code(
    *, code: str, address: str, screens: tuple[str, ...] = (), at: datetime
) -> tuple[Device, str]:
    """The device whose code this is, and its new token, which nobody is shown; the code is used up.

    Asking from the network address `address`. Refuses a code that is wrong, used or over
    (`wrong_code`), any at all after ten wrong ones from this network in a quarter of an hour
    (`too_many_codes`), and with `screens` a device of another kind, whose code stays (`no_screen`).
    """
    who = tries.key("enter", network_of(address))
    entered = _entered(policy.read_code(code), who, screens, at)
    if entered is None:
        raise errors.wrong_code()
    queries.forget_devices()
    return entered


@transaction.atomic
def _entered(
    code: str, who: str, screens: tuple[str, ...], at: datetime
) -> tuple[Device, str] | None:
    """One of a network after another: many at once would all be looked at before the first had counted."""
    db.one_after_another(f"enter {who}")
    lasts = clock.of_a_person(policy.LASTS)
    if tries.are_over(who, most=policy.TRIES, since=at - lasts, at=at):
        raise errors.too_many_codes(int(policy.LASTS.total_seconds() // 60))
    device = (
        Device.objects.select_for_update()
        .filter(code_hash=queries.hash_code(code), is_active=True, centre__is_active=True)
        # A demo's clock may run ahead: what is to last longer than any code does was made by one.
        .filter(code_until__gt=at, code_until__lte=at + lasts)
        .first()
    )
    if device is None:
        tries.note(who, at=at)
        return None
    if screens and device.kind not in screens:
        raise errors.no_screen()
    return device, renew_token(device=device, at=at, by=device.code_by)


@transaction.atomic
def renew_token(*, device: Device, at: datetime, by: str, token: str = "") -> str:
    """A new token for a device, a random one unless `token` is given; the old one and any code end."""
    token = token or _new_token()
    device.token_hash = queries.hash_token(token)
    device.code_hash, device.code_until, device.code_by = None, None, ""
    device.save(update_fields=["token_hash", "code_hash", "code_until", "code_by"])
    _note(DeviceEnrolled(kind=device.kind), device, at, by)
    return token


@transaction.atomic
def revoke_device(*, device: Device, at: datetime, by: str) -> None:
    """The device is known no more: its token and its code open nothing, at the latest five seconds from now.

    Refuses one that was sent away already (`unknown_device_here`).
    """
    changed = Device.objects.filter(pk=device.pk, is_active=True).update(
        is_active=False,
        token_hash=queries.hash_token(_new_token()),
        code_hash=None,
        code_until=None,
        code_by="",
    )
    if not changed:
        raise errors.unknown_device_here()
    _note(DeviceRevoked(kind=device.kind), device, at, by)
    transaction.on_commit(queries.forget_devices)


@transaction.atomic
def set_up_device(*, device: Device, settings: dict[str, Any], at: datetime, by: str) -> Device:
    """Replace a device's settings (`docs/guides/set-up-a-kiosk.md` says which a kiosk knows).

    `hall`, the short name of a hall of its centre, says that the device stands in it; refuses one
    that is not there (`unknown_hall`).
    """
    device.settings, device.hall = settings, None
    if "hall" in settings:
        halls = {hall.slug: hall for hall in Hall.objects.filter(centre=device.centre_id)}
        device.hall = halls.get(str(settings["hall"]))
        if device.hall is None:
            raise errors.unknown_hall(", ".join(sorted(halls)))
    device.save(update_fields=["settings", "hall"])
    _note(DeviceSetUp(kind=device.kind), device, at, by)
    return device


@transaction.atomic
def set_quota(*, device: Device, most: int | None, at: datetime, by: str) -> None:
    """So many requests a minute this program may make, at the latest five seconds from now.

    Refuses what is no program (`unknown_device_here`), and less than one or more than the house stands
    (`quota_out_of_range`).
    """
    if device.kind != Device.Kind.PROGRAM:
        raise errors.unknown_device_here()
    if most is None or not 1 <= most <= policy.MOST_QUOTA:
        raise errors.quota_out_of_range(policy.MOST_QUOTA)
    set_up_device(device=device, settings=policy.with_quota(device.settings, most), at=at, by=by)


def _new_token() -> str:
    return secrets.token_urlsafe(24)


def _note(fact: events.Fact, device: Device, at: datetime, by: str) -> None:
    """The screens of the centre ask again: one that was sent away finds that out."""
    events.record(
        fact,
        at=at,
        by=by,
        centre=device.centre_id,
        subject=f"device:{device.pk}",
        topics=(f"hall:{device.centre_id}",) if isinstance(fact, DeviceRevoked) else (),
    )
