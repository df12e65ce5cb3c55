"""What is done with the network: it is loaded, its devices enrol, its centres close, reopen and choose how they call and are rung up."""

from okno.network.actions.cities import load_city
from okno.network.actions.closing import (
    LONGEST_CLOSURE,
    LONGEST_REASON,
    close,
    close_early,
    reopen,
)
from okno.network.actions.devices import (
    enrol_device,
    enter_code,
    expect_device,
    make_code,
    renew_token,
    revoke_device,
    set_quota,
    set_up_device,
)
from okno.network.actions.settings import set_calls, set_phone

__all__ = [
    "LONGEST_CLOSURE",
    "LONGEST_REASON",
    "close",
    "close_early",
    "enrol_device",
    "enter_code",
    "expect_device",
    "load_city",
    "make_code",
    "renew_token",
    "reopen",
    "revoke_device",
    "set_calls",
    "set_phone",
    "set_quota",
    "set_up_device",
]
