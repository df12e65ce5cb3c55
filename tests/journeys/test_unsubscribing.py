"""Hearing no more of what is not about a visit."""

import pytest
from django.test import Client

from okno.notify import addresses
from okno.notify.models import Unsubscribed

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    key = addresses.Address("email", "maria@example.org").key
    return addresses.unsubscribe_path(addresses.unsubscribe_token(key, "feedback"))


def test_to_look_changes_nothing_and_a_press_does(client, address):
    page = client.get(address)
    assert "Больше не спрашивать" in page.content.decode()
    assert (page["X-Robots-Tag"], page["Cache-Control"]) == ("noindex", "no-store")
    assert not Unsubscribed.objects.exists()
    assert "Больше не будем" in client.post(address).content.decode()
    assert Unsubscribed.objects.get().kind == "feedback"


def test_a_mail_program_needs_one_post_and_no_cookie(address):
    """RFC 8058, 3.1: no redirect, no cookie, no second question."""
    answer = Client(enforce_csrf_checks=True).post(
        address,
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    assert Unsubscribed.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "a:b:c", "WyJrZXkiLCJmZWVkYmFjayJd:1x:y"])
def test_a_link_that_is_not_ours_is_refused_kindly(client, token):
    for answer in (client.get(f"/unsubscribe/{token}/"), client.post(f"/unsubscribe/{token}/")):
        assert answer.status_code == 404
        assert "Ссылка" in answer.content.decode()
    assert not Unsubscribed.objects.exists()
