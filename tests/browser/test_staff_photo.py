"""A picture as a camera makes it becomes the photo of a member of staff, in their own browser."""

import io
import random

import pytest
from PIL import Image


def of_a_camera():
    """Twelve million pixels of noise: far more than okno takes in one request."""
    noise = random.Random(1).randbytes(1000 * 750 * 3)
    kept = io.BytesIO()
    Image.frombytes("RGB", (1000, 750), noise).resize((4000, 3000)).save(kept, "JPEG", quality=92)
    return kept.getvalue()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_picture_of_a_camera_is_cut_kept_seen_by_the_manager_and_taken_off(
    new_page, house, check_axe, shot, language, width, height
):
    sent = of_a_camera()
    assert len(sent) > 1_000_000
    page = new_page(width=width, height=height, language=language)
    house.login(page, f"{house.slug}-operator-2", "/staff/me/")
    file = page.locator("#file")
    file.set_input_files({"name": "me.jpg", "mimeType": "image/jpeg", "buffer": sent})
    page.wait_for_selector("ok-photo[data-taken]")
    page.locator("ok-photo form").first.locator("button").click()
    page.wait_for_url("**#photo-part")
    assert page.locator("img.face").evaluate("face => face.naturalWidth") == 256
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_axe(page)
    shot(page, f"own-photo-{width}-{language}", full_page=True)

    manager = new_page(width=width, height=height, language=language)
    house.login(manager, f"{house.slug}-manager", "/office/people/")
    row = manager.locator(".row", has=manager.locator("img.face"))
    assert row.count() == 1
    row.scroll_into_view_if_needed()
    check_axe(manager)
    shot(manager, f"photo-of-a-colleague-{width}-{language}")
    words = {"ru": "Снять фотографию", "en": "Take the photo off"}[language]
    row.get_by_role("button", name=words).click()
    manager.wait_for_load_state()
    assert manager.locator("img.face").count() == 0


def test_what_is_no_picture_is_said_beside_the_field(new_page, house, check_axe):
    page = new_page(language="en")
    house.login(page, f"{house.slug}-operator-2", "/staff/me/")
    file = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    page.locator("#file").set_input_files(file)
    page.wait_for_selector("ok-photo[data-taken]")
    page.locator("ok-photo form").first.locator("button").click()
    page.wait_for_load_state()
    assert "That is no photo" in page.locator("#file-error").inner_text()
    check_axe(page)
