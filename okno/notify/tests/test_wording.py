"""Words are versions, and none is kept that could not be filled in."""

import pytest

from okno.base.errors import Refusal
from okno.notify import actions as notify
from okno.notify import queries, writing
from okno.notify.models import Wording
from okno.notify.tests.cast import tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("words")]


def save(at, **more):
    kept = {
        "act": "cancelled",
        "language": "ru",
        "channel": "email",
        "subject": "Запись отменена",
        "body": "Запись на {when} отменена: {centre}",
    }
    return notify.save_wording(**kept | more, at=at, by="staff:1")


def test_new_words_are_a_new_version_and_what_was_told_keeps_the_old(at):
    first = tell(at)
    assert save(at).version == 2
    assert save(at).version == 2, "the same words again are no new version"
    second = tell(at, about="appointment:2")
    first.refresh_from_db()
    assert (first.wording.version, second.wording.version) == (1, 2)
    assert second.text == "Запись на 24 ноября в 10:20 отменена: Тверской"
    kept = queries.wordings("cancelled")
    assert [each.version for each in kept if (each.language, each.channel) == ("ru", "email")] == [
        2,
        1,
    ]
    assert queries.recent()[0].version == 2


def test_what_was_told_before_a_place_was_there_goes_another_way_in_words_it_can_fill(at):
    save(at, channel="sms", subject="", body="{when} {centre} {service}")
    values = {"when": "24 ноября", "centre": "Тверской", "link": "l"}
    told = writing.write(act="cancelled", language="ru", channel="sms", values=values)
    assert told.wording.version == 1
    assert told.text.startswith("Запись на 24 ноября отменена: Тверской.")
    values["service"] = "Паспорт"
    told = writing.write(act="cancelled", language="ru", channel="sms", values=values)
    assert told.text == "24 ноября Тверской Паспорт"


def test_loading_again_brings_nothing_and_changes_nothing(at):
    save(at)
    count = Wording.objects.count()
    assert notify.load_wordings(at=at, by="system") == 0
    assert Wording.objects.count() == count


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"act": "party"}, "unknown_wording"),
        ({"channel": "pigeon"}, "unknown_wording"),
        ({"language": "xx"}, "unknown_wording"),
        ({"body": "  \n"}, "empty_wording"),
        ({"body": "Запись отменена: {centre}"}, "missing_place"),
        ({"subject": "{when} {centre}", "body": "Отменена"}, "missing_place"),
        ({"body": "{when} {centre} {password}"}, "unknown_place"),
        ({"body": "{when} {centre} {settings.SECRET_KEY}"}, "unknown_place"),
        ({"body": "{when} {centre} {% load x %}"}, "unknown_place"),
        ({"body": "{when} {centre} {when!r:>99999999}"}, "unknown_place"),
        ({"subject": "{name}"}, "unknown_place"),
        ({"body": "{when} {centre} {link"}, "lone_brace"),
    ],
)
def test_words_that_could_not_be_filled_in_are_refused(at, change, code):
    with pytest.raises(Refusal) as refusal:
        save(at, **change)
    assert refusal.value.code == code
    assert not Wording.objects.filter(version=2).exists()


def test_a_subject_is_one_line(at):
    assert save(at, subject="a\r\nBcc: x@example.org").subject == "a Bcc: x@example.org"


def test_a_preview_says_how_long_it_is():
    words = {"subject": "{ticket}", "body": "{ticket}: ваша очередь. Окно {counter}"}
    seen = queries.preview(channel="sms", **words, values={"ticket": "A17"})
    assert (seen.subject, seen.text) == ("A17", "A17: ваша очередь. Окно {counter}")
    assert (seen.characters, seen.alphabet, seen.parts) == (33, "ucs2", 1)
    assert queries.preview(channel="sms", subject="", body="ы" * 71, values={}).parts == 2
    assert queries.preview(channel="email", subject="", body="ы" * 71, values={}).parts == 1


def test_what_can_be_told_is_known_with_its_places():
    assert queries.acts()["your_turn"] == ("ticket", "counter")
