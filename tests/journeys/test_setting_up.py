"""An integrator sets a centre up from the command line: a kiosk, its paper, a colleague."""

import json

import pytest

from okno.base import clock
from okno.base.models import Event
from okno.config import device, staff
from okno.config.env import Unusable
from okno.people import actions as people
from okno.people import queries, totp
from okno.people.models import Staff
from okno.queue import actions as queue


def test_a_kiosk_gets_a_link_that_opens_it_and_a_second_one_ends_the_first(client, centre, capsys):
    device.main(["tverskoy", "kiosk", "entrance"])
    first = capsys.readouterr().out.strip()
    device.main(["tverskoy", "kiosk", "entrance"])
    second = capsys.readouterr().out.strip()
    assert client.get(first).status_code == 401
    assert client.get(second).status_code == 302
    assert centre.devices.filter(name="entrance").count() == 1


def test_its_settings_are_replaced_and_the_change_is_in_the_journal(centre, capsys):
    device.main(["tverskoy", "kiosk"])
    device.main(["tverskoy", "kiosk", "--settings", '{"printer": "pdf"}'])
    capsys.readouterr()
    device.main(["tverskoy"])
    assert json.loads(capsys.readouterr().out.split("kiosk")[-1]) == {"printer": "pdf"}
    assert Event.objects.filter(name="network.device_set_up", centre_id=centre.pk).count() == 1


def test_a_kiosk_is_put_into_a_hall_of_its_centre_and_no_other(centre, capsys):
    device.main(["tverskoy", "kiosk"])
    device.main(["tverskoy", "kiosk", "--settings", '{"hall": "a"}'])
    assert centre.devices.get().hall == centre.halls.get()
    with pytest.raises(Unusable, match=r"a\."):
        device.main(["tverskoy", "kiosk", "--settings", '{"hall": "nowhere"}'])
    assert centre.devices.get().settings == {"hall": "a"}
    device.main(["tverskoy", "kiosk", "--settings", "{}"])
    assert centre.devices.get().hall is None


@pytest.mark.parametrize(
    "words", [["nowhere"], ["tverskoy", "kiosk", "no such", "--settings", "{}"]]
)
def test_what_is_not_there_is_named(centre, words):
    with pytest.raises(Unusable, match=r"tverskoy|nowhere"):
        device.main(words)


def test_settings_that_are_no_object_are_refused(centre, capsys):
    with pytest.raises(SystemExit):
        device.main(["tverskoy", "kiosk", "--settings", "[1]"])
    assert "JSON object" in capsys.readouterr().err


def test_a_colleague_added_at_the_command_line_signs_in(client, centre, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: "a-long-and-odd-password")
    staff.main(["nina", "--name", "Нина", "--role", "operator", "--centre", "tverskoy"])
    client.post("/staff/login/", {"login": "nina", "password": "a-long-and-odd-password"})
    assert client.session["_auth_user_id"] == str(Staff.objects.get(login="nina").pk)
    assert Event.objects.filter(name="people.staff_added").count() == 1


def typing(monkeypatch, password):
    monkeypatch.setattr("getpass.getpass", lambda prompt: password)


def test_whoever_is_dismissed_at_the_command_line_is_out_and_their_counter_closed(
    client, session, boris
):
    client.force_login(boris)
    staff.main(["boris", "--dismiss"])
    assert client.get("/desk/").status_code == 302
    session.refresh_from_db()
    assert session.closed_at is not None
    with pytest.raises(Unusable):
        staff.main(["boris", "--dismiss"])


def test_a_visitor_at_the_counter_keeps_nobody_from_being_dismissed(
    client, session, boris, at, capsys
):
    here = {"centre": session.centre_id, "at": at, "by": "x"}
    queue.issue(**here, service="passport")
    queue.call_next(**here, counter=session.counter_id)
    client.force_login(boris)
    staff.main(["boris", "--dismiss"])
    assert "still at their counter" in capsys.readouterr().err
    assert client.get("/desk/").status_code == 302
    session.refresh_from_db()
    assert session.closed_at is None


def test_a_new_password_at_the_command_line_ends_the_session(client, session, boris, monkeypatch):
    client.force_login(boris)
    typing(monkeypatch, "short")
    with pytest.raises(Unusable):
        staff.main(["boris", "--password"])
    assert client.get("/desk/").status_code == 200
    typing(monkeypatch, "a-long-and-odd-password")
    staff.main(["boris", "--password"])
    assert client.get("/desk/").status_code == 302
    client.post("/staff/login/", {"login": "boris", "password": "a-long-and-odd-password"})
    assert client.session["_auth_user_id"] == str(boris.pk)


@pytest.mark.parametrize(
    "words", [["nina"], ["nina", "--name", "Нина"], ["nina", "--dismiss", "--password"]]
)
def test_half_a_wish_is_refused_in_words(centre, words, capsys):
    with pytest.raises(SystemExit):
        staff.main(words)
    assert "--dismiss" in capsys.readouterr().err


def test_who_has_lost_every_second_factor_is_helped_at_the_command_line(boris, at):
    sealed, real_at = totp.new_secret(), clock.real()
    code = totp.code_at(sealed, real_at)
    people.set_up_app(staff=boris, sealed=sealed, code=code, real_at=real_at, at=at, by="x")
    staff.main(["boris", "--forget-factor"])
    assert not queries.has_second_factor(boris)
    for login in ("boris", "nobody"):
        with pytest.raises(Unusable):
            staff.main([login, "--forget-factor"])


def test_a_manager_of_an_okrug_is_added_at_the_command_line_and_no_operator_is(
    client, centre, monkeypatch
):
    monkeypatch.setattr("getpass.getpass", lambda prompt: "a door with two handles")
    okrug = ["--okrug", centre.district.okrug.slug]
    staff.main(["olga", "--name", "Ольга", "--role", "manager", *okrug])
    olga = Staff.objects.get(login="olga")
    assert list(queries.centres_of(olga)) == [centre]
    client.force_login(olga)
    assert f'value="{centre.slug}"' in client.get("/office/people/").content.decode()
    assert client.get("/desk/").status_code == 403
    with pytest.raises(Unusable):
        staff.main(["oleg", "--name", "Олег", "--role", "operator", *okrug])
