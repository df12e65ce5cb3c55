"""The catalogue for other machines: CPSV-AP 3.2.0 and schema.org GovernmentService, as JSON-LD.

The shapes follow the SHACL file of CPSV-AP 3.2.0 (SEMICeu/CPSV-AP, releases/3.2.0/shacl).
"""

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from django.utils import translation

from okno.base.text import Text
from okno.catalog import queries
from okno.catalog.models import Applicant, Channel, Cost, Service

CONTEXT: dict[str, Any] = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_ROUBLE = "http://publications.europa.eu/resource/authority/currency/RUB"
_LANGUAGES = {
    "ru": "http://publications.europa.eu/resource/authority/language/RUS",
    "en": "http://publications.europa.eu/resource/authority/language/ENG",
}
_PLACE = "http://sws.geonames.org/2017370/"  # the Russian Federation
_WORKING_WEEK = 5

Json = dict[str, Any]

_MOST_ADDRESSES = 4  # one house is known by; half a megabyte each
_writing = Lock()


@dataclass(frozen=True)
class Written:
    """The CPSV-AP graph as JSON in UTF-8, and the mark by which a reader knows it again."""

    json: bytes
    etag: str


def whole_catalogue(base: str) -> Written:
    """Every service that is not closed, written once per edition and not per reader; `base` as in `cpsv_ap`."""
    with _writing:  # a crowd of readers is one writing
        return _written(queries.edition(), base)


@lru_cache(maxsize=_MOST_ADDRESSES)
def _written(edition: int, base: str) -> Written:
    graph = cpsv_ap(queries.all_services(), base)
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).encode()
    return Written(text, f'"{hashlib.sha256(text).hexdigest()[:32]}"')


def cpsv_ap(services: Iterable[Service], base: str) -> Json:
    """The services as one CPSV-AP graph; `base` is okno's public address without the last slash.

    Wants services read with their parts (`queries.all_services`, `service_by_slug`): no queries
    are made here then. The addresses of nodes are `base` + /services/… and never change.
    """
    services = list(services)
    shared = {}
    for service in services:
        for node in (_authority(service, base), _life_event(service, base)):
            shared[node["@id"]] = node
        for law in service.legal_basis.all():
            shared[f"{base}/laws/{law.code}"] = {
                "@id": f"{base}/laws/{law.code}",
                "@type": "eli:LegalResource",
                "dct:identifier": law.code,
                "dct:title": _tagged(law.title),
            }
    shared |= {node["@id"]: node for node in _codes(base)}
    graph = [_public_service(service, base) for service in services]
    return {"@context": CONTEXT, "@graph": graph + list(shared.values())}


def government_service(service: Service, base: str, language: str) -> Json:
    """One service for search engines, in `language`, to be embedded in its page."""
    with translation.override(language):
        channels = [str(channel) for channel in service.channels.all()]
        audience = service.applicant_names
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": _address(service, base),
        "url": _address(service, base),
        "identifier": service.slug,
        "name": service.short_name.in_language(language),
        "alternateName": service.name.in_language(language),
        "description": service.description.in_language(language),
        "serviceType": service.life_event.name.in_language(language),
        "inLanguage": language,
        "serviceOperator": {
            "@type": "GovernmentOrganization",
            "name": service.authority.name.in_language(language),
        },
        "areaServed": {"@type": "Country", "name": {"en": "Russia"}.get(language, "Россия")},
        "audience": [{"@type": "Audience", "audienceType": name} for name in audience],
        "availableChannel": [
            {
                "@type": "ServiceChannel",
                "name": channel,
                "availableLanguage": list(_LANGUAGES),
                "processingTime": processing_time(service),
            }
            for channel in channels
        ],
        "serviceOutput": [
            {"@type": "Thing", "name": output.name.in_language(language)}
            for output in service.outputs.all()
        ],
        "offers": [_price(cost, language) for cost in service.costs.all()],
    }


def processing_time(service: Service) -> str:
    """The longest wait for the result as an ISO 8601 duration in calendar days.

    Working days have no ISO duration; each working week that was begun counts seven days.
    """
    days = service.processing_days
    if service.in_working_days:
        days += 2 * math.ceil(days / _WORKING_WEEK)
    return f"P{days}D"


