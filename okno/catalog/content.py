"""The content files: read, checked and resolved, before anything reaches the database."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"
COMMON = "common.json"
LANGUAGES = ("ru", "en")
_TEXTS = ("name", "short_name", "description")


class WrongContent(ValueError):
    """A content file cannot be used; the message names the file, the place and the reason."""


@dataclass(frozen=True)
class Content:
    """All files together: plain dictionaries as written, evidence sets already opened."""

    authorities: dict[str, Any]
    laws: dict[str, Any]
    life_events: list[dict[str, Any]]
    digest: str

    @property
    def services(self) -> list[dict[str, Any]]:
        """Every service of every life event, in order."""
        return [service for event in self.life_events for service in event["services"]]


def read(folder: Path = FOLDER) -> Content:
    """Read every file of `folder`.

    Refuses (WrongContent) text missing in a language, an unknown authority, law or paper, and a
    slug used twice; nothing is half read.
    """
    digest = hashlib.sha256()
    files: dict[str, Any] = {}
    for path in sorted(folder.glob("*.json")):
        raw = path.read_bytes()
        digest.update(path.name.encode() + raw)
        try:
            files[path.name] = json.loads(raw)
        except ValueError as error:
            raise WrongContent(f"{path.name}: {error}") from None
    common = files.pop(COMMON)
    seen: set[str] = set()
    for file, event in files.items():
        _need_texts(file, event, ("name", "description"))
        for service in event["services"]:
            where = f"{file}: {service['slug']}"
            if service["slug"] in seen:
                raise WrongContent(f"{where}: this slug is used twice")
            seen.add(service["slug"])
            _check(where, service, common)
            service["evidence"] = _open_evidence(where, service, common)
    life_events = sorted(files.values(), key=lambda event: event["order"])
    return Content(common["authorities"], common["laws"], life_events, digest.hexdigest())


def _check(where: str, service: dict[str, Any], common: dict[str, Any]) -> None:
    _need_texts(where, service, _TEXTS)
    for text in (
        *service["requirements"],
        *service["outputs"],
        *(cost["for"] for cost in service["costs"]),
    ):
        _need_languages(where, text)
    if service["authority"] not in common["authorities"]:
        raise WrongContent(f"{where}: unknown authority {service['authority']!r}")
    for law in service["legal_basis"]:
        if law not in common["laws"]:
            raise WrongContent(f"{where}: unknown law {law!r}")


def _open_evidence(
    where: str, service: dict[str, Any], common: dict[str, Any]
) -> list[dict[str, Any]]:
    """The papers of a service: sets opened, and only those somebody who may apply has to bring."""
    purposes = set(service["minutes"])
    papers = []
    for code in service["evidence"]:
        for each in common["evidence_sets"].get(code, [code]):
            paper = common["evidence"].get(each)
            if paper is None:
                raise WrongContent(f"{where}: unknown evidence {each!r}")
            _need_texts(f"{COMMON}: {each}", paper, ("name",))
            applicants = [who for who in paper.get("for", []) if who in service["applicants"]]
            wanted = [why for why in paper.get("purposes", ["file"]) if why in purposes]
            if wanted and (applicants or not paper.get("for")):
                papers.append(
                    {
                        "code": each,
                        "name": paper["name"],
                        "note": paper.get("note", {}),
                        "form": paper["form"],
                        "applicants": applicants,
                        "purposes": wanted,
                    }
                )
    return papers


def _need_texts(where: str, holder: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        _need_languages(f"{where}: {name}", holder.get(name))


def _need_languages(where: str, text: Any) -> None:
    missing = [code for code in LANGUAGES if not isinstance(text, dict) or not text.get(code)]
    if missing:
        raise WrongContent(f"{where}: no text in {', '.join(missing)}")
