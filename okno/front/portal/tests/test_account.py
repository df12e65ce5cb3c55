"""A visitor's account, against a real OpenID provider: signing in, one's visits, and what must not happen."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from okno.base.models import Event
from okno.booking.models import Appointment
from okno.front.portal import loads
from okno.people import actions as people
from okno.people.models import Account, AccountSession, KeptVisit, Staff, Visitor
from tests.outside_openid import link_in, press, provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten", "schedule")]
WHO = {"name": "Ян", "phone": "8 916 000-00-01", "consent": "on", "companions": "0"}


@pytest.fixture(scope="module")
def elsewhere():
    with provider() as address:
        yield address


@pytest.fixture(autouse=True)
def doors(elsewhere, settings):
    loads.forget()
    settings.OPENID = [
        f"city={elsewhere.replace('//', '//okno:secret@')}?name=City",
        f"other={elsewhere.replace('//', '//other:secret@')}?name=Other",
    ]
    yield
    loads.forget()


def begin(client, slug="city", **form):
    answer = client.post(f"/me/enter/{slug}/", form)
    assert answer.status_code == 200, answer.content.decode()
    return link_in(answer.content.decode())


def sign_in(client, subject="ivan", slug="city", **form):
    return client.get(press(begin(client, slug, **form), sub=subject))


@pytest.fixture
def ivan(client):
    assert sign_in(client).status_code == 302
    return client


def book(client, services, centre, at):
    address = f"/book/{services['passport'].slug}/{centre.slug}/"
    kept = client.post(address, {"starts_at": at.isoformat()})["Location"]
    answer = client.post(kept, WHO)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_whoever_signs_in_has_an_account_that_knows_no_name(ivan):
    assert "Мои визиты" in text(ivan.get("/me/"))
    account = Account.objects.get()
    assert re.fullmatch(r"[0-9a-f]{64}", account.key)
    assert account.language == "ru"
    assert not [
        field.name
        for field in Account._meta.concrete_fields
        if "ivan" in str(getattr(account, field.attname))
    ]
    fact = Event.objects.get(name="people.account_signed_in")
    assert (fact.subject, fact.payload) == (f"account:{account.pk}", {"is_new": True})


def test_only_openid_is_asked_for_with_proof_and_a_nonce(client):
    asked = parse_qs(urlsplit(begin(client)).query)
    assert asked["scope"] == ["openid"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) > 40
    assert asked["redirect_uri"] == ["http://testserver/me/enter/city/back/"]


def test_whoever_comes_again_has_the_same_account_and_the_one_before_is_signed_out(ivan):
    before = ivan.cookies["okno_account"].value
    sign_in(ivan)
    assert Account.objects.count() == AccountSession.objects.count() == 1
    assert ivan.cookies["okno_account"].value != before


def test_two_people_and_two_providers_are_never_one(client):
    assert people.sign_in_account(issuer="a", subject="bc", language="ru", at=_at())
    assert people.sign_in_account(issuer="ab", subject="c", language="ru", at=_at())
    assert people.sign_in_account(issuer="a b", subject="c", language="ru", at=_at())
    assert people.sign_in_account(issuer="a", subject="b c", language="ru", at=_at())
    assert Account.objects.count() == 4


def _at():
    from okno.base import clock

    return clock.now()


def test_no_visitor_becomes_staff_and_no_staff_a_visitor(client, anna):
    before = Staff.objects.count()
    client.force_login(anna)
    sign_in(client)
    assert Staff.objects.count() == before
    assert client.get("/staff/me/").status_code == 200  # still Anna
    assert "Сотрудник" not in text(client.get("/me/"))
    client.post("/staff/logout/")
    assert client.get("/staff/me/").status_code == 302
    assert "Выйти" in text(client.get("/me/"))  # still the visitor
    client.force_login(anna)
    client.post("/me/leave/")
    assert client.get("/staff/me/").status_code == 200
    assert "Войти через City" in text(client.get("/me/"))


def test_an_account_opens_no_place_of_the_staff(ivan):
    for place in ("/desk/", "/office/", "/staff/me/"):
        assert ivan.get(place).status_code == 302


def test_a_token_set_from_outside_is_worth_nothing(client):
    client.cookies["okno_account"] = "chosen-by-somebody-else"
    sign_in(client)
    assert client.cookies["okno_account"].value != "chosen-by-somebody-else"
    assert client.cookies["okno_account"]["httponly"]
    stranger = Client()
    stranger.cookies["okno_account"] = "chosen-by-somebody-else"
    assert "Войти через City" in text(stranger.get("/me/"))


def test_what_is_booked_signed_in_is_among_ones_visits(ivan, services, centre, tomorrow):
    page = book(ivan, services, centre, tomorrow)
    assert Visitor.objects.get().account == Account.objects.get()
    mine = ivan.get("/me/").content.decode()
    assert f'href="{page}"' in mine
    assert page not in Client().get("/me/").content.decode()


def test_others_do_not_see_it(ivan, services, centre, tomorrow):
    page = book(ivan, services, centre, tomorrow)
    olga = Client()
    sign_in(olga, "olga")
    assert page not in olga.get("/me/").content.decode()


def test_a_visit_booked_without_is_kept_on_its_page(client, services, centre, tomorrow):
    page = book(client, services, centre, tomorrow)
    assert "Сохранить" not in text(client.get(page))
    sign_in(client)
    assert "Сохранить визит в моём кабинете" in text(client.get(page))
    for _twice in range(2):
        assert client.post(f"{page}keep/")["Location"] == page
    assert f'href="{page}"' in client.get("/me/").content.decode()
    assert Visitor.objects.get().account == Account.objects.get()  # this browser booked it
    assert Event.objects.filter(name="people.visitor_claimed").count() == 1


def test_a_visit_of_one_account_is_not_taken_into_another(ivan, services, centre, tomorrow):
    page = book(ivan, services, centre, tomorrow)
    olga = Client()
    sign_in(olga, "olga")
    assert "Сохранить визит" in text(olga.get(page))
    for _twice in range(2):
        assert olga.post(f"{page}keep/")["Location"] == page
    assert "Сохранить визит" not in text(olga.get(page))
    assert f'href="{page}"' in olga.get("/me/").content.decode()
    assert Visitor.objects.get().account == Account.objects.order_by("pk").first()
    assert Event.objects.filter(name="people.visit_kept").count() == 1


def test_to_keep_a_visit_one_has_to_be_signed_in(client, services, centre, tomorrow):
    page = book(client, services, centre, tomorrow)
    assert client.post(f"{page}keep/")["Location"] == "/me/"
    assert Visitor.objects.get().account is None
    assert not KeptVisit.objects.exists()


def test_past_visits_stay_while_we_know_whose_they_were(ivan, services, centre, tomorrow):
    page = book(ivan, services, centre, tomorrow)
    Appointment.objects.update(
        state="fulfilled", starts_at=tomorrow - timedelta(days=3), ends_at=tomorrow
    )
    assert "Прошедшие" in text(ivan.get("/me/"))
    people.forget_visitors(at=tomorrow + timedelta(days=40), by="system")
    assert page not in ivan.get("/me/").content.decode()


def test_a_place_on_the_waiting_list_belongs_to_the_account(ivan, services, centre, at, sold_out):
    address = f"/book/{services['passport'].slug}/{centre.slug}/wait/"
    day = at.date().isoformat()
    made = ivan.post(address, {**WHO, "first_day": day, "last_day": day})["Location"]
    assert made in ivan.get("/me/").content.decode()


def test_signing_out_everywhere_ends_the_other_browser_too(ivan):
    there = Client()
    sign_in(there)
    ivan.post("/me/leave/", {"everywhere": "1"})
    for each in (ivan, there):
        assert "Войти через City" in text(each.get("/me/"))


def test_signing_out_here_leaves_the_other_browser(ivan):
    there = Client()
    sign_in(there)
    answer = ivan.post("/me/leave/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert "Войти через City" in text(ivan.get("/me/"))
    assert "Войти через City" not in text(there.get("/me/"))


def test_a_sign_in_ends_by_itself(ivan):
    AccountSession.objects.update(ends_at="2020-01-01T00:00Z")
    assert "Войти через City" in text(ivan.get("/me/"))


def test_an_answer_counts_once(client):
    back = press(begin(client), sub="ivan")
    assert client.get(back).status_code == 302
    again = client.get(back)
    assert again.status_code == 400
    assert "больше не действует" in text(again)


def test_an_answer_counts_in_the_browser_that_began(client):
    """Login CSRF: somebody hands a visitor the end of a sign-in of their own."""
    back = press(begin(Client()), sub="somebody")
    assert client.get(back).status_code == 400
    assert "okno_account" not in client.cookies


def test_a_code_of_another_sign_in_fits_no_state(client):
    stolen = parse_qs(urlsplit(press(begin(Client()), sub="victim")).query)["code"][0]
    mine = press(begin(client), sub="me")
    swapped = re.sub(r"code=[^&]+", f"code={stolen}", mine)
    assert client.get(swapped).status_code == 400  # the nonce is of another browser
    assert Account.objects.count() == 0


def test_an_answer_of_one_provider_is_not_taken_at_the_door_of_another(client):
    back = press(begin(client), sub="ivan").replace("/city/", "/other/")
    assert client.get(back).status_code == 400
    assert Account.objects.count() == 0


def test_a_state_that_was_made_up_is_refused(client):
    begin(client)
    for query in ("", "code=1", "code=1&state=made-up", "error=access_denied&state=x"):
        assert client.get(f"/me/enter/city/back/?{query}").status_code == 400


def test_whoever_changes_their_mind_is_told_that_nothing_is_lost(client):
    there = begin(client)
    state = parse_qs(urlsplit(there).query)["state"][0]
    answer = client.get(f"/me/enter/city/back/?error=access_denied&state={state}")
    assert "Можно и без этого" in text(answer)


@pytest.mark.parametrize("after", ["/a/some-token/", "/h/some-token/"])
def test_whoever_came_from_a_page_of_a_visit_goes_back_to_it(client, after):
    assert sign_in(client, next=after)["Location"] == after


@pytest.mark.parametrize(
    "after",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/a/../../office/",
        "javascript:alert(1)",
        "/office/",
        "/a/\r\nSet-Cookie: x=y",
    ],
)
def test_nobody_is_led_out_of_the_house(client, after):
    there = sign_in(client, next=after)["Location"]
    assert there == "/me/" or there.startswith("/a/")
    assert "evil" not in there
    assert "\n" not in there


def test_signing_in_begins_with_a_form_of_ours_only():
    strict = Client(enforce_csrf_checks=True)
    assert strict.get("/me/enter/city/").status_code in (302, 405)
    assert strict.post("/me/enter/city/").status_code == 403


def test_pages_of_an_account_are_in_no_cache_and_no_search_engine(ivan):
    for page in (ivan.get("/me/"), ivan.post("/me/enter/city/"), ivan.get("/me/enter/city/back/")):
        assert page["Cache-Control"] == "no-store"
        assert page["X-Robots-Tag"] == "noindex"
        assert page["Referrer-Policy"] == "strict-origin"


def test_a_provider_that_is_gone_stops_nobody_else(client, settings, services, centre, tomorrow):
    settings.OPENID = ["city=http://okno:secret@127.0.0.1:9?name=City"]
    answer = client.post("/me/enter/city/")
    assert answer.status_code == 503
    assert "«City» сейчас не отвечает" in text(answer)
    assert book(client, services, centre, tomorrow)


def test_where_no_provider_is_set_nothing_is_shown(client, settings):
    settings.OPENID = []
    assert "/me/" not in client.get("/").content.decode()
    assert "Войти через" not in text(client.get("/me/"))
    assert client.post("/me/enter/city/").status_code == 404


def test_nothing_is_ever_asked_of_allauths_tables(client, django_assert_max_num_queries):
    from django.db import connection

    tables = connection.introspection.table_names()
    assert not [name for name in tables if name.startswith(("account_", "socialaccount_"))]
