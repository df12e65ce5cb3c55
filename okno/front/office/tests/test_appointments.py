"""The manager's page of booking: the days ahead, the schedules, the times that are blocked."""

import re
from datetime import timedelta

import pytest

from okno.base.models import Event, Look
from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking.models import Blocked
from okno.network.tests.factories import CentreFactory
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
HOUR = timedelta(hours=1)
PAGE = "/office/appointments/"
BLOCK = {
    "key": "b", "centre": "tverskoy", "starts_at": "2026-11-25T11:00", "ends_at": "2026-11-25T12:00",
    "counters": "0", "reason_ru": "Учёба", "reason_en": "Training",
}  # fmt: skip
SET = {
    "key": "s", "centre": "tverskoy", "counters": "3", "share": "40", "days_ahead": "14",
    "cancel_until": "24", "early": "45", "late": "60", "step": "20", "before": "5", "after": "10", "reminders": "12, 72 2", "is_active": "1",
}  # fmt: skip


@pytest.fixture
def office(client, vera, services):
    client.force_login(vera)
    return client


def words(answer):
    return answer.content.decode()


def test_the_days_ahead_stand_with_their_figures_and_lead_to_a_days_list(
    office, schedule, english, book, tomorrow
):
    book(tomorrow, name="Аглая")
    page = words(office.get(PAGE))
    assert "записано: 1" in page
    assert re.search(r"занято 1\s%", page)
    assert f"{PAGE}2026-11-25/" in page
    day = words(office.get(f"{PAGE}2026-11-25/"))
    assert "11:00" in day
    assert "Среда, 25" in day
    assert "Аглая" not in day
    assert not Look.objects.exists()
    assert "никто не записан" in words(office.get(f"{PAGE}2026-11-26/"))
    for none in ("x", "2026-02-30", "2026-11"):
        assert office.get(f"{PAGE}{none}/").status_code == 404
    assert office.get(f"{PAGE}9999-12-31/").status_code == 200


def test_a_schedule_is_set_in_the_units_of_the_form(office, schedule):
    for _ in range(2):
        assert office.post(f"{PAGE}adjust/{schedule.pk}/", SET).status_code == 302
    schedule.refresh_from_db()
    assert (schedule.share, schedule.days_ahead) == (40, 14)
    assert (schedule.cancel_until, schedule.early) == (24 * HOUR, HOUR * 3 / 4)
    assert (schedule.late, schedule.reminders) == (HOUR, [72 * HOUR, 12 * HOUR, 2 * HOUR])
    assert [schedule.step, schedule.before, schedule.after] == [HOUR / 3, HOUR / 12, HOUR / 6]
    assert set(schedule.week.values_list("counters", flat=True)) == {3}
    assert Event.objects.filter(name="booking.schedule_set", by__startswith="staff:").count() == 2
    page = words(office.get(PAGE))
    assert "3 окна" in page
    assert "40 % времени" in page.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        *((each, "больше или меньше, чем можно задать") for each in ("0", "101", "9" * 30)),
        *((each, "Напишите целое число") for each in ("x", "", "²", "-1")),
    ],
)
def test_a_setting_that_cannot_be_comes_back_as_it_was_typed(office, schedule, wrong, said):
    answer = office.post(f"{PAGE}adjust/{schedule.pk}/", SET | {"share": wrong})
    assert answer.status_code == 422
    page = words(answer)
    assert said in page
    assert 'value="45"' in page
    schedule.refresh_from_db()
    assert schedule.share == 50


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("24, 0", "больше или меньше, чем можно задать"),
        ("169", "больше или меньше, чем можно задать"),
        ("24, часа два", "целыми числами через запятую"),
        ("2.5", "целыми числами через запятую"),
        ("24 24", "дважды"),
        ("1, 2, 3, 4", "Не больше 3 напоминаний"),
    ],
)
def test_a_plan_of_reminders_that_cannot_be_comes_back_as_it_was_typed(
    office, schedule, typed, said
):
    answer = office.post(f"{PAGE}adjust/{schedule.pk}/", SET | {"reminders": typed})
    assert answer.status_code == 422
    assert said in words(answer)
    assert f'value="{typed}"' in words(answer)
    schedule.refresh_from_db()
    assert schedule.reminders == [24 * HOUR]


