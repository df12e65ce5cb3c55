"""The page on which a manager adds a schedule, and taking one out of use."""

from datetime import timedelta

import pytest

from okno.base.models import Event
from okno.base.text import Text
from okno.booking import queries
from okno.booking.models import Need, Schedule
from okno.network.tests.factories import CentreFactory
from tests.cast_booking import schedule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]
PAGE = "/office/appointments/"
ADD = f"{PAGE}add/"
HOUR = timedelta(hours=1)


@pytest.fixture
def office(client, vera, services):
    client.force_login(vera)
    return client


def words(answer):
    return answer.content.decode()


def as_it_stands(answer, **more):
    """What a browser sends when only the names are typed: everything else as the page holds it."""
    shown = answer.context
    sent = {
        "key": shown["key"], "centre": "tverskoy", "name_ru": "Зал регистрации", "name_en": "Wedding hall",
        "languages": [code for code, is_chosen in shown["languages"] if is_chosen],
        "counters": str(shown["values"]["counters"]),
        **{name: str(shown["values"][name]) for name in (
            "share", "days_ahead", "cancel_until", "early", "late", "step", "before", "after", "reminders",
        )},
    }  # fmt: skip
    for day in shown["days"]:
        for nth, row in enumerate(day["rows"]):
            sent[f"opens-{day['number']}-{nth}"] = row["opens"]
            sent[f"closes-{day['number']}-{nth}"] = row["closes"]
    return {**sent, **more}


def test_a_name_is_enough_and_the_rest_is_as_usual(office, centre, at):
    sent = as_it_stands(office.get(ADD))
    for _ in range(2):
        assert office.post(ADD, sent).status_code == 302
    made = Schedule.objects.get()
    assert (made.slug, made.name) == ("schedule-1", {"ru": "Зал регистрации", "en": "Wedding hall"})
    assert (made.languages, made.services, made.facilities) == (["ru"], [], [])
    assert (made.share, made.days_ahead, made.step) == (50, 30, HOUR / 4)
    assert (made.early, made.late, made.reminders) == (HOUR / 2, 2 * HOUR, [24 * HOUR])
    assert [(each.weekday, each.opens.hour, each.closes.hour) for each in queries.hours_of(made)] == [
        (day, 8, 20) for day in range(7)
    ], "the centre's own hours"  # fmt: skip
    assert set(made.week.values_list("counters", flat=True)) == {1}
    fact = Event.objects.get(name="booking.schedule_set")
    assert fact.by.startswith("staff:")
    assert fact.payload["schedule"] == "schedule-1"
    assert "Wedding" not in str(fact.payload), "no name that somebody has typed"


def test_the_same_form_with_another_choice_of_several_is_not_taken_for_the_same_act(office):
    sent = as_it_stands(office.get(ADD), languages=["en", "ru"])
    assert office.post(ADD, sent).status_code == 302
    assert office.post(ADD, {**sent, "languages": ["zh", "ru"]}).status_code == 422
    assert [each.languages for each in Schedule.objects.all()] == [["en", "ru"]]


def test_what_is_chosen_is_what_is_booked(office, services, hold, tomorrow):
    passport = services["passport"]
    sent = as_it_stands(
        office.get(ADD), services=[str(passport.pk)], languages=["en"], counters="2", share="100",
        facilities=["sign_language"], step="20", before="5", after="10", days_ahead="7",
        reminders="12, 2", **{"opens-2-1": "20:00", "closes-2-1": "21:00", "quiet-2-1": "1"},
    )  # fmt: skip
    assert office.post(ADD, sent)["Location"] == f"{PAGE}#schedule-{Schedule.objects.get().pk}"
    made = Schedule.objects.get()
    assert (made.share, made.step, made.before, made.after) == (100, HOUR / 3, HOUR / 12, HOUR / 6)
    assert (made.days_ahead, made.reminders) == (7, [12 * HOUR, 2 * HOUR])
    assert made.facilities == [Need.SIGN_LANGUAGE]
    assert [each.is_quiet for each in queries.hours_of(made) if each.weekday == 2] == [False, True]
    assert (
        hold(tomorrow, services=[passport], language="en", needs=["sign_language"]).schedule == made
    )


