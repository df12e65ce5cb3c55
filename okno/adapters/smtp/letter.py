"""One message as an e-mail: plain text, one receiver, nothing in it that could become a header."""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.utils import translation
from django.utils.translation import gettext

from okno.base.text import FALLBACK
from okno.notify.ports import Outgoing, Permanent


def receiver(text: str) -> str:
    """The address as it goes over the line: the domain in ASCII. Raises Permanent for what is none."""
    local, at, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
        address = Address(username=local, domain=domain).addr_spec
        address.encode("ascii")
    except (ValueError, IndexError):
        raise Permanent("bad_address") from None
    if not local or not at or not domain or re.search(r"[\s<>,;:\\\"()\[\]\x00-\x1f\x7f]", address):
        raise Permanent("bad_address")
    return address


def _ending(outgoing: Outgoing) -> str:
    """How to hear no more of it, where that is possible: not every mail program shows its own button."""
    if not outgoing.unsubscribe:
        return ""
    with translation.override(outgoing.language if outgoing.language in FALLBACK else FALLBACK[0]):
        return "\n\n" + gettext("No more such letters: %(link)s") % {"link": outgoing.unsubscribe}


def letter(outgoing: Outgoing, *, sender: str) -> bytes:
    """The bytes of DATA, without the final dot, dots doubled (RFC 5321, 4.5.2). Its Message-ID is that of
    our number, the same at every try.
    """
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = receiver(outgoing.to)
    made["Subject"] = outgoing.subject
    made["Date"] = format_datetime(outgoing.at)
    made["Message-ID"] = f"<{outgoing.number}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers to us
    made["Content-Language"] = outgoing.language
    if outgoing.unsubscribe:
        made["List-Unsubscribe"] = f"<{outgoing.unsubscribe}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    made.set_content(outgoing.text + _ending(outgoing), charset="utf-8", cte="base64")
    lines = bytes(made).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return re.sub(rb"(?m)^\.", b"..", lines)
