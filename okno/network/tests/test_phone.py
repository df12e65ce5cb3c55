"""The phone of a centre: set once, kept as E.164, told to programs and search engines."""

import pytest

from okno.base.errors import Refusal
from okno.base.models import Event
from okno.network import actions, queries
from okno.network.models import Centre

pytestmark = pytest.mark.django_db


def set_phone(centre, phone, at):
    return actions.set_phone(centre=centre, phone=phone, at=at, by="staff:1")


def test_however_it_is_written_it_is_one_number_and_told_once(centre, at):
    assert set_phone(centre, "8 495 000-00-07", at)
    assert not set_phone(centre, "+7 (495) 000-00-07", at)
    found = Centre.objects.get(pk=centre.pk)
    assert (found.phone, found.phone_words) == ("+74950000007", "+7 495 000-00-07")
    told = Event.objects.filter(name="network.phone_set").values_list("payload__number", "by")
    assert list(told) == [("+74950000007", "staff:1")]
    assert queries.government_office(found, at, "x")["telephone"] == "+74950000007"


@pytest.mark.parametrize("phone", ["12", "call us", "+7 495 000-00", "8 809 000-00-07"])
def test_what_is_no_number_or_costs_who_rings_it_is_refused(centre, at, phone):
    with pytest.raises(Refusal) as refused:
        set_phone(centre, phone, at)
    assert (refused.value.code, refused.value.field) == ("no_phone", "phone")
    assert Centre.objects.get(pk=centre.pk).phone == ""


def test_a_centre_without_one_says_none(centre, at):
    set_phone(centre, "+74950000007", at)
    assert set_phone(centre, " ", at)
    found = Centre.objects.get(pk=centre.pk)
    assert (found.phone, found.phone_words) == ("", "")
    assert "telephone" not in queries.government_office(found, at, "x")
