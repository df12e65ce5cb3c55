"""The letters of the keyboard on the screen, as they lie on a telephone: eleven in a row are still wide enough."""

_FIGURES = "1234567890"
LAYOUTS = (
    ("ru", (f"{_FIGURES}-", "йцукенгшщзх", "фывапролджэ", "ячсмитьбюъё")),
    ("en", (_FIGURES, "qwertyuiop", "asdfghjkl", "zxcvbnm-")),
)
