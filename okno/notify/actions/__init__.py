"""The verbs of telling."""

from okno.notify.actions.readdressing import put_first, stop
from okno.notify.actions.reporting import report, send_again
from okno.notify.actions.telling import cancel, forget, forget_old, tell, unsubscribe
from okno.notify.actions.wording import load_wordings, save_wording
from okno.notify.addresses import Address

__all__ = [
    "Address",
    "cancel",
    "forget",
    "forget_old",
    "load_wordings",
    "put_first",
    "report",
    "save_wording",
    "send_again",
    "stop",
    "tell",
    "unsubscribe",
]
