"""The verbs of telling."""

from okno.notify.actions.telling import cancel, delivered, forget_old, tell, unsubscribe
from okno.notify.actions.wording import load_wordings, save_wording
from okno.notify.addresses import Address

__all__ = [
    "Address",
    "cancel",
    "delivered",
    "forget_old",
    "load_wordings",
    "save_wording",
    "tell",
    "unsubscribe",
]
