"""Letters reach a real mail server whole, once, and with nothing in them that was not meant."""

import datetime as dt
import ssl
from email import message_from_bytes, policy

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from okno.adapters.smtp.letter import letter, receiver
from okno.adapters.smtp.server import MailServer as Provider
from okno.notify.ports import Outgoing, Permanent, Temporary, Unreachable
from tests import outside

AT = dt.datetime(2026, 11, 24, 7, 20, tzinfo=dt.UTC)
NUMBER = "11111111-2222-3333-4444-555555555555"


def outgoing(**more):
    kept = {
        "number": NUMBER,
        "to": "maria@example.org",
        "subject": "Вы записаны на 24 ноября в 10:20",
        "text": "Здравствуйте!\n.\nЖдём вас.\n..две точки",
        "language": "ru",
        "at": AT,
        "good_for_s": 600,
    }
    return Outgoing(**kept | more)


@pytest.fixture
def server():
    with outside.MailServer() as running:
        yield running


def send(address, **more):
    marks = []
    Provider(address).send(outgoing(**more), lambda: marks.append(1))
    return marks


def test_a_letter_arrives_whole_with_its_number_as_message_id(server):
    assert send(server.address) == [1]
    ((to, content),) = server.letters
    read = message_from_bytes(content, policy=policy.default)
    assert to == "maria@example.org"
    assert read["Subject"] == "Вы записаны на 24 ноября в 10:20"
    assert read["Message-ID"] == f"<{NUMBER}@example.org>"
    assert read.get_content_type() == "text/plain"
    assert read.get_content().splitlines() == ["Здравствуйте!", ".", "Ждём вас.", "..две точки"]
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["List-Unsubscribe"] is None


def test_who_may_unsubscribe_is_told_how_in_the_head_of_the_letter(server):
    send(server.address, unsubscribe="https://okno.example.org/unsubscribe/abc/")
    read = message_from_bytes(server.letters[0][1], policy=policy.default)
    assert read["List-Unsubscribe"] == "<https://okno.example.org/unsubscribe/abc/>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    last = read.get_content().splitlines()[-1]
    assert last == "Больше не получать таких писем: https://okno.example.org/unsubscribe/abc/"


def test_the_mark_is_set_when_the_server_has_everything_but_the_dot(server):
    def mark():
        assert server.letters == []
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Provider(server.address).send(outgoing(), mark)
    send(server.address)
    assert list(server.seen.values()) == [1], "a letter without its dot is thrown away"


@pytest.mark.parametrize(
    ("at_rcpt", "at_dot", "raised"),
    [
        ("550 no such user", "", Permanent),
        ("450 come again", "", Temporary),
        ("421 closing", "", Unreachable),
        ("", "554 spam", Permanent),
        ("", "451 busy", Temporary),
        ("", "421 closing", Unreachable),
    ],
)
def test_what_the_server_says_is_understood(server, at_rcpt, at_dot, raised):
    server.at_rcpt += [at_rcpt] if at_rcpt else []
    server.at_dot += [at_dot] if at_dot else []
    with pytest.raises(raised) as error:
        send(server.address)
    assert type(error.value) is raised
    assert "maria" not in error.value.reason
    assert server.letters == []


def test_nobody_there_is_unreachable(server):
    with pytest.raises(Unreachable):
        send("smtp+plain://127.0.0.1:1?from=okno@example.org")


@pytest.mark.parametrize(
    "to",
    [
        "",
        "maria",
        "@example.org",
        "maria@",
        "a@b@example.org",
        "maria@example.org\r\nRCPT TO:<x@example.org>",
        "maria@example.org, x@example.org",
        "Maria <maria@example.org>",
        "мария@example.org",
        "maria@exa mple.org",
        "maria@" + "x" * 300 + ".org",
    ],
)
def test_what_is_no_address_is_never_tried(to):
    with pytest.raises(Permanent):
        letter(outgoing(to=to), sender="okno@example.org")


def test_a_domain_in_cyrillic_is_written_in_ascii():
    assert receiver("maria@пример.рф") == "maria@xn--e1afmkfd.xn--p1ai"


@pytest.mark.parametrize("subject", ["a\r\nBcc: x@example.org", "a\nb"])
def test_a_subject_never_becomes_a_header(subject):
    """notify writes subjects as one line; a line break that came through would be a bug, and is not sent."""
    with pytest.raises(ValueError):
        letter(outgoing(subject=subject), sender="okno@example.org")


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A certificate of 127.0.0.1 that this process trusts, and the server's context."""
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(dt.datetime(2020, 1, 1))
        .not_valid_after(dt.datetime(2050, 1, 1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return pem, context


def test_starttls_and_a_password(certificate, monkeypatch):
    pem, context = certificate
    with outside.MailServer(tls=context, password="s3cret") as server:
        with pytest.raises(Unreachable):
            send(server.address)  # nobody vouches for the certificate
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        send(server.address)
        assert len(server.letters) == 1
        with pytest.raises(Unreachable):
            send(server.address.replace("s3cret", "wrong"))


def test_without_tls_nothing_is_said_to_a_server_that_has_none(server):
    with pytest.raises(Unreachable):
        send(server.address.replace("smtp+plain", "smtp"))
    assert server.letters == []
