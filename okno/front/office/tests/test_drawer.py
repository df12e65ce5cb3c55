"""A counter in the manager's drawer, when its operator has gone and left a person there."""

import pytest

from okno.queue import actions as queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


def test_a_manager_sends_back_to_the_line_whoever_was_left_at_a_counter(client, vera, session, at):
    client.force_login(vera)
    ticket = queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    counter = {"counter": session.counter_id}
    queue.call_next(centre=session.centre_id, **counter, at=at, by="x")
    drawer = f"/office/counters/{session.counter_id}/"
    asked = client.get(drawer).content.decode()
    assert "Вернуть A1 в очередь" in asked
    assert 'action="/office/act/close/"' not in asked
    form = {**counter, "ticket": ticket.pk, "key": "k"}
    answer = client.post("/office/act/back/", form, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    ticket.refresh_from_db()
    assert ticket.state == "waiting"
    assert 'action="/office/act/close/"' in client.get(drawer).content.decode()


def test_a_drawer_left_open_sends_back_nobody_else(client, vera, session, at):
    client.force_login(vera)
    first, second = (
        queue.issue(centre="tverskoy", service="passport", at=at, by="x") for _ in "12"
    )
    where = {"centre": session.centre_id, "counter": session.counter_id, "at": at, "by": "x"}
    queue.call_next(**where)
    queue.start(**where, ticket=first.pk)
    queue.finish(**where, ticket=first.pk)
    queue.call_next(**where)
    form = {"counter": session.counter_id, "ticket": first.pk, "key": "k"}
    assert client.post("/office/act/back/", form).status_code == 409
    second.refresh_from_db()
    assert second.state == "called"


def test_whoever_may_open_a_counter_speaks_languages_and_not_codes(client, vera, anna, counters):
    client.force_login(vera)
    page = client.get(f"/office/counters/{counters[0].pk}/").content.decode()
    assert f'<option value="{anna.pk}">Анна (английский, русский)</option>' in page
