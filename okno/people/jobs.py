"""What happens by itself: visitors and sessions that are over are forgotten."""

from procrastinate.contrib.django import app

from okno.base import clock
from okno.people import actions
from okno.people.models import AccountSession
from okno.people.sessions import SessionStore


@app.periodic(cron="7 3 * * *")
@app.task(queueing_lock="people.forget_visitors", pass_context=False)
def forget_visitors(timestamp: int) -> None:
    """Nightly: people whose visits are over."""
    actions.forget_visitors(at=clock.now(), by="system")


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="people.forget_ended_sessions", pass_context=False)
def forget_ended_sessions(timestamp: int) -> None:
    """Nightly: sessions nobody can use any more."""
    SessionStore.clear_expired()
    AccountSession.objects.filter(ends_at__lte=clock.real()).delete()
