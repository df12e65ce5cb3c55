"""Which screens have a line of the house on the wire, and which one of those that strangers share."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from okno.base.wire_signature import sign
from okno.queue import actions as queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


def is_of_the_house(page):
    """By whose signature the page follows the wire."""
    address = re.search(r'name="okno-wire" content="([^"]+)"', page.content.decode())[1]
    asked = parse_qs(urlsplit(address.replace("&amp;", "&")).query)
    topics, signature = asked["topics"][0], asked["sig"][0]
    house = sign(topics, settings.SECRET_KEY, house=True)
    assert signature in (house, sign(topics, settings.SECRET_KEY))
    return signature == house


def test_boards_desks_and_offices_have_lines_of_the_house(
    client, session, boris, vera, gleb, token
):
    board = Client()
    board.get(f"/enter/{token('board')}")
    assert is_of_the_house(board.get("/board/"))
    for person, page in ((boris, "/desk/"), (vera, "/office/"), (gleb, "/office/door/")):
        client.force_login(person)
        assert is_of_the_house(client.get(page)), page


def test_visitors_share_the_others_even_when_one_of_them_is_staff(client, session, boris, at):
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    client.force_login(boris)
    for page in ("/centres/tverskoy/", f"/t/{ticket.token}/"):
        assert not is_of_the_house(client.get(page)), page