def _public_service(service: Service, base: str) -> Json:
    address = _address(service, base)
    evidence = [
        {
            "@id": f"{base}/services/{paper.identifier}",
            "@type": "cv:Evidence",
            "dct:identifier": paper.identifier,
            "dct:title": _tagged(paper.name),
            **({"dct:description": _tagged(paper.note)} if paper.note else {}),
        }
        for paper in service.evidence.all()
    ]
    return {
        "@id": address,
        "@type": "cpsv:PublicService",
        "dct:identifier": service.slug,
        "dct:title": _tagged(service.name),
        "dct:description": _tagged(service.description),
        "skos:altLabel": _tagged(service.short_name),
        "dcat:keyword": [
            {"@value": word, "@language": language}
            for language, found in service.keywords.items()
            for word in found
        ],
        "cv:hasCompetentAuthority": {"@id": f"{base}/authorities/{service.authority.code}"},
        "cv:isGroupedBy": {"@id": f"{base}/life-events/{service.life_event.slug}"},
        "adms:status": {"@id": f"{base}/codes/status/{service.status}"},
        "dct:audience": [{"@id": f"{base}/codes/applicant/{who}"} for who in service.applicants],
        "cv:processingTime": {"@value": processing_time(service), "@type": "xsd:duration"},
        "dct:language": [
            {"@id": each, "@type": "dct:LinguisticSystem"} for each in _LANGUAGES.values()
        ],
        "cv:holdsRequirement": [
            {
                "@id": f"{base}/services/{each.identifier}",
                "@type": "cv:Requirement",
                "dct:identifier": each.identifier,
                "dct:title": _tagged(each.name),
            }
            for each in service.requirements.all()
        ],
        "cpsv:hasInput": evidence,
        "cv:hasCost": [_cost(cost, base) for cost in service.costs.all()],
        "cpsv:produces": [
            {
                "@id": f"{base}/services/{each.identifier}",
                "@type": "cv:Output",
                "dct:identifier": each.identifier,
                "dct:title": _tagged(each.name),
            }
            for each in service.outputs.all()
        ],
        "cv:hasChannel": [
            {
                "@id": f"{base}/services/{each.identifier}",
                "@type": "cv:Channel",
                "dct:identifier": each.identifier,
                "dct:type": {"@id": f"{base}/codes/channel/{each.kind}"},
            }
            for each in service.channels.all()
        ],
        "cv:hasLegalResource": [
            {"@id": f"{base}/laws/{law.code}"} for law in service.legal_basis.all()
        ],
    }


def _cost(cost: Cost, base: str) -> Json:
    node: Json = {
        "@id": f"{base}/services/{cost.identifier}",
        "@type": "cv:Cost",
        "dct:identifier": cost.identifier,
        "dct:description": _tagged(cost.paid_for),
    }
    if cost.roubles is not None:
        node["cv:hasValue"] = {"@value": f"{cost.roubles}.0", "@type": "xsd:double"}
        node["cv:currency"] = {"@id": _ROUBLE, "@type": "skos:Concept"}
    return node


def _price(cost: Cost, language: str) -> Json:
    node: Json = {"@type": "Offer", "description": cost.paid_for.in_language(language)}
    if cost.roubles is not None:
        node |= {"price": cost.roubles, "priceCurrency": "RUB"}
    return node


def _authority(service: Service, base: str) -> Json:
    return {
        "@id": f"{base}/authorities/{service.authority.code}",
        "@type": "cv:PublicOrganisation",
        "dct:identifier": service.authority.code,
        "skos:prefLabel": _tagged(service.authority.name),
        "dct:spatial": {"@id": _PLACE, "@type": "dct:Location"},
    }


def _life_event(service: Service, base: str) -> Json:
    return {
        "@id": f"{base}/life-events/{service.life_event.slug}",
        "@type": ["cv:LifeEvent", "cv:Event"],
        "dct:identifier": service.life_event.slug,
        "dct:title": _tagged(service.life_event.name),
    }


def _codes(base: str) -> list[Json]:
    return [
        {
            "@id": f"{base}/codes/{scheme}/{code}",
            "@type": "skos:Concept",
            "skos:notation": code,
        }
        for scheme, codes in (
            ("status", Service.Status.values),
            ("applicant", Applicant.values),
            ("channel", Channel.Kind.values),
        )
        for code in codes
    ]


def _address(service: Service, base: str) -> str:
    return f"{base}/services/{service.slug}"


def _tagged(text: Text) -> list[Json]:
    return [{"@value": value, "@language": language} for language, value in text.items()]