def test_another_one_has_a_name_of_its_own_for_programs(office, schedule):
    for nth in range(2):
        sent = as_it_stands(office.get(ADD), name_ru=f"Зал {nth}")
        assert office.post(ADD, sent).status_code == 302
    assert set(Schedule.objects.values_list("slug", flat=True)) == {
        "counters", "schedule-1", "schedule-2",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said", "beside"),
    [
        ({"name_ru": " "}, "и на этом языке", "name_ru-error"),
        ({"name_en": ""}, "и на этом языке", "name_en-error"),
        ({"name_en": "x" * 61}, "и на этом языке", "name_en-error"),
        ({"languages": []}, "хотя бы один язык", "languages-error"),
        ({"services": ["0"]}, "Выберите", "services-error"),
        ({"facilities": ["quiet"]}, "Выберите", "facilities-error"),
        ({"counters": "5"}, "больше или меньше", "counters-error"),
        ({"counters": "²"}, "целое число", "counters-error"),
        ({"share": "0"}, "больше или меньше", "share-new-error"),
        ({"reminders": "24 24"}, "дважды", "reminders-new-error"),
        ({"closes-2-0": "07:00"}, "Конец", "day-2-error"),
        ({"opens-2-1": "19:00", "closes-2-1": "21:00"}, "пересекаются", "day-2-error"),
        ({f"{name}-{day}-0": "" for day in range(7) for name in ("opens", "closes")}, "хотя бы на один день", "week-error"),
    ],
)  # fmt: skip
def test_what_cannot_be_stands_beside_its_field_as_it_was_typed(
    office, schedule, wrong, said, beside
):
    answer = office.post(ADD, as_it_stands(office.get(ADD), **wrong))
    assert answer.status_code == 422
    shown = words(answer)
    assert said in shown[shown.index(f'id="{beside}"') :]
    (field, _said), *_ = answer.context["summary"]
    assert f'id="{field}"' in shown, "the summary leads to a field"
    for name, value in wrong.items():
        assert not isinstance(value, str) or f'name="{name}" value="{value}"' in shown
    assert Schedule.objects.count() == 1


def test_a_centre_without_a_schedule_leads_to_its_first(office, client, lidia):
    page = words(office.get(PAGE))
    assert "Записаться сюда пока нельзя" in page
    assert f'href="{ADD}"' in page
    assert 'id="blocking"' not in page


def test_the_manager_is_told_how_many_counters_are_given_away(office, schedule, centre):
    assert "Окон в центре: 4; в расписаниях, открытых для записи: 2" in words(office.get(ADD))
    assert office.get(ADD).context["promised"] == 2
    Schedule.objects.update(is_active=False)
    assert office.get(ADD).context["promised"] == 0


def test_only_who_leads_a_centre_adds_to_it_and_only_to_the_one_they_see(
    client, gleb, boris, lidia, centre, services
):
    assert "/staff/login/" in client.get(ADD)["Location"]
    for who in (gleb, boris):
        client.force_login(who)
        assert client.get(ADD).status_code == 403
        assert client.post(ADD, {}).status_code == 403
    client.force_login(lidia)
    client.post("/office/choose/", {"centre": "tverskoy"})
    sent = as_it_stands(client.get(ADD))
    CentreFactory(slug="arbat")
    for slug, status in (("nowhere", 404), ("arbat", 409), ("", 422)):
        assert client.post(ADD, sent | {"centre": slug}).status_code == status, slug
    assert not Schedule.objects.exists()
    assert client.post(ADD, sent).status_code == 302
    assert Schedule.objects.get().centre == centre


def test_a_manager_adds_nothing_to_another_centre(office):
    sent = as_it_stands(office.get(ADD))
    CentreFactory(slug="arbat")
    assert office.post(ADD, sent | {"centre": "arbat"}).status_code == 404
    assert not Schedule.objects.exists()


