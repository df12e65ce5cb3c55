"""`okno staff`: who gets a new password or leaves is out at once, and their counter is closed."""

import getpass

import pytest

from okno.config import staff
from okno.people.models import Staff
from okno.queue import actions as queue
from okno.queue.models import CounterSession, State, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def typed(monkeypatch):
    """The keyboard: what is asked for there is typed."""
    monkeypatch.setattr(getpass, "getpass", lambda _words: "a window with four panes")


@pytest.mark.parametrize("act", ["--password", "--dismiss"])
def test_whoever_gets_a_new_password_or_leaves_no_longer_sits_at_a_counter(
    client, session, boris, typed, act
):
    client.force_login(boris)
    assert staff.main(["boris", act]) == 0
    assert not CounterSession.objects.filter(closed_at=None).exists()
    assert client.get("/desk/")["Location"].startswith("/staff/login/")
    boris.refresh_from_db()
    assert (boris.is_active, boris.has_usable_password()) == (
        (True, True) if act == "--password" else (False, False)
    )


def test_a_visitor_at_the_counter_keeps_it_open_and_the_one_who_asked_is_told(
    centre, session, typed, at, capsys
):
    queue.issue(centre=centre.pk, service="passport", at=at, by="x")
    queue.call_next(centre=centre.pk, counter=session.counter_id, at=at, by="x")
    assert staff.main(["boris", "--dismiss"]) == 0
    assert "a visitor is still at their counter" in capsys.readouterr().err
    assert Ticket.objects.get().state == State.CALLED
    assert not Staff.objects.get(login="boris").is_active
