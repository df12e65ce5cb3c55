"""Whether this process has been asked to end: from then on it begins nothing that leaves the house."""

import threading

_asked = threading.Event()


def begin() -> None:
    """Begin nothing more; what is in hand comes to its end. There is no way back."""
    _asked.set()


def is_stopping() -> bool:
    """Asked before each call and each message, by whoever makes several."""
    return _asked.is_set()
