"""The page on which a manager says what single services ask for in a schedule."""

from datetime import timedelta

import pytest

from okno.booking import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def office(client, vera, services):
    client.force_login(vera)
    return client


@pytest.fixture
def page(schedule):
    return f"/office/appointments/rules/{schedule.pk}/"


@pytest.fixture
def send(office, page, services):
    def send(service="passport", key="k", **typed):
        sent = {"key": key, "centre": "tverskoy", "service": services[service].pk, **typed}
        return office.post(f"{page}set/", sent)

    return send


def words(answer):
    return answer.content.decode()


def test_it_is_set_listed_and_given_back_to_the_schedule(office, page, send, schedule):
    assert f'href="{page}"' in words(office.get("/office/appointments/"))
    assert send(after="20", reminders="168, 24").status_code == 302
    (rule,) = queries.rules_of(schedule)
    assert (rule.before, rule.after) == (None, timedelta(minutes=20))
    assert rule.reminders == [timedelta(hours=168), timedelta(hours=24)]
    assert "напомним за 168 часов и за 24 часа" in words(office.get(page))
    assert send(key="again", reminders="0").status_code == 302
    assert "без напоминаний" in words(office.get(page))
    assert send(key="away").status_code == 302
    assert not queries.rules_of(schedule)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"before": "x"}, "before"),
        ({"after": "999"}, "after"),
        ({"reminders": "9 999"}, "reminders"),
    ],
)
def test_what_cannot_be_stands_next_to_what_was_typed(send, schedule, typed, field):
    answer = send(**typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in words(answer)
    assert f'value="{typed[field]}"' in words(answer)
    assert not queries.rules_of(schedule)


def test_a_service_that_is_not_given_here_has_no_rule(office, page):
    sent = {"key": "k", "centre": "tverskoy", "service": "0", "after": "5"}
    answer = office.post(f"{page}set/", sent)
    assert answer.status_code == 422
    assert 'id="service-error"' in words(answer)
