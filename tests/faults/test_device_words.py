"""`okno device`: codes are made and devices sent away from the command line."""

import re

import pytest

from okno.base import clock
from okno.base.errors import Refusal
from okno.config import device
from okno.config.env import Unusable
from okno.network import actions as network
from okno.network.models import Device

pytestmark = pytest.mark.django_db


def said(capsys, *words):
    assert device.main(["tverskoy", *words]) == 0
    return capsys.readouterr().out


def test_a_code_from_the_command_line_opens_the_device_and_the_next_one_replaces_it(
    centre, it_is_ten, capsys
):
    for _ in range(2):
        code = said(capsys, "board", "wall", "--code")
        assert re.fullmatch(r"\w{4} \w{4}\n", code)
        network.enter_code(code=code, address="192.0.2.7", at=clock.now())
    assert Device.objects.filter(kind="board", name="wall").count() == 1


def test_whatever_is_sent_away_is_not_listed_and_a_new_one_of_that_name_may_come(
    centre, it_is_ten, capsys
):
    code = said(capsys, "board", "wall", "--code")
    said(capsys, "board", "wall", "--revoke")
    assert said(capsys) == ""
    with pytest.raises(Refusal):
        network.enter_code(code=code, address="192.0.2.7", at=clock.now())
    with pytest.raises(Unusable):
        device.main(["tverskoy", "board", "wall", "--revoke"])
    assert said(capsys, "board", "wall").startswith("/enter/")
    assert "wall" in said(capsys)