def test_no_reminders_are_a_plan_too(office, schedule):
    assert office.post(f"{PAGE}adjust/{schedule.pk}/", SET | {"reminders": " "}).status_code == 302
    schedule.refresh_from_db()
    assert schedule.reminders == []
    assert 'name="reminders" value=""' in words(office.get(PAGE))


def test_a_time_is_blocked_and_taken_back(office, schedule, hold, tomorrow):
    for _ in range(2):
        assert office.post(f"{PAGE}block/", BLOCK | {"schedule": schedule.pk}).status_code == 302
    made = Blocked.objects.get()
    assert (made.starts_at, made.ends_at) == (tomorrow, tomorrow + HOUR)
    page = words(office.get(PAGE))
    assert "25 ноября, 11:00" in page
    assert "Учёба" in page
    form = {"key": "u", "centre": "tverskoy", "blocked": made.pk}
    for _ in range(2):
        assert office.post(f"{PAGE}unblock/", form).status_code == 302
    assert hold(tomorrow)


def test_how_many_are_booked_then_is_said_before_it_is_blocked(office, schedule, book, tomorrow):
    made = book(tomorrow)
    form = BLOCK | {"schedule": str(schedule.pk)}
    asked = office.post(f"{PAGE}block/", form)
    assert asked.status_code == 422
    assert "записан 1 человек" in words(asked)
    assert not Blocked.objects.exists()
    changed = form | {"ends_at": "2026-11-25T13:00", "agreed": asked.context["agreeing"]}
    assert office.post(f"{PAGE}block/", changed).status_code == 422, "not what was agreed to"
    agreed = form | {"agreed": asked.context["agreeing"], "key": asked.context["key"]}
    assert office.post(f"{PAGE}block/", agreed).status_code == 302
    made.refresh_from_db()
    assert made.is_to_come, "what is booked stands"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends_at": "2026-11-25T10:00"}, "Конец"),
        ({"starts_at": "x"}, "день"),
        ({"starts_at": "2020-01-01T10:00", "ends_at": "2020-01-01T12:00"}, "Это время прошло"),
        ({"counters": "9"}, "больше или меньше"),
        ({"starts_at": "0001-01-01T00:00"}, "день"),
        ({"ends_at": "9999-12-31T23:59"}, "день"),
        ({"counters": "²"}, "целое число"),
        ({"reason_en": " "}, "и на этом языке"),
    ],
)
def test_a_block_that_cannot_be_stands_next_to_its_field(office, schedule, wrong, said):
    answer = office.post(f"{PAGE}block/", BLOCK | {"schedule": schedule.pk} | wrong)
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'value="Учёба"' in words(answer)
    assert not Blocked.objects.exists()


def test_another_centres_schedule_and_block_do_not_exist(office, schedule, at, tomorrow):
    other = CentreFactory(counters=4)
    theirs = schedule_of(other, at=at)
    made = booking.block(
        theirs, starts_at=tomorrow, ends_at=tomorrow + HOUR, reason=Text(ru="х", en="x"), at=at,
        by="staff:1",
    )  # fmt: skip
    assert office.post(f"{PAGE}adjust/{theirs.pk}/", SET).status_code == 404
    for wrong in (theirs.pk, "x", "9" * 40, "²"):
        refused = office.post(f"{PAGE}block/", BLOCK | {"schedule": wrong, "key": f"k{wrong}"[:20]})
        assert refused.status_code == 404
    form = {"key": "u", "centre": "tverskoy", "blocked": made.pk}
    assert office.post(f"{PAGE}unblock/", form).status_code == 404
    assert Blocked.objects.filter(schedule=theirs).count() == 1
    assert Blocked.objects.count() == 1


def test_only_who_leads_a_centre_sets_its_booking(client, gleb, boris, lidia, schedule):
    for address in (PAGE, f"{PAGE}2026-11-25/", f"{PAGE}calendars/"):
        assert "/staff/login/" in client.get(address)["Location"]
        for who, status in ((gleb, 403), (boris, 403), (lidia, 200)):
            client.force_login(who)
            assert client.get(address).status_code == status
        client.logout()
