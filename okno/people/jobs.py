"""What happens by itself: tries to sign in that count no more are forgotten."""

from procrastinate.contrib.django import app

from okno.base import clock
from okno.people import actions
from okno.people.models import SignInTry


@app.periodic(cron="27 3 * * *")
@app.task(queueing_lock="people.forget_old_tries", pass_context=False)
def forget_old_tries(timestamp: int) -> None:
    """Nightly."""
    SignInTry.objects.filter(at__lt=clock.now() - actions.LOCKED).delete()


@app.periodic(cron="7 3 * * *")
@app.task(queueing_lock="people.forget_visitors", pass_context=False)
def forget_visitors(timestamp: int) -> None:
    """Nightly: people whose visits are over."""
    actions.forget_visitors(at=clock.now(), by="system")
