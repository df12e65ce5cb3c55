"""The letters of the keyboard on the screen, as they lie on a telephone: eleven in a row are still wide enough."""

_FIGURES = "1234567890"
_MARKS = "-.’"
LAYOUTS = (
    ("ru", (f"{_FIGURES}-", "йцукенгшщзх", "фывапролджэ", "ячсмитьбюъё")),
    ("en", (_FIGURES, "qwertyuiop", "asdfghjkl", "zxcvbnm-")),
)
# For a name to be called by: no figures, and what stands between letters.
NAMES = (
    ("ru", (_MARKS, "йцукенгшщзх", "фывапролджэ", "ячсмитьбюъё")),
    ("en", (_MARKS, "qwertyuiop", "asdfghjkl", "zxcvbnm")),
)
