"""One effect per key: a repeated POST gets the answer the first one got (draft-ietf-httpapi-idempotency-key-header)."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from okno.base import db
from okno.base.errors import Refusal
from okno.base.models import IdempotencyKey

KEPT = timedelta(hours=24)
_LONGEST_KEY = 128
Answer = tuple[int, dict[str, Any]]

_ONE_AFTER_ANOTHER = "select 1 from pg_advisory_xact_lock(hashtextextended(%(name)s, 0))"
_KEEP = """
insert into base_idempotencykey (scope, key, fingerprint, status, body, at)
values (%(scope)s, %(key)s, %(fingerprint)s, %(status)s, %(body)s, %(at)s)
on conflict (scope, key) do nothing
returning id
"""


class _AlreadyAnswered(Exception):
    """Somebody with the same key was quicker; our own act is rolled back."""


def once(*, scope: str, key: str, asked: object, at: datetime, act: Callable[[], Answer]) -> Answer:
    """Do `act` and keep its answer under `key`, together or not at all; or give the kept answer.

    Calls with one key go one after another. The act runs first and the key is claimed last, so the
    usual case costs a lock and one insert: a second call finds the key taken, undoes its own act (or
    forgets its refusal) and answers what the first did. Refuses a key used before for something
    else (`key_reused`).
    """
    if not 1 <= len(key) <= _LONGEST_KEY or not key.isprintable():
        raise Refusal("bad_key", _("The Idempotency-Key is empty or too long."), status=400)
    # Keyed: what was asked may hold a phone, and there are too few phones for a bare hash to hide one.
    text = json.dumps(asked, sort_keys=True, default=str)
    fingerprint = salted_hmac("okno.base.idempotency", text, algorithm="sha256").hexdigest()
    parameters = {"scope": scope, "key": key, "fingerprint": fingerprint, "at": at}
    try:
        with transaction.atomic():
            db.row(_ONE_AFTER_ANOTHER, {"name": f"{scope} {key}"})
            status, body = act()
            kept = db.row(_KEEP, parameters | {"status": status, "body": json.dumps(body)})
            if kept is None:
                raise _AlreadyAnswered
            return status, body
    except _AlreadyAnswered:
        return _kept(scope, key, fingerprint)
    except Refusal:
        if not IdempotencyKey.objects.filter(scope=scope, key=key).exists():
            raise
        return _kept(scope, key, fingerprint)


def _kept(scope: str, key: str, fingerprint: str) -> Answer:
    row = IdempotencyKey.objects.get(scope=scope, key=key)
    if row.fingerprint != fingerprint:
        raise Refusal(
            "key_reused", _("This Idempotency-Key was used for another request."), status=422
        )
    return row.status, row.body


def forget_old(*, at: datetime) -> int:
    """Delete answers older than a day; returns how many."""
    return IdempotencyKey.objects.filter(at__lt=at - KEPT).delete()[0]
