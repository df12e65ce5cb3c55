"""Telephone numbers: however they are written, kept in one way and read in one way. Pure."""

import re

import phonenumbers

# Who rings these, or writes to them, pays their owner.
_PAID = (
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
)
_LONGEST = len("+") + 15  # ITU-T E.164, 6.1


def e164(text: str, country: str) -> str:
    """A phone as E.164 ("+74957777777"), "" when nothing was given; `country` is for numbers without one.

    However it is written: 8 916…, 916…, 007 916… and +7 916… are one number in Russia. Refuses (ValueError) what
    is no number of any country, and, written without its country, what nobody has in ours: a digit that is
    missing would make another number of it; satellites, numbers at a premium, and what is behind a switchboard, as
    nobody would be reached without its extension.
    """
    if not text.strip():
        return ""
    written = re.sub(r"^\s*00", "+", text)
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        raise ValueError("no phone") from None
    at_home = not written.lstrip().startswith("+")
    of_no_country = phonenumbers.region_code_for_country_code(number.country_code or 0) == "001"
    if (
        not phonenumbers.is_possible_number(number)
        or (at_home and not phonenumbers.is_valid_number(number))
        or of_no_country
        or number.extension
        or phonenumbers.number_type(number) in _PAID
    ):
        raise ValueError("no phone")
    kept = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if len(kept) > _LONGEST:
        raise ValueError("no phone")
    return kept


def in_words(phone: str) -> str:
    """A phone that we have (E.164), as people read and dial it: "+7 495 777-77-77"; "" of none."""
    if not phone:
        return ""
    number = phonenumbers.parse(phone)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
