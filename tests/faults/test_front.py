"""The running okno as a proxy, many screens and broken programs meet it."""

import contextlib
import http.client
import os
import re
import resource
import socket
import subprocess
import sys
import urllib.parse

import psycopg
import pytest

from okno.base.wire_signature import MOST_OF_A_NETWORK, sign
from okno.config import running

HOST = "okno.example"
SCREENS = 1500  # the server's own limit would be 1024


@pytest.fixture(scope="module")
def house():
    """Behind a proxy with TLS, as that proxy sees it."""
    with running.run(
        "--demo", "--no-day", OKNO_WORKERS="1", OKNO_HTTPS="on", OKNO_HOSTS=HOST
    ) as process:
        yield process


def ask(house, method, path, body=None, **headers):
    line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=10)
    line.request(method, path, body, {"Host": HOST, **headers})
    answer = line.getresponse()
    return answer, answer.read().decode()


def test_a_browser_behind_a_proxy_with_tls_signs_in(house):
    page, text = ask(house, "GET", "/staff/login/")
    cookie = next(each for each in page.headers.get_all("Set-Cookie") if "okno_csrf" in each)
    assert "Secure" in cookie
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
    form = {"csrfmiddlewaretoken": token, "demo": "tverskoy-manager"}
    headers = {
        "Cookie": cookie.split(";")[0],
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"https://{HOST}",
    }
    answer, _text = ask(house, "POST", "/staff/login/", urllib.parse.urlencode(form), **headers)
    assert (answer.status, answer.headers["Location"]) == (302, "/office/")
    headers["Origin"] = f"http://{HOST}"
    answer, _text = ask(house, "POST", "/staff/login/", urllib.parse.urlencode(form), **headers)
    assert answer.status == 403


def test_behind_a_proxy_with_tls_no_address_is_of_http_and_the_wire_is_under_the_same_name(house):
    for path in ("/centres/tverskoy/", "/services/passport-age/"):
        answer, text = ask(house, "GET", path)
        assert answer.status == 200
        assert f"http://{HOST}" not in text
        assert "connect-src 'self';" in answer.headers["Content-Security-Policy"]
    _answer, text = ask(house, "GET", "/centres/tverskoy/")
    assert f"https://{HOST}/centres/tverskoy/" in text
    assert re.search(r'<meta name="okno-wire" content="/live\?topics=hall:', text)
    assert f"https://{HOST}/" in house.output.read_text(), "and the terminal says so"


def test_the_language_chosen_behind_a_proxy_with_tls_is_kept_over_https_only(house):
    page, text = ask(house, "GET", "/")
    cookie = next(each for each in page.headers.get_all("Set-Cookie") if "okno_csrf" in each)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
    answer, _text = ask(
        house,
        "POST",
        "/language/",
        urllib.parse.urlencode({"csrfmiddlewaretoken": token, "language": "en"}),
        **{
            "Cookie": cookie.split(";")[0],
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"https://{HOST}",
        },
    )
    kept = next(each for each in answer.headers.get_all("Set-Cookie") if "okno_language" in each)
    assert "Secure" in kept


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"Content-Length: 10000000\r\n\r\n", b"413"),
        (b"Transfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"Content-Length: 9\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n", b"415"),
        (b"Content-Length: 9\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n", b"400"),
    ],
)
def test_a_body_no_page_needs_is_answered_before_any_of_it_has_come(house, said, status):
    with socket.create_connection(("127.0.0.1", house.port), timeout=5) as line:
        line.sendall(b"POST /staff/login/ HTTP/1.1\r\nHost: okno.example\r\n" + said)
        assert line.recv(12) == b"HTTP/1.1 " + status


def test_a_wrong_host_is_one_short_line_in_the_log(house):
    before = len(house.output.read_text())
    answer, _text = ask(house, "GET", "/", Host="elsewhere.example")
    assert answer.status == 400
    said = house.output.read_text()[before:]
    assert said.count("\n") <= 1
    assert "Traceback" not in said
    assert len(said) < 400


@pytest.fixture
def many_files():
    """As many open lines in this process as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    assert hard == resource.RLIM_INFINITY or hard > SCREENS + 500, (
        "this machine allows too few open files"
    )
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextlib.contextmanager
def screens(where, number, **whose):
    """So many screens that have just asked the wire for a line."""
    signature = sign("hall:1", (where.home / "secret").read_text(), **whose)
    wish = (
        f"GET /live?topics=hall:1&sig={signature} HTTP/1.1\r\nHost: okno.example\r\n\r\n".encode()
    )
    with contextlib.ExitStack() as open_lines:
        lines = []
        for _ in range(number):
            line = socket.create_connection(("127.0.0.1", where.port + 1), timeout=20)
            lines.append(open_lines.enter_context(line))
            line.sendall(wish)
        yield lines


def test_the_wire_holds_more_screens_than_its_server_would_by_itself(house, many_files):
    with screens(house, SCREENS, house=True) as lines:
        for line in lines:
            assert line.recv(12) == b"HTTP/1.1 200"
        wire = http.client.HTTPConnection("127.0.0.1", house.port + 1, timeout=10)
        wire.request("GET", "/healthz")
        assert int(wire.getresponse().read()) == SCREENS


def test_a_stranger_who_asks_for_more_lines_than_a_network_has_is_hung_up_on(house, many_files):
    with screens(house, MOST_OF_A_NETWORK + 20) as lines:
        said = [line.recv(12) for line in lines]
        assert said.count(b"HTTP/1.1 200") == MOST_OF_A_NETWORK
        refused = lines[said.index(b"HTTP/1.1 503")]
        while refused.recv(4096):
            pass  # to its end: the server does not wait for another question on this line
        with screens(house, 1, house=True) as (board,):
            assert board.recv(12) == b"HTTP/1.1 200"


def test_the_web_alone_says_that_the_data_is_of_a_demo(house):
    settings = {name: value for name, value in os.environ.items() if not name.startswith("OKNO_")}
    settings |= {"OKNO_HOME": str(house.home), "OKNO_PORT": str(running.free_port())}
    command = [sys.executable, "-m", "okno", "web"]
    said = subprocess.run(
        command, env=settings, capture_output=True, text=True, timeout=30, check=False
    )
    assert (said.returncode, said.stdout) == (2, "")
    assert "still of a demo" in said.stderr


def test_the_databases_own_log_holds_no_value_of_a_statement_that_failed(house):
    again = (
        "insert into people_staff (login, name, role, centre_id, skills, languages, is_active, is_demo,"
        " password) select login, name, role, centre_id, skills, languages, true, true,"
        " 'pbkdf2_sha256$once' from people_staff limit 1"
    )
    with psycopg.connect(house.dsn(), autocommit=True) as line, pytest.raises(psycopg.Error):
        line.execute(again)
    said = (house.home / "postgres" / "log").read_text()
    assert "people_staff_login_key" in said
    assert "pbkdf2" not in said
    assert "already exists" not in said.split("people_staff_login_key")[1]


@pytest.mark.parametrize("files", [1024, 4096])
def test_a_system_that_allows_few_open_files_is_named_and_okno_holds_what_it_can(files):
    code = (
        "import resource, sys; from okno.config import up;"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, (512, {files}));"
        "sys.stdout.write(up._too_few_files()); sys.stdout.write(' '.join(up._hold(20_000)));"
        "sys.stdout.write(f' soft {resource.getrlimit(resource.RLIMIT_NOFILE)[0]}')"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert f"allows {files} open files" in said.stdout
    assert f"holds {files - 256} screens" in said.stdout
    assert said.stdout.endswith(f"--backpressure {files - 256} soft {files}")
