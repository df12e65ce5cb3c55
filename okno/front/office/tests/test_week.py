"""The page on which a manager sets a schedule's hours, languages and services."""

import pytest

from okno.booking import queries
from okno.network.tests.factories import CentreFactory
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


@pytest.fixture
def office(client, vera, services):
    client.force_login(vera)
    return client


@pytest.fixture
def page(schedule):
    return f"/office/appointments/week/{schedule.pk}/"


def words(answer):
    return answer.content.decode()


def form(days=range(7), opens="08:00", closes="20:00", **more):
    """What a browser sends: a row of every day, and an empty one."""
    sent = {
        "key": "w",
        "centre": "tverskoy",
        "languages": ["ru"],
        "name_ru": "Окна",
        "name_en": "Counters",
    }
    for day in range(7):
        is_open = day in days
        sent |= {
            f"opens-{day}-0": opens if is_open else "",
            f"closes-{day}-0": closes if is_open else "",
            f"opens-{day}-1": "",
            f"closes-{day}-1": "",
        }
    return sent | more


def test_the_page_holds_what_is_set_and_a_row_more(office, page, services):
    shown = words(office.get(page))
    assert 'name="opens-2-0" value="08:00"' in shown
    assert 'name="closes-6-0" value="20:00"' in shown
    assert 'name="opens-2-1" value=""' in shown
    assert "Понедельник" in shown
    assert str(services["passport"].short_name) in shown
    assert f'href="{page}"' in words(office.get("/office/appointments/"))


def test_it_is_set_as_it_was_typed_once(office, page, schedule, services):
    sent = form(
        days=[0, 2],
        languages=["en", "ru"],
        services=[services["passport"].pk],
        **{"opens-2-1": "20:00", "closes-2-1": "21:30", "quiet-2-1": "1"},
    )
    for _ in range(2):
        assert office.post(f"{page}set/", sent)["Location"].endswith(f"#schedule-{schedule.pk}")
    schedule.refresh_from_db()
    assert (schedule.languages, schedule.services) == (["en", "ru"], [services["passport"].pk])
    assert [(each.weekday, f"{each.closes:%H:%M}", each.is_quiet) for each in queries.hours_of(schedule)] == [
        (0, "20:00", False), (2, "20:00", False), (2, "21:30", True),
    ]  # fmt: skip
    assert 'value="21:30"' in words(office.get(page))


def test_how_many_are_booked_outside_is_said_before_it_is_set(
    office, page, schedule, book, tomorrow
):
    made = book(tomorrow)
    sent = form(opens="12:00")
    asked = office.post(f"{page}set/", sent)
    assert asked.status_code == 422
    assert "Вне того, что вы задали, записан 1 человек" in words(asked)
    assert 'name="opens-2-0" value="12:00"' in words(asked), "as it was typed"
    assert queries.hours_of(schedule)[0].opens.hour == 8
    changed = form(opens="13:00", agreed=asked.context["agreeing"])
    assert office.post(f"{page}set/", changed).status_code == 422, "not what was agreed to"
    agreed = sent | {"agreed": asked.context["agreeing"], "key": asked.context["key"]}
    assert office.post(f"{page}set/", agreed).status_code == 302
    assert queries.hours_of(schedule)[0].opens.hour == 12
    made.refresh_from_db()
    assert made.is_to_come, "what is booked stands"


@pytest.mark.parametrize(
    ("wrong", "said", "where"),
    [
        ({"closes-2-0": "07:00"}, "Конец", "day-2-error"),
        ({"closes-2-0": ""}, "13:00", "day-2-error"),
        ({"opens-2-0": "x"}, "13:00", "day-2-error"),
        ({"opens-2-1": "19:00", "closes-2-1": "21:00"}, "пересекаются", "day-2-error"),
        ({"languages": []}, "хотя бы один язык", "languages-error"),
        ({"services": ["0"]}, "Выберите", "services-error"),
    ],
)
def test_what_cannot_be_stands_next_to_what_was_typed(office, page, schedule, wrong, said, where):
    answer = office.post(f"{page}set/", form(**wrong))
    assert answer.status_code == 422
    shown = words(answer)
    assert said in shown[shown.index(f'id="{where}"') :]
    for name, value in wrong.items():
        assert not isinstance(value, str) or f'name="{name}" value="{value}"' in shown
    assert len(queries.hours_of(schedule)) == 7


def test_a_week_without_an_hour_is_not_set(office, page, schedule):
    answer = office.post(f"{page}set/", form(days=[]))
    assert answer.status_code == 422
    assert "хотя бы на один день" in words(answer)
    assert len(queries.hours_of(schedule)) == 7


def test_another_centres_schedule_does_not_exist(office, at):
    theirs = schedule_of(CentreFactory(counters=4), at=at)
    address = f"/office/appointments/week/{theirs.pk}/"
    assert office.get(address).status_code == 404
    assert office.post(f"{address}set/", form()).status_code == 404
    assert len(queries.hours_of(theirs)) == 7
