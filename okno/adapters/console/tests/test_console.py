"""In a demo messages are written into a file, and sent to nobody."""

import datetime as dt

from okno.adapters.console.notebook import Notebook
from okno.notify.ports import Outgoing


def test_the_notebook_holds_what_would_be_sent_and_before_it_when_and_to_whom(tmp_path):
    page = tmp_path / "messages.txt"
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
    for _ in range(2):
        Notebook("sms", page).send(outgoing, lambda: marks.append(1))
    told = "2026-11-24 03:00 → +79161234567\n[sms] A17 Ваша очередь. Окно 7\n"
    assert page.read_text(encoding="utf-8") == told * 2
    assert marks == [1, 1]
