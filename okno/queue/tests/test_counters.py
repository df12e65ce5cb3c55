"""Opening, pausing and shaping counters."""

from datetime import timedelta

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.people.models import Role
from okno.queue import actions as queue
from okno.queue.models import CounterSession

pytestmark = pytest.mark.django_db


def test_a_session_serves_what_the_centre_gives_and_the_person_can(
    english_session, session, services
):
    assert english_session.services == [services["passport"].pk]
    assert set(session.services) == {service.pk for service in services.values()}
    assert english_session.languages == ["en", "ru"]


def test_two_people_do_not_sit_at_one_counter(session, anna, centre, at):
    with pytest.raises(Refusal) as caught:
        queue.open_counter(centre=centre.pk, counter=session.counter_id, staff=anna, at=at, by="x")
    assert caught.value.code == "counter_taken"


def test_one_person_does_not_sit_at_two_counters(session, boris, counters, centre, at):
    with pytest.raises(Refusal) as caught:
        queue.open_counter(centre=centre.pk, counter=counters[2].pk, staff=boris, at=at, by="x")
    assert caught.value.code == "counter_taken"


def test_somebody_without_a_fitting_skill_opens_nothing(vera, counters, services, centre, at):
    with pytest.raises(Refusal) as caught:
        queue.open_counter(centre=centre.pk, counter=counters[2].pk, staff=vera, at=at, by="x")
    assert caught.value.code == "no_skills"
    assert not CounterSession.objects.exists()


def test_whose_role_does_not_serve_is_not_seated_whatever_they_can(
    boris, counters, services, centre, at
):
    boris.role = Role.EDITOR
    with pytest.raises(Refusal) as caught:
        queue.open_counter(centre=centre.pk, counter=counters[2].pk, staff=boris, at=at, by="x")
    assert (caught.value.code, caught.value.field) == ("unknown_choice", "staff")
    assert not CounterSession.objects.exists()


def test_whoever_is_moved_on_a_pause_stays_on_it(centre, session, counters, at):
    where = {"centre": centre.pk, "at": at, "by": "x"}
    queue.pause_counter(**where, counter=session.counter_id, reason="lunch", minutes=30)
    where["at"] = at + timedelta(minutes=10)
    moved = queue.move_staff(**where, from_counter=session.counter_id, to_counter=counters[3].pk)
    moved.refresh_from_db()
    assert (moved.paused_at, moved.paused_until) == (at, at + timedelta(minutes=30))
    assert moved.pause_reason == "lunch"
    said = Event.objects.filter(name="queue.counter_paused").latest("id").payload
    assert said == {"counter": counters[3].pk, "reason": "lunch", "minutes": 20}


def test_a_counter_of_another_centre_is_unknown_here(boris, services, at):
    from okno.network.tests.factories import CentreFactory

    elsewhere = CentreFactory()
    with pytest.raises(Refusal) as caught:
        queue.open_counter(
            centre=boris.centre_id,
            counter=elsewhere.counters.first().pk,
            staff=boris,
            at=at,
            by="x",
        )
    assert caught.value.code == "unknown_counter"


def test_a_counter_with_a_person_is_not_closed(session, centre, at):
    queue.issue(centre=centre.slug, service="passport", at=at, by="x")
    queue.call_next(centre=centre.pk, counter=session.counter_id, at=at, by="x")
    with pytest.raises(Refusal) as caught:
        queue.close_counter(centre=centre.pk, counter=session.counter_id, at=at, by="x")
    assert caught.value.code == "counter_busy"


def test_a_pause_has_a_reason_and_a_planned_length(session, centre, at):
    where = {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "x"}
    paused = queue.pause_counter(**where, reason="back_office", minutes=20)
    assert (paused.paused_until - at).total_seconds() == 1200
    assert not paused.is_open
    assert queue.resume_counter(**where).is_open
    for reason, minutes in (("party", 5), ("lunch", 0), ("lunch", 10_000)):
        with pytest.raises(Refusal):
            queue.pause_counter(**where, reason=reason, minutes=minutes)


@pytest.mark.parametrize("ratio", [(10, 1), (-1, 1), (2, 0), (0, 3)])
def test_a_ratio_has_two_sides_of_up_to_nine(session, centre, at, ratio):
    with pytest.raises(Refusal):
        queue.set_profile(centre=centre.pk, counter=session.counter_id, ratio=ratio, at=at, by="x")


def test_where_counters_call_by_themselves_a_new_session_does(
    centre, counters, services, boris, at
):
    type(centre).objects.update(own_auto_call=True)
    same = {"centre": centre.pk, "at": at, "by": "x"}
    assert queue.open_counter(**same, counter=counters[0].pk, staff=boris).auto_call


def test_a_profile_narrows_the_services(session, centre, services, at):
    where = {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "x"}
    narrowed = queue.set_profile(**where, services=["benefit"])
    assert narrowed.services == [services["benefit"].pk]
    with pytest.raises(Refusal):
        queue.set_profile(**where, services=["teleport"])


def test_staff_move_to_another_counter(session, counters, centre, at):
    moved = queue.move_staff(
        centre=centre.pk,
        from_counter=session.counter_id,
        to_counter=counters[2].pk,
        at=at,
        by="manager",
    )
    assert (moved.staff_id, moved.counter_id) == (session.staff_id, counters[2].pk)


def test_staff_who_move_keep_what_their_counter_called(session, counters, services, centre, at):
    same = {"centre": centre.pk, "at": at, "by": "manager"}
    profile = {"quick_only": True, "ratio": (2, 1), "auto_call": True}
    queue.set_profile(**same, counter=session.counter_id, services=["benefit"], **profile)
    moved = queue.move_staff(**same, from_counter=session.counter_id, to_counter=counters[2].pk)
    moved.refresh_from_db()
    assert moved.services == [services["benefit"].pk]
    assert (moved.quick_only, moved.ratio_booked, moved.ratio_walk_in) == (True, 2, 1)
    assert moved.auto_call


def test_the_help_button_lights_until_it_is_answered(session, centre, at):
    where = {"centre": centre.pk, "counter": session.counter_id, "at": at, "by": "x"}
    assert queue.call_for_help(**where).help_at == at
    assert queue.answer_help(**where).help_at is None
