"""What people are told, as the network editor sees and changes it."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from okno.base import clock
from okno.front.office import messages
from okno.notify import actions as notify
from okno.notify import queries
from okno.notify.models import Message, Wording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "services")]
PAGE = "/office/messages/"


@pytest.fixture
def editor(client, lidia, at):
    notify.load_wordings(at=at, by="system")
    client.force_login(lidia)
    return client


def _text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_everything_that_can_be_told_has_a_name():
    assert set(messages.NAMES) == set(queries.acts())


def test_it_is_the_editors_page_alone(client, vera):
    client.force_login(vera)
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}booked/").status_code == 403


def test_how_messages_went_is_shown_without_whom_they_were_for(editor, schedule, book, tomorrow):
    book(tomorrow, phone="+79160000001")
    page = _text(editor.get(PAGE))
    assert Message.objects.exists()
    assert "Запись сделана" in page
    assert "9160000001" not in page


@pytest.mark.parametrize("act", list(messages.NAMES))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_our_own_words_read_whole(editor, act, language):
    """Every place is filled in the preview: what is left in braces a person would read."""
    for channel in ("email", "sms"):
        page = editor.get(f"{PAGE}{act}/?in={language}&by={channel}").content.decode()
        said = re.search(r"<blockquote.*?</blockquote>", page, re.DOTALL)[0]
        assert "{" not in said
        assert len(said) > 60


def test_words_are_tried_out_and_nothing_is_saved(editor):
    form = {"in": "ru", "by": "sms", "body": "Ждём вас {when}: {centre}", "try": "1"}
    page = _text(editor.post(f"{PAGE}booked/", form))
    assert "Ждём вас 25 ноября в 10:20: Тверской" in page
    assert "по 67 букв в части · 1 СМС" in page
    form["body"] = "Ждём вас {when}: {centre}. " + "Приходите. " * 8
    assert "2 СМС" in _text(editor.post(f"{PAGE}booked/", form))
    assert Wording.objects.filter(act="booked", channel="sms", language="ru").count() == 1


def test_saved_words_are_a_new_version_and_the_old_one_stays(editor, lidia):
    form = {"in": "en", "by": "sms", "body": "See you on {when} at {centre}", "save": "1"}
    answer = editor.post(f"{PAGE}booked/", form)
    assert answer["Location"] == f"{PAGE}booked/?in=en&by=sms"
    newest, first = Wording.objects.filter(act="booked", channel="sms", language="en").order_by(
        "-version"
    )
    assert (newest.version, newest.saved_by) == (2, f"staff:{lidia.pk}")
    assert newest.body != first.body


@pytest.mark.parametrize("verb", ["try", "save"])
@pytest.mark.parametrize(
    "body", ["", "Ждём вас {when}", "{when} {centre} {who}", "{when} {centre} }"]
)
def test_words_that_say_too_little_or_what_nobody_fills_are_refused_in_place(editor, verb, body):
    form = {"in": "ru", "by": "sms", "body": body, verb: "1"}
    answer = editor.post(f"{PAGE}booked/", form)
    assert answer.status_code == 422
    assert 'id="body-error"' in answer.content.decode()
    assert Wording.objects.filter(act="booked", channel="sms", language="ru").count() == 1


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("{when} {centre} {имя}", "вместо «{имя}»"),
        ("{when} {centre} {имя клиента}", "вместо «{имя клиента}»"),
        ("{when} {centre}, до {until", "не хватает скобки: «{until»"),
        ("{when} {centre}, до until}", "не хватает скобки: «until}»"),
    ],
)
def test_what_is_wrong_with_the_words_is_named(editor, body, named):
    form = {"in": "ru", "by": "sms", "body": body, "save": "1"}
    assert named in _text(editor.post(f"{PAGE}booked/", form))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_preview_writes_a_time_as_messages_do(editor, language):
    tomorrow = clock.now() + timedelta(days=1)
    when = queries.spoken(tomorrow, language, ZoneInfo("Europe/Moscow"))
    page = _text(editor.get(f"{PAGE}booked/?in={language}&by=sms"))
    assert when in page
    assert {"ru": "25 ноября в 10:20", "en": "25 November at 10:20"}[language] == when


def test_an_act_that_is_none_is_not_found(editor):
    assert editor.get(f"{PAGE}nothing/").status_code == 404
    assert editor.get(f"{PAGE}booked/?in=xx&by=smoke").status_code == 200


def test_what_nobody_knows_the_fate_of_is_sent_again_by_a_press(editor, schedule, book, tomorrow):
    book(tomorrow, phone="+79160000001")
    message = Message.objects.first()
    again = f"{PAGE}{message.pk}/again/"
    assert again not in editor.get(PAGE).content.decode()
    Message.objects.filter(pk=message.pk).update(state="unknown")
    assert again in editor.get(PAGE).content.decode()
    assert editor.post(again)["Location"] == PAGE
    message.refresh_from_db()
    assert message.state == "created"
    assert editor.post(again).status_code == 409


def test_only_the_editor_sends_again(client, vera):
    client.force_login(vera)
    assert client.post(f"{PAGE}1/again/").status_code == 403


def test_by_which_way_it_went_is_shown_and_why_not_by_the_one_before(
    editor, schedule, book, tomorrow
):
    book(tomorrow, phone="+79160000001")
    went = {"channel": "sms", "state": "sent", "reason": "email: data 451"}
    Message.objects.update(**went)
    page = _text(editor.get(PAGE))
    assert "· СМС ·" in page
    assert "· электронная почта: data 451" in page


@pytest.mark.parametrize(
    ("reason", "ru", "en"),
    [
        (
            "telegram: not_now",
            "Телеграм: в тот момент отправить не получалось",
            "Telegram: just then it could not be sent that way",
        ),
        ("too_late", "было бы уже поздно", "it would have come too late"),
        ("no_provider", "отправлять некому", "nobody carries it"),
        ("sms: bad_address", "СМС: в адресе ошибка", "SMS: the address is not right"),
    ],
)
def test_why_it_did_not_go_is_said_in_words(editor, schedule, book, tomorrow, reason, ru, en):
    book(tomorrow, phone="+79160000001")
    Message.objects.update(reason=reason)
    for language, words in (("ru", ru), ("en", en)):
        page = editor.get(PAGE, headers={"Accept-Language": language})
        assert f"· {words}" in _text(page)
