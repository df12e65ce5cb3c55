"""In a demo messages are shown on the terminal, to nobody else."""

import datetime as dt

from okno.adapters.console.screen import Terminal
from okno.notify.ports import Outgoing


def test_the_terminal_shows_what_would_be_sent_and_not_to_whom(capsys):
    marks = []
    outgoing = Outgoing(
        number="n1",
        to="+79161234567",
        subject="A17",
        text="Ваша очередь.\nОкно 7",
        language="ru",
        at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
        good_for_s=600,
    )
    Terminal("sms").send(outgoing, lambda: marks.append(1))
    assert capsys.readouterr().out == "[sms] A17 Ваша очередь. Окно 7\n"
    assert marks == [1]
