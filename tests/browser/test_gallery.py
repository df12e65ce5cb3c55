"""The gallery of components, in every light, language and direction."""

import pytest


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_component_passes_axe(new_page, house, check_axe, shot, language, theme):
    page = new_page(language=language)
    page.goto(f"{house.origin}/ui/?theme={theme}")
    check_axe(page)
    shot(page, f"gallery-{theme}-{language}", full_page=True)


def test_from_right_to_left_nothing_hangs_over(new_page, house, check_axe):
    page = new_page(width=390, height=844)
    page.goto(f"{house.origin}/ui/?dir=rtl")
    check_axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
