"""Logs as one JSON object a line: safe against forged lines, easy to collect."""

import json
import logging
import re
from datetime import UTC, datetime

# Whoever has the token of a ticket, an appointment, a wait or an application has it, of a screen the screen; Django logs whole addresses.
# What stands there is masked however short: a wrong one may be a right one with a letter lost.
# A number is no token, but the code on a wall may be one. `tests/house/test_access.py` goes through all addresses.
_SECRET = re.compile(
    r"(/here/[^/\s]+/|/(?:t|a|c|h|w|q|enter|feeds|unsubscribe|tickets|appointments|places|wishes)/(?!\d+(?![\w-])))"
    r"[^/\s\"'\\?,;)>]+"
)
_LONGEST_ATTACK = 200


class Json(logging.Formatter):
    """Time, level, logger, message, traceback. Messages hold ids, never personal data or tokens."""

    def format(self, record: logging.LogRecord) -> str:
        attack = record.name.startswith("django.security")
        message = record.getMessage()
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": message[:_LONGEST_ATTACK] if attack else message,
        }
        if record.exc_info and not attack:  # a stranger's request would write our log full
            line["traceback"] = self.formatException(record.exc_info)
        return _SECRET.sub(r"\1…", json.dumps(line, ensure_ascii=False))
