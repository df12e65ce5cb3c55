"""Signs that look alike in the Latin and the Cyrillic alphabet: a code is read in whichever it was typed. Pure."""

_AS_LATIN = str.maketrans("АВСЕНКМОРТХЗ", "ABCEHKMOPTX3")


def as_latin(typed: str) -> str:
    """In capitals, with the Latin letter for each Cyrillic one that looks like it."""
    return typed.upper().translate(_AS_LATIN)
