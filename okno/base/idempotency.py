"""One effect per key: a repeated POST gets the answer the first one got (draft-ietf-httpapi-idempotency-key-header)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from okno.base import db
from okno.base.errors import Refusal
from okno.base.models import IdempotencyKey

KEPT = timedelta(hours=24)
_LONGEST_KEY = 128
_NO_WISH = ("key", "csrfmiddlewaretoken")
Answer = tuple[int, dict[str, Any]]

_KEEP = """
insert into base_idempotencykey (scope, key, fingerprint, status, body, at)
values (%(scope)s, %(key)s, %(fingerprint)s, %(status)s, %(body)s, %(at)s)
on conflict (scope, key) do nothing
returning id
"""


class _AlreadyAnswered(Exception):
    """Somebody with the same key was quicker; our own act is rolled back."""


@dataclass(frozen=True)
class Claim:
    """A key as its asker uses it, and a fingerprint of what is asked."""

    scope: str
    key: str
    fingerprint: str

    def answer(self) -> Answer | None:
        """What was answered under this key, or None. Refuses a key used for something else (`key_reused`)."""
        row = IdempotencyKey.objects.filter(scope=self.scope, key=self.key).first()
        if row is None:
            return None
        if row.fingerprint != self.fingerprint:
            raise Refusal(
                "key_reused",
                _("This was sent before, with something else in it. Begin anew."),
                status=422,
            )
        return row.status, row.body


def claim(*, scope: str, key: str, asked: object) -> Claim:
    """The claim to `key`. Refuses one that is empty or too long (`bad_key`)."""
    if not 1 <= len(key) <= _LONGEST_KEY or not key.isprintable():
        raise Refusal("bad_key", _("The Idempotency-Key is empty or too long."), status=400)
    # Keyed: what was asked may hold a phone, and there are too few phones for a bare hash to hide one.
    text = json.dumps(asked, sort_keys=True, default=str)
    fingerprint = salted_hmac("okno.base.idempotency", text, algorithm="sha256").hexdigest()
    return Claim(scope, key, fingerprint)


def of_form(scope: str, form: QueryDict, *more: str) -> Claim:
    """The claim of a posted form by its field `key`; all its other fields, and `more`, are what is asked."""
    asked = [(name, form.getlist(name)) for name in sorted(form) if name not in _NO_WISH]
    return claim(scope=scope, key=form.get("key", ""), asked=[*more, *asked])


def keeping(status: int, body: str, source: str) -> str:
    """The part of a statement that keeps its answer itself, under the names of a Claim and `at`.

    `body` is SQL over the one row of `source`. Whoever is second breaks `one_answer_per_key`, and the
    whole statement is undone: an act of one statement needs no transaction around it.
    """
    return (
        "insert into base_idempotencykey (scope, key, fingerprint, status, body, at)"
        f" select %(scope)s, %(key)s, %(fingerprint)s, {status}, {body}, %(at)s from {source}"
    )


def once(claimed: Claim, *, at: datetime, act: Callable[[], Answer]) -> Answer:
    """Do `act` and keep its answer under its key, together or not at all; or give the kept answer.

    The act runs first and the key is claimed last. A second call waits at the first row that both
    want, at the latest at the key; then it finds the key taken, undoes its own act (or forgets its
    refusal) and answers what the first did (tests/machines/test_meanwhile.py). Refuses what
    `Claim.answer` refuses.
    """
    parameters = {**vars(claimed), "at": at}
    try:
        with transaction.atomic():
            status, body = act()
            if db.row(_KEEP, parameters | {"status": status, "body": json.dumps(body)}) is None:
                raise _AlreadyAnswered
            return status, body
    except (_AlreadyAnswered, Refusal) as undone:
        answer = claimed.answer()
        if answer is not None:
            return answer
        if isinstance(undone, Refusal):
            for leave in undone.leaves:
                leave()
        raise


def forget_old(*, at: datetime) -> int:
    """Delete answers older than a day; returns how many."""
    return IdempotencyKey.objects.filter(at__lt=at - KEPT).delete()[0]
