"""A phone is read however people write it, of whatever country it is."""

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat

from okno.base.errors import Refusal
from okno.people import queries

_MOBILE = phonenumbers.PhoneNumberType.MOBILE
EXAMPLES = {
    region: found
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    if (found := phonenumbers.example_number_for_type(region, _MOBILE))
}


def test_there_is_an_example_of_nearly_every_country():
    assert len(EXAMPLES) > 230


@pytest.mark.parametrize("region", EXAMPLES)
def test_a_number_of_every_country_is_read_as_written_for_abroad(region):
    number = EXAMPLES[region]
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    written = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    for text in (e164, written, written.replace(" ", "-"), f"  {written}  ", f"00{e164[1:]}"):
        assert queries.phone_of(text, "RU") == e164, text


@pytest.mark.parametrize(
    "text", ["8 (916) 123-45-67", "916 123 45 67", "007 916 1234567", "+7\u00a0916\u00a01234567"]
)
def test_at_home_it_is_one_number_however_it_is_written(text):
    assert queries.phone_of(text, "RU") == "+79161234567"


@pytest.mark.parametrize("text", ["8 (916) 123-45-6", "8 903 777 66 5", "91612345671"])
def test_a_digit_too_few_or_too_many_does_not_make_another_number(text):
    with pytest.raises(Refusal, match="телефон"):
        queries.phone_of(text, "RU")


@pytest.mark.parametrize(
    "text",
    [
        "12",
        "телефон",
        "+7 916",
        "+999 123 456 789",
        "8" * 40,
        "+8200333333333333",
        "8 495 777-77-77 ext. 12",
    ],
)
def test_what_is_no_number_of_any_country_is_refused(text):
    with pytest.raises(Refusal) as refused:
        queries.phone_of(text, "RU")
    assert refused.value.code == "no_phone"


@pytest.mark.parametrize("text", ["+979123456789", "+19005551234", "+78095051234", "+882161234567"])
def test_a_number_whose_owner_is_paid_by_whoever_rings_is_none(text):
    with pytest.raises(Refusal) as refused:
        queries.phone_of(text, "RU")
    assert refused.value.code == "no_phone"
