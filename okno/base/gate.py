"""The gate before the web application: who asks and how is settled, what no page needs is turned away unread."""

import re
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from okno.base.asker import asker

TURNED_AWAY = "okno.turned_away"  # in the environ: why this request goes on without its body
LARGEST_BODY = 64 * 1024
_LONGEST_HOST = 255 + len(":65535")
_LONGEST_QUERY = 4096
_PORT = re.compile(r":(\d+)$", re.ASCII)
_CHARSET = re.compile(r"charset\s*=\s*\"?([^\s;\"]*)", re.IGNORECASE)
_TEXT = ("utf-8", "utf8", "us-ascii")

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def gate(app: Application, *, https: bool, proxies: int) -> Application:
    """`app` behind the gate.

    With `https` every request counts as one over https, whatever a header says. With `proxies` in
    front X-Forwarded-For says who asks, when it has just as many entries (okno.base.asker).
    A request turned away goes on without its body, and the web says why in words (okno.base.middleware.words).
    """

    def enter(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if https:
            environ["wsgi.url_scheme"] = "https"
        if proxies:
            heard, peer = environ.get("HTTP_X_FORWARDED_FOR", ""), environ.get("REMOTE_ADDR", "")
            environ["REMOTE_ADDR"] = asker(heard, peer, proxies)
        why = _bad_host(environ) or _bad_query(environ) or _bad_body(environ)
        if why:
            environ |= {TURNED_AWAY: why, "CONTENT_LENGTH": "0", "CONTENT_TYPE": ""}
            environ["wsgi.input"] = BytesIO()
        return app(environ, start_response)

    return enter


def _bad_host(environ: Environ) -> str:
    """An address of such length fits no code on a ticket; a port ends at 65535."""
    host = environ.get("HTTP_HOST", "")
    port = _PORT.search(host)
    if len(host) <= _LONGEST_HOST and not (port and int(port[1]) > 65535):
        return ""
    del environ["HTTP_HOST"]
    return "no_address"


def _bad_query(environ: Environ) -> str:
    """No address of ours is that long."""
    if len(environ.get("QUERY_STRING", "")) <= _LONGEST_QUERY:
        return ""
    environ["QUERY_STRING"] = ""
    return "too_big"


def _bad_body(environ: Environ) -> str:
    if "HTTP_TRANSFER_ENCODING" in environ:
        return "no_length"
    length, kind = environ.get("CONTENT_LENGTH") or "0", environ.get("CONTENT_TYPE") or ""
    if not (length.isascii() and length.isdigit()):
        return "no_length"
    if len(length) > 9 or int(length) > LARGEST_BODY:
        return "too_big"
    if kind[:10].lower() == "multipart/":
        return "no_files"
    if "charset" in kind.lower():
        named = _CHARSET.findall(kind)  # Django believes the last of several
        if kind.lower().count("charset") != 1 or len(named) != 1 or named[0].lower() not in _TEXT:
            return "unreadable"
    return ""
