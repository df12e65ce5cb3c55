"""One effect per key."""

from datetime import UTC, datetime, timedelta

import pytest

from okno.base import idempotency
from okno.base.errors import Refusal
from okno.base.models import Clock, IdempotencyKey

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def once(key="k", asked=None, scope="device:1", act=None):
    calls = []

    def default():
        calls.append(1)
        return 201, {"n": IdempotencyKey.objects.count()}

    claimed = idempotency.claim(scope=scope, key=key, asked=asked or {"a": 1})
    return idempotency.once(claimed, at=AT, act=act or default)


def test_the_second_time_the_first_answer_is_given():
    first = once()
    assert once() == first
    assert once(act=lambda: (500, {})) == first


def test_the_effect_of_the_second_is_undone():
    once()

    def act():
        Clock.objects.create(real_at=AT, okno_at=AT, speed=1)
        return 201, {}

    once(act=act)
    assert not Clock.objects.exists()


def test_another_asker_may_use_the_same_key():
    once()
    assert once(scope="device:2", act=lambda: (200, {"mine": True})) == (200, {"mine": True})


def test_the_same_key_for_something_else_is_refused():
    once()
    with pytest.raises(Refusal) as caught:
        once(asked={"a": 2})
    assert caught.value.code == "key_reused"


def test_a_retry_that_would_now_be_refused_still_gets_its_answer():
    first = once()

    def refuse():
        raise Refusal("gone", "gone")

    assert once(act=refuse) == first


def test_a_refused_act_keeps_no_key():
    def refuse():
        raise Refusal("no", "no")

    with pytest.raises(Refusal):
        once(act=refuse)
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("key", ["", "x" * 129, "a\nb"])
def test_a_senseless_key_is_refused(key):
    with pytest.raises(Refusal) as caught:
        once(key=key)
    assert caught.value.code == "bad_key"


def test_answers_are_forgotten_after_a_day():
    once()
    assert idempotency.forget_old(at=AT + timedelta(hours=23)) == 0
    assert idempotency.forget_old(at=AT + timedelta(hours=25)) == 1
