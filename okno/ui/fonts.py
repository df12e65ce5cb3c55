"""Where the font lies: Manrope (SIL OFL 1.1), taken from its package, never committed here.

Imported by the settings, so nothing of Django may be used in this file.
"""

from importlib.util import find_spec

FILE = "fonts/Manrope-VariableFont_wght.ttf"


def font_dirs() -> list[tuple[str, str]]:
    """Pairs (prefix, folder) for STATICFILES_DIRS; the stylesheet asks for `fonts/Manrope-….ttf`.

    Raises ImportError when the package font-manrope is missing: without it the tickets on a board
    would lose their even figures, and nobody would notice until opening day.
    """
    found = find_spec("font_manrope")
    if found is None or not found.submodule_search_locations:
        raise ImportError("the package font-manrope is not installed")
    return [("fonts", f"{found.submodule_search_locations[0]}/files")]
