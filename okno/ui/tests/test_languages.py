"""Who reads which of the languages okno is written in."""

import pytest

from okno.ui import languages


@pytest.mark.parametrize(
    ("speaks", "reads"),
    [
        ("ru", "ru"),
        ("en", "en"),
        *((code, "ru") for code in ("uz", "tg", "ky", "kk")),
        *((code, "en") for code in ("zh", "ar", "xx")),
    ],
)
def test_a_language_we_do_not_write_is_read_in_the_one_its_speakers_know(speaks, reads):
    assert languages.read_by(speaks) == reads
