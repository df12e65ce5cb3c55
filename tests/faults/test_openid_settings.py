"""OKNO_OPENID: who may say who a visitor is, read strictly before anything starts."""

import pytest

from okno.config.openid import openid


@pytest.mark.parametrize(
    "text",
    [
        "city=https://client@login.example.org",
        "city=http://client:secret@login.example.org",
        "City=https://client:secret@login.example.org",
        "https://client:secret@login.example.org",
        "a=https://c:s@login.example.org a=https://c:s@other.example.org",
        "a=ftp://c:s@login.example.org",
        "a=https://c:s@",
        "a=esia://CLIENT@esia.example.org",
        "a=esia://CLIENT:secret@esia.example.org?signer=our.sign",
        "a=esia://CLIENT@esia.example.org?signer=os",
        "a=mosru://client@login.mos.ru",
        "a=https://c:s@host:99999",
    ],
)
def test_a_setting_that_is_none_is_refused_before_anything_starts(text):
    with pytest.raises(ValueError, match="provider is written as"):
        openid(text)


def test_a_setting_names_several():
    text = "a=https://c:s@login.example.org/realm?name=A b=http://c:s@127.0.0.1:9400"
    assert openid(text) == text.split()
    assert openid("") == []
