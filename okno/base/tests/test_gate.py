"""The gate before the web: what a proxy, a stranger or a broken program may say of a request."""

from io import BytesIO

import pytest
from django.core.wsgi import get_wsgi_application

from okno.base.gate import LARGEST_BODY, gate

pytestmark = pytest.mark.django_db


class Unread(BytesIO):
    """A body whose reading would be noticed."""

    def read(self, *size):
        raise AssertionError("nobody was to read this")

    readline = readlines = __iter__ = read


def ask(method="POST", path="/staff/login/", *, https=False, proxies=0, body=None, **environ):
    """(status, headers, text) of one request through the gate and the whole web."""
    said = {}

    def begin(status, headers, *error):
        said.update(status=int(status[:3]), headers=dict(headers))

    asked = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_LANGUAGE": "en",
        "wsgi.input": body or Unread(),
        "wsgi.url_scheme": "http",
        "wsgi.errors": None,
    }
    app = gate(get_wsgi_application(), https=https, proxies=proxies)
    text = b"".join(app(asked | environ, begin)).decode()
    return said["status"], said["headers"], text


@pytest.mark.parametrize(
    ("environ", "status", "word"),
    [
        ({"CONTENT_LENGTH": str(LARGEST_BODY + 1)}, 413, "Send less"),
        ({"CONTENT_LENGTH": "9" * 5000}, 413, "Send less"),
        ({"CONTENT_LENGTH": "-1"}, 411, "Content-Length"),
        ({"CONTENT_LENGTH": "5", "CONTENT_TYPE": "multipart/form-data; boundary=x"}, 415, "Files"),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, 411, "Content-Length"),
        ({"CONTENT_LENGTH": "5", "CONTENT_TYPE": "text/plain; charset=utf-7"}, 400, "not text"),
        ({"CONTENT_LENGTH": "5", "CONTENT_TYPE": "application/json; charset="}, 400, "not text"),
        ({"HTTP_HOST": "localhost:" + "1" * 5000}, 400, "address"),
        ({"HTTP_HOST": "localhost:65536"}, 400, "address"),
        ({"HTTP_HOST": "o" * 300}, 400, "address"),
    ],
)
@pytest.mark.parametrize("path", ["/staff/login/", "/api/v1/centres/tverskoy/tickets", "/healthz"])
def test_what_no_page_needs_is_turned_away_unread_and_in_words(environ, status, word, path):
    answered, headers, text = ask(path=path, **environ)
    assert answered == status
    assert word in text
    kind = "application/problem+json" if path.startswith("/api/") else "text/html; charset=utf-8"
    assert headers["Content-Type"] == kind
    assert headers["Cache-Control"] == "no-store"


def test_a_form_of_ours_goes_through():
    body = b"login=" + b"a" * 1000
    kind = "application/x-www-form-urlencoded; charset=UTF-8"
    status, _headers, text = ask(
        body=BytesIO(body), CONTENT_LENGTH=str(len(body)), CONTENT_TYPE=kind
    )
    assert status == 403, "it was read, and had no CSRF token"
    assert "open too long" in text


@pytest.mark.parametrize("host", ["localhost:65535", "localhost:1", "localhost", "[::1]:8000"])
def test_every_possible_port_is_answered(host):
    status, headers, _text = ask("GET", HTTP_HOST=host)
    assert status == 200
    assert "65536" not in headers["Content-Security-Policy"]


def test_behind_a_proxy_with_tls_every_address_is_https(settings):
    settings.HTTPS = True
    _status, headers, _text = ask("GET", "/services/", https=True, HTTP_HOST="okno.example")
    assert "http://" not in headers.get("Content-Security-Policy", "")
    seen = []

    def app(environ, start_response):
        seen.append((environ["wsgi.url_scheme"], environ["REMOTE_ADDR"]))
        return []

    forged = {"HTTP_X_FORWARDED_PROTO": "http", "REMOTE_ADDR": "10.0.0.1"}
    gate(app, https=True, proxies=0)({"wsgi.url_scheme": "http", **forged}, None)
    gate(app, https=False, proxies=0)({"wsgi.url_scheme": "http", **forged}, None)
    assert seen == [("https", "10.0.0.1"), ("http", "10.0.0.1")]


@pytest.mark.parametrize(
    ("proxies", "heard", "asker"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "10.0.0.1"),  # one of the two a client made up
        (1, "203.0.113.9,198.51.100.7", "10.0.0.1"),  # X_Forwarded_For folded in behind
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "192.0.2.1, 198.51.100.7, 203.0.113.9", "10.0.0.1"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "rubbish", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_only_what_our_own_proxies_heard_is_believed(proxies, heard, asker):
    seen = []

    def app(environ, start_response):
        seen.append(environ["REMOTE_ADDR"])
        return []

    asked = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": heard}
    gate(app, https=False, proxies=proxies)(asked, None)
    assert seen == [asker]
