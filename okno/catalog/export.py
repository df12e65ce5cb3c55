"""The whole catalogue as one file for other machines, built once per edition and not per reader."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from okno.catalog import jsonld, queries

_MOST = 4  # addresses one house is known by; half a megabyte each
_building = Lock()


@dataclass(frozen=True)
class Written:
    """The CPSV-AP graph as JSON-LD in UTF-8, and the mark by which a reader knows it again."""

    json: bytes
    etag: str


def whole(base: str) -> Written:
    """Every service that is not closed, as of this edition; `base` as in `jsonld.cpsv_ap`."""
    with _building:  # a crowd of readers is one building
        return _written(queries.edition(), base)


@lru_cache(maxsize=_MOST)
def _written(edition: int, base: str) -> Written:
    graph = jsonld.cpsv_ap(queries.all_services(), base)
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).encode()
    return Written(text, f'"{hashlib.sha256(text).hexdigest()[:32]}"')
