"""The wire process: no Django, only the database address and the signing key."""

import os

from okno.base.wire_server import Wire
from okno.config import env

app = Wire(
    dsn=os.environ["OKNO_DATABASE"],
    secret=os.environ["OKNO_SECRET"],
    proxies=int(str(env.get("OKNO_PROXIES"))),
)
