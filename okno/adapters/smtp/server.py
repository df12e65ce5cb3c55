"""A mail server: everything but the final dot first, then the word that it may be there, then the dot."""

import smtplib
import socket
import ssl
from urllib.parse import parse_qs, unquote, urlsplit

from okno.adapters.smtp.letter import letter, receiver
from okno.notify.ports import HandOver, Outgoing, Permanent, Sent, Silent, Temporary, Unreachable

TIMEOUT = 10.0
_LAST_WORD = 50.0  # servers that look for viruses take their time after the dot
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


class MailServer:
    """SMTP (RFC 5321) with STARTTLS, with TLS from the start, or plain on this machine.

    Until the dot a server has nothing: a letter that is cut off is thrown away (RFC 5321, 4.1.1.4). So
    `hand_over` is called when the dot alone is missing.
    """

    channel = "email"
    is_stand_in = False

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._scheme, self._host = parts.scheme, parts.hostname or ""
        self._port = parts.port or _PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = parse_qs(parts.query)["from"][0]
        self.name = f"smtp {self._host}:{self._port}"

    def send(self, outgoing: Outgoing, hand_over: HandOver) -> Sent:
        """One letter over one line."""
        data, to = letter(outgoing, sender=self._sender), receiver(outgoing.to)
        line = self._open()
        try:
            self._talk(line, to, data)
            hand_over()
            return self._dot(line)
        finally:
            line.close()

    def _open(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        try:
            if self._scheme == "smtps":
                line: smtplib.SMTP = smtplib.SMTP_SSL(
                    self._host, self._port, timeout=TIMEOUT, context=context
                )
            else:
                line = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT)
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(type(error).__name__) from error
        try:
            # The dot is a write of its own: it must not wait in the kernel for the letter's ACK (RFC 896).
            assert line.sock is not None
            line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._scheme == "smtp":
                line.starttls(context=context)
            if self._user:
                line.login(self._user, self._password)
            line.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            line.close()
            raise Unreachable(type(error).__name__) from error
        return line

    def _talk(self, line: smtplib.SMTP, to: str, data: bytes) -> None:
        try:
            if line.mail(self._sender)[0] != 250:
                raise Unreachable("sender refused")
            _taken(line.rcpt(to)[0], "receiver")
            _taken(line.docmd("DATA")[0], "data")
            line.send(data)
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(type(error).__name__) from error

    def _dot(self, line: smtplib.SMTP) -> Sent:
        try:
            assert line.sock is not None
            line.sock.settimeout(_LAST_WORD)
            line.send(b".\r\n")
            code = line.getreply()[0]
        except (OSError, smtplib.SMTPException) as error:
            raise Silent(type(error).__name__) from error
        if code < 200:
            raise Silent("no code")
        _taken(code, "letter")
        return Sent()


def _taken(code: int, what: str) -> None:
    """2xx and 354 go on; 421 closes the whole server, 4xx is for later, 5xx for ever."""
    if code == 421:
        raise Unreachable(f"{what} {code}")
    if 400 <= code < 500:
        raise Temporary(f"{what} {code}")
    if code not in (250, 251, 252, 354):
        raise Permanent(f"{what} {code}")
