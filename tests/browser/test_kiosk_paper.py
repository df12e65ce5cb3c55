"""How the ticket comes out of the kiosk: on paper, as a file, or on the screen alone."""

import json
import secrets

import psycopg
import pytest

from okno.network.queries import hash_token
from tests.browser.finger import SIZE, nothing_runs_over, take_a_ticket, touch


@pytest.fixture
def kiosk_set_to(new_page, house):
    """A second kiosk of the centre, with settings of its own."""

    def stand_before(settings):
        token = secrets.token_urlsafe(24)
        with psycopg.connect(house.process.dsn(), autocommit=True) as line:
            line.execute(
                "insert into network_device (centre_id, kind, name, token_hash, is_active, settings,"
                " code_by) select id, 'kiosk', 'second kiosk', %s, true, %s, '' from network_centre where slug = %s",
                [hash_token(token), json.dumps(settings), house.slug],
            )
        page = new_page(**SIZE, has_touch=True)
        page.goto(f"{house.origin}/enter/{token}")
        return page

    return stand_before


def test_a_printer_that_does_not_answer_is_told_kindly_and_the_ticket_stands(
    kiosk_set_to, shot, check_axe
):
    page = kiosk_set_to({"printer": "network", "host": "127.0.0.1", "port": 9})
    take_a_ticket(page)
    said = page.locator("main").inner_text()
    assert "Сфотографируйте, пожалуйста, этот экран" in said
    assert "Талон действует" in said
    assert page.locator(".kiosk-qr").is_visible()
    nothing_runs_over(page)
    check_axe(page)
    shot(page, "kiosk-no-paper-ru")


def test_a_kiosk_set_to_pdf_is_handed_the_ticket_as_a_file(kiosk_set_to, shot):
    page = kiosk_set_to({"printer": "pdf"})
    touch(page, "button[name=ui][value=ru]")
    touch(page, "button[name=service]")
    with page.expect_download() as by_itself:
        touch(page, "button[name=purpose]")
    assert by_itself.value.path().read_bytes().startswith(b"%PDF-")
    with page.expect_download() as again:
        page.locator(".kiosk-print button").tap()
    assert again.value.suggested_filename.endswith(".pdf")
    assert page.locator(".kiosk-ticket").is_visible()
    shot(page, "kiosk-pdf-ru")
