"""The codes of coffees."""

import secrets

LETTERS = "ABCEHKMPTX34679"  # none that is mistaken for another, read or heard


def new() -> str:
    """Six letters that are easy to read out at the coffee counter."""
    return "".join(secrets.choice(LETTERS) for _ in range(6))
