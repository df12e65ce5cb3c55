"""Writes content files into the catalogue, in a fixed number of statements."""

from typing import Any, TypeVar

from django.db import models

from okno.base.text import Text
from okno.catalog.content import Content
from okno.catalog.models import (
    Authority,
    Channel,
    Cost,
    Evidence,
    LegalResource,
    LifeEvent,
    Offer,
    Output,
    Part,
    Requirement,
    Service,
)
from okno.network.models import Centre

_Row = TypeVar("_Row", bound=models.Model)


def write(content: Content) -> int:
    """Add and update what the files say; returns how many services were written.

    Nothing is deleted but parts the files dropped. A service that a centre has vouched for
    (`assured_on`) is left as it is: from then on its text belongs to the people who keep it.
    """
    authorities = _keep(
        Authority,
        "code",
        [
            Authority(code=code, name=_text(row["name"]))
            for code, row in content.authorities.items()
        ],
    )
    laws = _keep(
        LegalResource,
        "code",
        [
            LegalResource(code=code, title=_text(row["title"]), adopted_on=row["adopted_on"])
            for code, row in content.laws.items()
        ],
    )
    events = _keep(
        LifeEvent,
        "slug",
        [
            LifeEvent(
                slug=event["slug"],
                order=event["order"],
                name=_text(event["name"]),
                description=_text(event["description"]),
            )
            for event in content.life_events
        ],
    )
    kept = set(Service.objects.filter(assured_on__isnull=False).values_list("slug", flat=True))
    rows = {row["slug"]: row for row in content.services if row["slug"] not in kept}
    services = _keep(
        Service,
        "slug",
        [
            _service(row, order, event["letter"], events[event["slug"]], authorities)
            for event in content.life_events
            for order, row in enumerate(event["services"], start=1)
            if row["slug"] in rows
        ],
    )
    _write_parts([(services[slug], row) for slug, row in rows.items()])
    basis = Service.legal_basis.through
    wanted = {
        (services[slug].pk, laws[law].pk)
        for slug, row in rows.items()
        for law in row["legal_basis"]
    }
    links = basis.objects.filter(service__in=services.values())
    found = {(link.service_id, link.legalresource_id): link.pk for link in links}
    basis.objects.filter(pk__in=[pk for pair, pk in found.items() if pair not in wanted]).delete()
    basis.objects.bulk_create(
        basis(service_id=service, legalresource_id=law)
        for service, law in sorted(wanted - found.keys())
    )
    return len(rows)


def offer_everywhere() -> int:
    """Offer each service at every centre of its kinds where it never was; returns how many."""
    known = set(Offer.ever.values_list("centre_id", "service_id"))
    centres = list(Centre.objects.values_list("pk", "kind"))
    missing = [
        Offer(centre_id=centre, service_id=service)
        for service, kinds in Service.objects.values_list("pk", "centre_kinds")
        for centre, kind in centres
        if kind in kinds and (centre, service) not in known
    ]
    Offer.ever.bulk_create(missing, ignore_conflicts=True, batch_size=5000)
    return len(missing)


def _keep(model: type[_Row], key: str, rows: list[_Row]) -> dict[str, _Row]:
    names = [field.name for field in model._meta.concrete_fields if field.name not in ("id", key)]
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=[key], update_fields=names
    )
    return {getattr(row, key): row for row in rows}


def _service(
    row: dict[str, Any],
    order: int,
    letter: str,
    event: LifeEvent,
    authorities: dict[str, Authority],
) -> Service:
    minutes = row["minutes"]
    return Service(
        slug=row["slug"],
        life_event=event,
        order=order,
        name=_text(row["name"]),
        short_name=_text(row["short_name"]),
        description=_text(row["description"]),
        keywords=row["keywords"],
        letter=letter,
        authority=authorities[row["authority"]],
        applicants=row["applicants"],
        skills=row["skills"],
        centre_kinds=row["centre_kinds"],
        file_minutes=minutes.get("file"),
        ask_minutes=minutes.get("ask"),
        receive_minutes=minutes.get("receive"),
        processing_days=row["processing_days"],
        in_working_days=row["working_days"],
        is_quick=row["quick"],
        is_popular=row["popular"],
        status=row["status"],
        assured_on=row["assured_on"],
    )


def _write_parts(pairs: list[tuple[Service, dict[str, Any]]]) -> None:
    parts: dict[type[Part], list[Part]] = {
        Requirement: [],
        Evidence: [],
        Cost: [],
        Output: [],
        Channel: [],
    }
    for service, row in pairs:
        for order, text in enumerate(row["requirements"], start=1):
            parts[Requirement].append(
                Requirement(service=service, code=str(order), order=order, name=_text(text))
            )
        for order, paper in enumerate(row["evidence"], start=1):
            parts[Evidence].append(
                Evidence(
                    service=service,
                    order=order,
                    **paper | {"name": _text(paper["name"]), "note": _text(paper["note"])},
                )
            )
        for order, cost in enumerate(row["costs"], start=1):
            parts[Cost].append(
                Cost(
                    service=service,
                    code=str(order),
                    order=order,
                    roubles=cost["roubles"],
                    paid_for=_text(cost["for"]),
                )
            )
        for order, text in enumerate(row["outputs"], start=1):
            parts[Output].append(
                Output(service=service, code=str(order), order=order, name=_text(text))
            )
        for order, kind in enumerate(row["channels"], start=1):
            parts[Channel].append(Channel(service=service, code=kind, order=order, kind=kind))
    services = [service for service, _row in pairs]
    for model, rows in parts.items():
        _keep_parts(model, rows, services)


def _keep_parts(model: type[Part], rows: list[Part], services: list[Service]) -> None:
    manager: Any = model._default_manager
    wanted = {(row.service_id, row.code) for row in rows}  # type: ignore[attr-defined]
    gone = [
        pk
        for pk, service, code in manager.filter(service__in=services).values_list(
            "pk", "service_id", "code"
        )
        if (service, code) not in wanted
    ]
    manager.filter(pk__in=gone).delete()
    names = [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in ("id", "service", "code")
    ]
    manager.bulk_create(
        rows, update_conflicts=True, unique_fields=["service", "code"], update_fields=names
    )


def _text(by_language: dict[str, str]) -> Text:
    return Text(by_language)
