"""Who takes over a shared computer leaves nobody alone at its counter."""

import pytest

from okno.people import actions as people
from okno.queue import actions as queue

PASSWORD = "a window with four panes"


@pytest.mark.django_db
def test_nobody_takes_over_while_a_person_is_at_the_counter(
    client, session, boris, anna, at, it_is_ten, centre
):
    boris.set_password(PASSWORD)
    boris.save()
    client.post("/staff/login/", {"login": "boris", "password": PASSWORD})
    people.set_badge(staff=anna, code="okno-00042", pin="2580", at=at, by="x")
    here = {"centre": centre.pk, "at": at, "by": "x"}
    queue.issue(**here, service="passport")
    queue.call_next(**here, counter=session.counter_id)
    answer = client.post("/staff/switch/", {"badge": "okno-00042", "pin": "2580"})
    assert answer["Location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(boris.pk)
    session.refresh_from_db()
    assert session.closed_at is None
