"""What can be called out in a hall, and how somebody is called shortly."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okno.queue.policy import LONGEST_NAME, SHORTEST_NAME, call_name, short_name


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("Anna K.", "Anna K."),
        ("  анна   к.  ", "Анна К."),
        ("о'коннор-смит", "О’Коннор-Смит"),
        ("А.Б. Ким", "А.Б. Ким"),
        ("王小明", "王小明"),
        ("عائشة", "عائشة"),
        ("आरती", "आरती"),
        ("ANNA", "ANNA"),
        ("Жан–Поль", "Жан-Поль"),
        ("\u202eAnna\u202c", "Anna"),
        ("Ан\ufe0fна\u034f", "Анна"),
        ("Anna\x00\u200b K.", "Anna K."),
        ("𝐀𝐧𝐧𝐚", "Anna"),
        ("Анна\nК.", "Анна К."),
        ("м" * LONGEST_NAME, "М" + "м" * (LONGEST_NAME - 1)),
    ],
)
def test_a_name_of_any_script_is_called_as_it_is_written(typed, called):
    assert call_name(typed) == called
    assert call_name(called) == called


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "А", "12", "Anna 2", "79161234567"),
        *("anna@mail.ru", "mail.ru", "t.me", "www.x.org", "http://a", "a/b", "Anna_K"),
        *("-Анна", "Анна-", "Анна--Мария", "А..", ". .", "Анна, Пётр", "№ 7"),
        *("Анна <b>", "Anna😀", "\u3164\u3164", "ﷺ ﷺ", "а\u0301\u0301\u0301нна", "\ud800нна"),
        "м" * (LONGEST_NAME + 1),
        *("ß" + "а" * (LONGEST_NAME - 1), " ".join(["ßа"] * 8)),
    ],
)
def test_what_is_no_name_is_none(typed):
    assert call_name(typed) == ""


@given(st.text(max_size=40))
def test_whatever_is_typed_a_name_holds_letters_and_what_stands_between_them(typed):
    called = call_name(typed)
    if not called:
        return
    assert SHORTEST_NAME <= len(called) <= LONGEST_NAME
    assert call_name(called) == called
    assert {unicodedata.category(each)[0] for each in called if each not in " .-’"} <= {"L", "M"}


@pytest.mark.parametrize(
    ("known", "called"),
    [
        ("Анна Каренина", "Анна К."),
        ("Анна", "Анна"),
        ("Анна Сергеевна Каренина", "Анна К."),
        ("Иванов Иван Иванович", "Иван И."),
        ("Мамедов Эльчин оглы", "Эльчин М."),
        ("Anna-Maria von der Linden", "Anna-Maria L."),
        ("анна каренина", "Анна К."),
        ("", ""),
        ("8 916 000-00-09", ""),
    ],
)
def test_of_a_longer_name_the_first_and_a_letter_are_called(known, called):
    assert short_name(known) == called
