"""A wrong setting of those who carry messages is refused by name, and no password is repeated."""

import pytest

from okno.config import env

SMTP = "smtp://okno:dobro@mail.example.org?from=okno@example.org"
SMS = "https://dobro@sms.example.org/v1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OKNO_NOTIFY_SMTP", "mail.example.org"),
        ("OKNO_NOTIFY_SMTP", "smtp://okno:dobro@mail.example.org"),
        ("OKNO_NOTIFY_SMTP", "http://okno:dobro@mail.example.org?from=okno@example.org"),
        ("OKNO_NOTIFY_SMTP", "smtp://okno:dobro@mail.example.org?from=okno%0d%0a@example.org"),
        ("OKNO_NOTIFY_SMTP", "smtp://okno:dobro@mail.example.org:99999?from=okno@example.org"),
        ("OKNO_NOTIFY_SMTP", f"{SMTP} dobro"),
        ("OKNO_NOTIFY_SMS", "https://sms.example.org/v1"),
        ("OKNO_NOTIFY_SMS", "http://dobro@sms.example.org/v1"),
        ("OKNO_NOTIFY_TELEGRAM", "dobro"),
        ("OKNO_NOTIFY_TELEGRAM_URL", "api.telegram.org"),
        ("OKNO_NOTIFY_PUSH", "dobro"),
        ("OKNO_NOTIFY_QUIET", "21-9"),
        ("OKNO_NOTIFY_QUIET", "25:00-09:00"),
        ("OKNO_NOTIFY_A_DAY", "0"),
        ("OKNO_NOTIFY_AN_HOUR", "²"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(env.WrongSetting) as wrong:
        env.get(name)
    assert str(wrong.value).startswith(f"okno: {name}=")
    assert "dobro" not in str(wrong.value) or not value.startswith(("smtp", "http"))


def test_several_are_kept_in_their_order(monkeypatch):
    monkeypatch.setenv("OKNO_NOTIFY_SMTP", f"{SMTP}  smtps://other.example.org?from=a@b.org")
    assert [each[:8] for each in env.get("OKNO_NOTIFY_SMTP")] == ["smtp://o", "smtps://"]
    monkeypatch.setenv("OKNO_NOTIFY_SMS", f"{SMS} http://key@127.0.0.1:8080/v1")
    assert len(env.get("OKNO_NOTIFY_SMS")) == 2
