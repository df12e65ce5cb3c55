"""How long a text is, how long one waits, when one may speak, and how wordings are filled: properties."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okno.notify import policy

MOSCOW = ZoneInfo("Europe/Moscow")
NIGHT = (time(21), time(9))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
zones = st.sampled_from(["Europe/Moscow", "Europe/Berlin", "Asia/Kamchatka", "America/New_York"])


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("", "gsm7", 0, 1),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 81, "gsm7", 162, 2),
        ("a" * 152 + "€" + "a" * 10, "gsm7", 164, 2),
        ("€" * 153, "gsm7", 306, 3),  # 76 in a part: the 77th would be torn
        ("ы" * 70, "ucs2", 70, 1),
        ("ы" * 71, "ucs2", 71, 2),
        ("ы" * 134, "ucs2", 134, 2),
        ("ы" * 135, "ucs2", 135, 3),
        ("😀" * 35, "ucs2", 70, 1),
        ("😀" * 67, "ucs2", 134, 3),  # 33 in a part: the 34th would be torn
        ("a`", "ucs2", 2, 1),  # the grave accent is not in GSM 03.38
        ("Ωμέγα", "ucs2", 5, 1),
    ],
)
def test_an_sms_is_as_long_as_the_standard_says(text, alphabet, units, parts):
    assert policy.sms_length(text) == policy.Length(alphabet, units, parts)


@given(st.text(max_size=600))
def test_parts_hold_what_there_is_and_a_longer_text_is_not_shorter(text):
    length = policy.sms_length(text)
    most = 153 if length.alphabet == "gsm7" else 67
    assert length.parts == 1 or length.parts * most >= length.units
    assert policy.sms_length(text + "a").parts >= length.parts


@given(st.integers(1, 50), st.integers(0, 10**9) | st.none(), st.integers(-10, 10**6))
def test_one_waits_longer_each_time_as_long_as_asked_and_never_beyond_a_day(
    attempts, asked, left_s
):
    left = timedelta(seconds=left_s)
    wait = policy.wait_after(attempts, left=left, asked_s=asked)
    assert timedelta(seconds=5) <= wait <= policy.LONGEST_WAIT
    assert wait >= min(timedelta(seconds=asked or 0), policy.LONGEST_WAIT)
    assert policy.wait_after(attempts + 1, left=left, asked_s=asked) >= wait
    if not asked:
        assert wait <= max(left / 2, policy.SHORTEST_HALF)


def test_who_is_asked_what_it_has_is_not_asked_for_ever():
    asked = [policy.ask_after(attempts) for attempts in range(1, len(policy.AGAIN) + 2)]
    assert asked == [*policy.AGAIN, None]


def test_a_way_is_waited_for_that_is_back_in_a_moment_where_hours_are_left():
    moment, hours = policy.REST, timedelta(hours=3)
    assert policy.is_waited_for(moment, left=hours)
    assert not policy.is_waited_for(2 * moment, left=hours)
    assert not policy.is_waited_for(moment, left=timedelta(hours=2))


@given(st.integers(1, 10**6))
def test_a_provider_rests_half_a_minute_to_half_an_hour(failures):
    assert policy.REST <= policy.rest_after(failures) <= policy.LONGEST_REST
    assert policy.rest_after(failures + 1) >= policy.rest_after(failures)


@given(moments, zones, st.times(), st.times())
def test_what_can_wait_is_never_said_in_the_quiet_hours_nor_a_day_late(at, name, begins, ends):
    zone = ZoneInfo(name)
    begins, ends = (each.replace(microsecond=0, second=0) for each in (begins, ends))
    said = policy.not_in_quiet_hours(at, zone=zone, quiet=(begins, ends), until=None)
    assert at <= said <= at + timedelta(hours=25)
    if said != at:
        again = policy.not_in_quiet_hours(said, zone=zone, quiet=(begins, ends), until=None)
        assert again == said or said.astimezone(zone).time() != ends  # an hour that is not there


def test_at_night_it_waits_for_nine_in_the_centre_own_time():
    night = datetime(2026, 11, 24, 22, 30, tzinfo=MOSCOW)
    said = policy.not_in_quiet_hours(night, zone=MOSCOW, quiet=NIGHT, until=None)
    assert said == datetime(2026, 11, 25, 9, tzinfo=MOSCOW)
    early = datetime(2026, 11, 25, 3, tzinfo=MOSCOW)
    assert policy.not_in_quiet_hours(early, zone=MOSCOW, quiet=NIGHT, until=None) == said
    assert policy.not_in_quiet_hours(said, zone=MOSCOW, quiet=NIGHT, until=None) == said


def test_what_would_come_too_late_is_said_at_night():
    night = datetime(2026, 11, 24, 22, 30, tzinfo=MOSCOW)
    until = datetime(2026, 11, 25, 8, 30, tzinfo=MOSCOW)
    assert policy.not_in_quiet_hours(night, zone=MOSCOW, quiet=NIGHT, until=until) == night


def test_the_same_time_twice_is_no_quiet_hours():
    at = datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert policy.not_in_quiet_hours(at, zone=MOSCOW, quiet=(time(9), time(9)), until=None) == at


def test_the_first_that_does_not_rest_is_next_and_is_tried_again_when_it_is_awake():
    at = datetime(2026, 11, 24, tzinfo=UTC)
    later, latest = at + timedelta(minutes=1), at + timedelta(minutes=2)
    assert policy.next_provider(["a", "b"], {}, at) == ("a", None)
    assert policy.next_provider(["a", "b"], {"a": later}, at) == ("b", None)
    assert policy.next_provider(["a", "b"], {"a": later}, later) == ("a", None)
    assert policy.next_provider(["a", "b"], {"a": latest, "b": later}, at) == (None, later)
    assert policy.next_provider([], {}, at) == (None, None)


@given(st.text(), st.text())
def test_a_value_is_text_and_nothing_in_it_is_filled_again(before, value):
    text = before.replace("{", "").replace("}", "") + "{ticket}"
    assert policy.fill(text, {"ticket": value, "code": "!"}).endswith(value)


@pytest.mark.parametrize(
    "text", ["{", "}", "{Ticket}", "{a.b}", "{0}", "{{ticket}}", "{% if %}", "{ticket!r}"]
)
def test_a_brace_that_is_no_place_is_seen(text):
    assert set(policy.stray(text)) & {"{", "}"}


def test_a_stray_brace_is_named_with_the_words_beside_it():
    assert policy.stray("{when}, {имя}: да") == "{имя}"
    assert policy.stray("до {until") == "{until"
    assert policy.stray("до until}, {centre}") == "until}"
    assert policy.stray("{when} {centre}") == ""


@given(st.text())
def test_a_value_is_one_line(text):
    said = policy.one_line(text)
    assert said.isprintable()
    assert said == said.strip()
