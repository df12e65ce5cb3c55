"""Nothing that somebody types reaches the journal: what an act is told in words is one of a list, or refused."""

from datetime import timedelta
from inspect import signature

import pytest
from django.db import transaction

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.network.models import Centre
from okno.queue import actions as queue
from okno.queue import queries, reference

pytestmark = pytest.mark.django_db
TYPED = "Ivan Petrov 79160000000"
CALLED = ["call_next"]
SERVED = [*CALLED, "start"]
# Every act that takes words, with what has to be done before it.
BEFORE = {
    "ask_to_be_told": [],
    "check_in": [],
    "check_in_by_phone": [],
    "come_from_afar": [],
    "join": [],
    "issue": [],
    "leave_chat": ["link_chat"],
    "link_chat": [],
    "call_from_roll": [],
    "continue_here": SERVED,
    "finish": SERVED,
    "give_name": [],
    "issue_instead": [],
    "open_counter": ["close_counter"],
    "pause_counter": [],
    "receive": [],
    "set_profile": [],
    "transfer": CALLED,
}


def words_of(act):
    """The parameters of an act that are words, or lists of them; `by` and the centre are the house's own."""
    return [
        name
        for name, each in signature(act).parameters.items()
        if "str" in str(each.annotation) and name not in ("by", "centre")
    ]


def test_every_act_that_takes_words_is_looked_at():
    assert {name for name in queue.__all__ if words_of(getattr(queue, name))} == set(BEFORE)


@pytest.mark.parametrize("name", BEFORE)
def test_what_is_typed_does_not_reach_the_journal(name, centre, session, boris, schedule, book, at):
    Centre.objects.update(own_paper_roll=True, own_calls_by_name=True)
    reference.forget()
    asked = {
        "centre": centre.pk, "counter": session.counter_id, "staff": boris, "at": at, "by": "x",
        "service": "benefit", "purpose": "file", "reason": "lunch", "minutes": 5,
    }  # fmt: skip
    asked["holder"] = "a hash"
    asked["afar"] = queue.join(
        centre=centre.pk, service="passport", holder="another", at=at, by="visitor"
    )
    asked["code"] = queries.presence_code(centre.pk, at)
    asked["appointment"] = book(at + timedelta(minutes=10))
    asked["place"] = queue.issue(centre=centre.pk, service="passport", at=at, by="k")
    asked["ticket"] = asked["place"].pk
    asked["chat"] = "4711"
    asked["word"] = queries.invite(asked["place"], language="ru", at=at)
    asked |= {"phone": "+79160000001", "agreed": True, "language": "ru"}
    asked["name"] = "Анна К."

    def done(act, **typed):
        how = {key: asked[key] for key in signature(act).parameters if key in asked}
        return act(**(how | typed))

    for before in BEFORE[name]:
        done(getattr(queue, before))
    act, written = getattr(queue, name), Event.objects.count()
    for word in words_of(act):
        typed = [TYPED] if "list" in str(signature(act).parameters[word].annotation) else TYPED
        typed = [TYPED] if word == "more" else typed
        try:
            with transaction.atomic():
                done(act, **{word: typed})
                journal = list(Event.objects.values_list("payload", "subject", "by"))
                transaction.set_rollback(True)
        except Refusal:
            continue
        assert TYPED not in str(journal), word
    done(act)
    assert Event.objects.count() > written, "with words of the lists it is done"
