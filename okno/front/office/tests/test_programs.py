"""Programs elsewhere, without a browser: adding one, its deliveries, telling once more, removing."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from okno.adapters.webhooks import actions as webhooks
from okno.adapters.webhooks.models import Delivery, Subscription
from okno.base.models import Event
from okno.base.text import Text
from okno.network.models import Device
from okno.network.tests.factories import CentreFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "centre")]
PAGE = "/office/programs/"
FORM = {
    "url": "https://example.org/hooks",
    "names": "queue. booking.appointment_booked",
    "only": "",
}


@pytest.fixture
def editor(client, lidia):
    client.force_login(lidia)
    return client


def text(answer):
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def test_the_secret_is_shown_once(editor):
    made = editor.post(f"{PAGE}add/", FORM)
    subscription = Subscription.objects.get()
    assert subscription.secret in text(made)
    assert made["Cache-Control"] == "no-store"
    assert subscription.names == ["queue.", "booking.appointment_booked"]
    assert subscription.secret not in text(editor.get(PAGE))
    assert subscription.secret not in text(editor.get(f"{PAGE}{subscription.pk}/"))
    assert subscription.secret not in str(list(Event.objects.values_list("payload", flat=True)))


def test_it_says_which_program_asked_for_it_and_whether_that_is_still_there(
    editor, centre, token, at
):
    token("program")
    device = Device.objects.get(kind="program")
    same = {"names": [], "centre": centre, "at": at}
    webhooks.subscribe(url="https://example.org/ours", by="staff:1", **same)
    made, _secret = webhooks.subscribe(
        url="https://example.org/theirs", by=f"device:{device.pk}", device=device, **same
    )
    editor.cookies["okno_language"] = "en"
    said = f"the program “{device.name}” asked for it"
    ours, theirs = text(editor.get(PAGE)).split("https://example.org/theirs")
    assert said not in ours.partition("https://example.org/ours")[2]
    assert said in theirs
    assert said in text(editor.get(f"{PAGE}{made.pk}/"))
    assert "sent away" not in theirs
    Device.objects.filter(pk=device.pk).update(is_active=False)
    assert f"{said} · it was sent away" in " ".join(text(editor.get(PAGE)).split())


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("ru", ["Бутырский", "Тверской", "Чертаново", "Щербинка"]),
        ("en", ["Butyrsky", "Chertanovo", "Shcherbinka", "Tverskoy"]),
    ],
)
def test_centres_stand_by_their_names_as_one_reads_them(editor, language, order):
    for ru, en in (
        ("Щербинка", "Shcherbinka"),
        ("Чертаново", "Chertanovo"),
        ("Бутырский", "Butyrsky"),
    ):
        CentreFactory(slug=en.lower(), name=Text(ru=ru, en=en))
    editor.cookies["okno_language"] = language
    page = editor.get(PAGE).content.decode()
    form = page.partition('name="only"')[2].partition("</select>")[0]
    assert re.findall(r'<option value="[^"]+"[^>]*>([^<]+)<', form) == order


def test_one_centre_alone_may_be_told_of(editor, centre):
    editor.post(f"{PAGE}add/", FORM | {"only": centre.slug})
    assert Subscription.objects.get().centre == centre


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"url": "http://example.org/"}, 422),
        ({"names": "queue.nonsense"}, 422),
        ({"only": "x"}, 404),
    ],
)
def test_what_is_refused_stands_beside_what_was_typed(editor, typed, status):
    answer = editor.post(f"{PAGE}add/", FORM | typed)
    assert answer.status_code == status
    assert not Subscription.objects.exists()
    assert (FORM | typed)["url"] in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_deliveries_are_seen_sent_once_more_and_ended(editor, at):
    editor.post(f"{PAGE}add/", FORM)
    subscription = Subscription.objects.get()
    delivery = Delivery.objects.create(
        subscription=subscription, event=1, name="queue.ticket_called", body="{}",
        state="failed", attempts=8, next_at=at, made_at=at, answered_at=at, status=500, answer="no",
    )  # fmt: skip
    page = f"{PAGE}{subscription.pk}/"
    assert "queue.ticket_called" in text(editor.get(page))
    assert editor.post(f"{page}replay/", {"hours": "24"}).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("due", 0)
    editor.post(f"{page}remove/")
    assert editor.get(page).status_code == 404
    assert Event.objects.filter(name="webhooks.subscription_removed").exists()


def test_what_was_tried_in_vain_stands_first_and_all_the_rest_can_be_reached(editor, at):
    editor.post(f"{PAGE}add/", FORM)
    subscription = Subscription.objects.get()
    same = {"subscription": subscription, "body": "{}", "made_at": at}
    later = at + timedelta(minutes=30)
    tried = {"state": "due", "attempts": 3, "next_at": later, "answered_at": at, "answer": "gone"}
    Delivery.objects.create(event=1, name="queue.tried", **tried, **same)
    taken = {"state": "delivered", "attempts": 1, "next_at": at, "answered_at": at, "status": 204}
    Delivery.objects.create(event=2, name="queue.taken", **taken, **same)
    for event in range(3, 63):
        fact = {"event": event, "name": f"queue.fact{event:02}"}
        Delivery.objects.create(state="due", next_at=later, **fact, **same)
    first = text(editor.get(f"{PAGE}{subscription.pk}/"))
    assert re.findall(r"queue[.][a-z0-9]+", first)[:2] == ["queue.tried", "queue.fact62"]
    assert re.search(r"gone\s+10:20\s+10:50\s", first)
    assert first.count("10:50") == 1
    page = editor.get(f"{PAGE}{subscription.pk}/").content.decode()
    assert "queue.taken" not in page
    assert 'href="?page=2"' in page
    second = text(editor.get(f"{PAGE}{subscription.pk}/?page=2"))
    assert re.findall(r"queue[.][a-z0-9]+", second)[-2:] == ["queue.fact03", "queue.taken"]


def test_it_is_the_network_editors_alone(client, vera, gleb):
    for who in (vera, gleb):
        client.force_login(who)
        assert client.get(PAGE).status_code == 403
        assert client.post(f"{PAGE}add/", FORM).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_nothing_else_is_done_to_a_subscription(editor):
    editor.post(f"{PAGE}add/", FORM)
    page = f"{PAGE}{Subscription.objects.get().pk}/"
    assert editor.post(f"{page}explode/").status_code == 404
    assert editor.get(f"{PAGE}999/").status_code == 404
