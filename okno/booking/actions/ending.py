"""The end of a wait: nobody is written to any more, so that who waited is forgotten at once."""

from datetime import datetime

from django.db import transaction

from okno.base import events
from okno.booking.events import WishOver
from okno.booking.models import Wish
from okno.notify import actions as notify
from okno.people import actions as people

_LIVE = (Wish.State.WAITING, Wish.State.OFFERED)


@transaction.atomic
def end_wish(wish: Wish, *, at: datetime, by: str) -> bool:
    """Wait no longer; name, phone, address and messages go now. Answers whether there was a wait to end."""
    live = Wish.objects.filter(pk=wish.pk, state__in=_LIVE)
    if not live.update(state=Wish.State.OVER, asker=""):
        return False
    wish.keys.all().delete()
    notify.forget(about=f"wish:{wish.pk}", at=at, by=by)
    if wish.visitor is not None:
        people.forget_visitor(wish.visitor, at=at, by=by)
    events.record(WishOver(), at=at, by=by, centre=wish.centre_id, subject=f"wish:{wish.pk}")
    return True
