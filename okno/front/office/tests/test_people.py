"""The centre's staff: what each knows and speaks, set by the manager."""

import pytest
from django.test import Client

from okno.base.models import Event
from okno.queue import actions as queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(vera):
    client = Client()
    client.force_login(vera)
    return client


def keep(client, staff, **form):
    return client.post(f"/office/people/{staff.pk}/", {"centre": "tverskoy", **form})


def test_a_manager_says_what_somebody_knows_and_speaks(manager, anna):
    page = manager.get(f"/office/people/{anna.pk}/").content.decode()
    assert 'value="passports" checked' in page
    form = {"skills": ["general", "passports"], "language-ru": "c2", "language-zh": "a2"}
    assert keep(manager, anna, **form).status_code == 302
    anna.refresh_from_db()
    assert anna.skills == ["passports", "general"]
    assert anna.languages == {"ru": "c2", "zh": "a2"}
    fact = Event.objects.get(name="people.staff_abilities_set")
    assert fact.subject == f"staff:{anna.pk}"
    assert fact.payload == {}


def test_only_who_speaks_it_well_enough_is_given_visitors_in_a_language(
    manager, anna, services, counters, at
):
    form = {"skills": ["passports"], "language-ru": "c1", "language-en": "b1", "language-zh": "a2"}
    keep(manager, anna, **form)
    anna.refresh_from_db()
    session = queue.open_counter(
        centre=anna.centre_id, counter=counters[0].pk, staff=anna, at=at, by="x"
    )
    assert session.languages == ["en", "ru"]


@pytest.mark.parametrize(
    "form",
    [{"skills": ["magic"]}, {"language-ru": "d1"}, {"language-ru": "c2", "language-en": "B1"}],
)
def test_what_nobody_knows_is_refused_and_nothing_is_kept(manager, anna, form):
    before = dict(anna.languages), list(anna.skills)
    assert keep(manager, anna, **form).status_code == 422
    anna.refresh_from_db()
    assert (anna.languages, anna.skills) == before


def test_a_language_without_a_name_has_no_place_in_the_form(manager, anna):
    keep(manager, anna, **{"skills": ["passports"], "language-ru": "c2", "language-xx": "c2"})
    anna.refresh_from_db()
    assert anna.languages == {"ru": "c2"}