def adjusting(schedule, **more):
    """What a browser sends of a schedule's settings, with the tick of "open" taken out."""
    return {
        "key": "s", "centre": "tverskoy", "counters": "2", "share": "50", "days_ahead": "30",
        "cancel_until": "0", "early": "30", "late": "120", "step": "15", "before": "0", "after": "0",
        "reminders": "24",
    } | more  # fmt: skip


def test_whoever_is_booked_is_spoken_of_before_a_schedule_is_out_of_use(
    office, schedule, english, book, tomorrow
):
    made = book(tomorrow)
    sent, address = adjusting(schedule), f"{PAGE}adjust/{schedule.pk}/"
    asked = office.post(address, sent)
    assert asked.status_code == 422
    assert "Сюда записан 1 человек" in words(asked)
    assert words(asked).count("Закрыть для записи всё равно") == 1
    schedule.refresh_from_db()
    assert schedule.is_active
    (mine,) = (each for each in asked.context["schedules"] if each["schedule"] == schedule)
    changed = adjusting(schedule, share="40", agreed=mine["agreeing"])
    assert office.post(address, changed).status_code == 422, "not what was agreed to"
    assert office.post(address, sent | {"agreed": mine["agreeing"]}).status_code == 302
    schedule.refresh_from_db()
    made.refresh_from_db()
    assert not schedule.is_active
    assert made.is_to_come, "what is booked stands"
    assert made.displaced_at is None
    assert [each["schedule"] for each in office.get(PAGE).context["schedules"]] == [
        english,
        schedule,
    ]
    assert office.post(address, adjusting(schedule, share="30", key="s2")).status_code == 302, (
        "closed already"
    )
    assert office.post(address, adjusting(schedule, is_active="1", key="s3")).status_code == 302
    schedule.refresh_from_db()
    assert schedule.is_active, "and back"


def test_a_schedule_nobody_is_booked_at_is_out_of_use_at_once(office, schedule, hold, tomorrow):
    assert office.post(f"{PAGE}adjust/{schedule.pk}/", adjusting(schedule)).status_code == 302
    schedule.refresh_from_db()
    assert not schedule.is_active
    assert "запись закрыта" in words(office.get(PAGE))


def test_its_name_and_what_there_is_are_set_where_its_hours_are(office, schedule, book, tomorrow):
    page = f"{PAGE}week/{schedule.pk}/"
    Schedule.objects.update(facilities=["wheelchair"])
    book(tomorrow, needs=["wheelchair"])
    shown = office.get(page)
    assert shown.context["name"] == {"ru": "counters", "en": "counters"}
    sent = {
        "key": "w", "centre": "tverskoy", "languages": ["ru"], "name_ru": " Зал ", "name_en": "Hall",
        "facilities": ["wheelchair", "sign_language"],
        **{f"opens-{day}-0": "08:00" for day in range(7)}, **{f"closes-{day}-0": "20:00" for day in range(7)},
    }  # fmt: skip
    assert office.post(f"{page}set/", sent).status_code == 302
    schedule.refresh_from_db()
    assert schedule.name == Text(ru="Зал", en="Hall")
    assert schedule.facilities == ["sign_language", "wheelchair"]
    without = sent | {"key": "w2", "facilities": []}
    asked = office.post(f"{page}set/", without)
    assert asked.status_code == 422
    assert "записан 1 человек" in words(asked), "who needs the place for a wheelchair"
    nameless = office.post(f"{page}set/", sent | {"key": "w3", "name_en": ""})
    assert nameless.status_code == 422
    assert 'id="name_en-error"' in words(nameless)


def test_another_centres_schedule_is_not_taken_out_of_use(office, at):
    theirs = schedule_of(CentreFactory(counters=4), at=at)
    assert office.post(f"{PAGE}adjust/{theirs.pk}/", adjusting(theirs)).status_code == 404
    theirs.refresh_from_db()
    assert theirs.is_active
