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


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "way"), [("ar", "rtl"), ("en", "ltr")])
def test_a_page_is_turned_round_by_its_language(client, settings, language, way):
    """Arabic is not written yet: this is what switching it on would do."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    page = client.get("/about/", headers={"Accept-Language": language}).content.decode()
    assert f'<html lang="{language}" dir="{way}"' in page
