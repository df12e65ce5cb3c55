"""What is asked of the catalogue: what is given where, to whom, with which papers; and search."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from okno.catalog import errors
from okno.catalog.bringing import checklist as checklist
from okno.catalog.bringing import comes_as as comes_as
from okno.catalog.bringing import does_it_matter_who as does_it_matter_who
from okno.catalog.bringing import may_come_as as may_come_as
from okno.catalog.bringing import papers_of_visit as papers_of_visit
from okno.catalog.models import Applicant, Edition, KioskScreen, LifeEvent, Offer, Service, Way
from okno.catalog.search import Index, Page
from okno.network.models import Centre

_PARTS = ("requirements", "evidence", "costs", "outputs", "channels", "legal_basis")


@dataclass(frozen=True)
class Verdict:
    """Whether a person may apply, and in one sentence why or what now."""

    may_apply: bool
    reason: str


def life_events(centre: Centre | None = None) -> list[LifeEvent]:
    """Life events with at least one active service (given at `centre`), in their order."""
    return list(LifeEvent.objects.filter(Exists(_active(centre).filter(life_event=OuterRef("pk")))))


def services_for(life_event: LifeEvent, centre: Centre | None = None) -> list[Service]:
    """The active services of a life event (given at `centre`), in their order."""
    return list(_active(centre).filter(life_event=life_event))


def popular(centre: Centre | None = None, first: Sequence[int] = ()) -> list[Service]:
    """The services most people come for (given at `centre`): the kiosk's first screens, ten at most.

    Those of the ids `first` stand before them, in that order, as far as they are given.
    """
    found = list(_active(centre).filter(Q(is_popular=True) | Q(pk__in=first)))
    place = {pk: nth for nth, pk in enumerate(first)}
    return sorted(found, key=lambda each: place.get(each.pk, len(place)))[:10]


def screen_at(centre: Centre, at: datetime) -> KioskScreen | None:
    """What the centre's kiosks show at `at` in place of the usual, in one statement; None is the usual."""
    there = at.astimezone(ZoneInfo(centre.zone))
    return centre.kiosk_screens.filter(
        weekdays__contains=[there.weekday()], opens__lte=there.time(), closes__gt=there.time()
    ).first()


def screens_of(centre: Centre) -> list[KioskScreen]:
    """All that the centre's kiosks show at certain hours, by day and hour."""
    return list(centre.kiosk_screens.all())


def screen_of(centre: Centre, number: int) -> KioskScreen:
    """One of this very centre. Refuses any other (`unknown_screen`)."""
    found = centre.kiosk_screens.filter(pk=number).first()
    if found is None:
        raise errors.unknown_screen()
    return found


def offered_at(centre: Centre) -> list[Service]:
    """Every active service given at `centre`, with its life event and its `ways`."""
    return list(_active(centre))


def given_or_not(centre: Centre) -> list[Service]:
    """Every service that is not closed for good, with its life event and the `ways` in which `centre` gives it
    (or would, were it not paused everywhere); None when it does not.
    """
    offers = Offer.ever.filter(service=OuterRef("pk"), centre=centre, withdrawn_at=None)
    return list(
        Service.objects.exclude(status=Service.Status.CLOSED)
        .select_related("life_event")
        .annotate(ways=Subquery(offers.values("ways")))
    )


def centres_offering_each(services: Sequence[Service], *ways: str) -> dict[int, set[int]]:
    """For each of these services (by id) the ids of the centres that give it, in one of these ways if any are
    named; in one statement.
    """
    found: dict[int, set[int]] = {service.pk: set() for service in services}
    offers = Offer.objects.filter(service__in=found)
    if ways:
        offers = offers.filter(ways__overlap=list(ways))
    for service, centre in offers.values_list("service_id", "centre_id"):
        found[service].add(centre)
    return found


def ways_to(services: Sequence[Service]) -> dict[int, dict[int, list[Way]]]:
    """By service and centre (ids) the ways in which it is given there, in one statement."""
    found: dict[int, dict[int, list[Way]]] = {service.pk: {} for service in services}
    offers = Offer.objects.filter(service__in=found)
    for service, centre, ways in offers.values_list("service_id", "centre_id", "ways"):
        found[service][centre] = [Way(each) for each in ways]
    return found


def how_to_come(ways: Collection[str]) -> str:
    """In what ways one comes, in words that finish a sentence."""
    walk_in, online, phone = (way in ways for way in Way)
    return {
        (True, True, True): _("without an appointment, or book online or by phone"),
        (True, True, False): _("without an appointment, or book online"),
        (True, False, True): _("without an appointment, or book by phone"),
        (True, False, False): _("only without an appointment"),
        (False, True, True): _("only by appointment: online or by phone"),
        (False, True, False): _("only by appointment: online"),
        (False, False, True): _("only by appointment: by phone"),
        (False, False, False): "",
    }[walk_in, online, phone]


def edition() -> int:
    """The number of the catalogue as it is now: it grows with every change; 0 before the first load."""
    return Edition.objects.values_list("pk", flat=True).first() or 0


def all_services() -> list[Service]:
    """Every service that is not closed, with its life event, authority and parts, for export."""
    found = Service.objects.exclude(status=Service.Status.CLOSED)
    return list(found.select_related("life_event", "authority").prefetch_related(*_PARTS))


def service_by_slug(slug: str) -> Service:
    """One service with its life event, authority and parts. Refuses `unknown_service`."""
    found = (
        Service.objects.filter(slug=slug)
        .select_related("life_event", "authority")
        .prefetch_related(*_PARTS)
        .first()
    )
    if found is None:
        raise errors.unknown_service()
    return found


def service_at(slug: str, centre: Centre, purpose: str | None = None) -> Service:
    """The service of this name as given at `centre`, with its `ways` there, in one statement.

    Refuses what nobody can come for: `unknown_service`, `service_paused`,
    `not_offered_here`, and with `purpose` also `purpose_not_possible`.
    """
    offers = Offer.objects.filter(service=OuterRef("pk"), centre=centre)
    found = Service.objects.filter(slug=slug).annotate(ways=Subquery(offers.values("ways"))).first()
    if found is None:
        raise errors.unknown_service()
    if found.status != Service.Status.ACTIVE:
        raise errors.service_paused()
    if found.ways is None:
        raise errors.not_offered_here()
    if purpose is not None and purpose not in found.purposes:
        raise errors.purpose_not_possible()
    return found


def who_may_apply(service: Service, applicant: str) -> Verdict:
    """Whether a person in this position may apply for `service`, and what now if not."""
    if service.may_be_asked_by(applicant):
        return Verdict(True, _("Yes, you may apply."))
    if applicant == Applicant.REPRESENTATIVE:
        return Verdict(False, _("This has to be done in person, nobody can come instead."))
    return Verdict(
        False,
        _("This service is for: %(who)s. Ask the administrator, there may be another way.")
        % {"who": ", ".join(service.applicant_names)},
    )


def search(
    text: str, language: str = "ru", centre: Centre | None = None, limit: int = 20
) -> list[Service]:
    """Active services that `text` speaks of (given at `centre`), best first; two statements.

    Understands Russian and English at once whatever `language` is; that decides only between
    equals. Text longer than 200 characters is cut.
    """
    keys = _index().find(text[:200], language, limit=200)
    if not keys:
        return []
    found = {service.pk: service for service in _active(centre).filter(pk__in=keys)}
    return [found[key] for key in keys if key in found][:limit]


_built: tuple[int, Index] | None = None


def forget() -> None:
    """Build the index anew at the next search (tests, whose catalogues all have one number)."""
    global _built
    _built = None


def _index() -> Index:
    """The index of this edition; two threads may both build it, the later one is kept."""
    global _built
    number = edition()
    if _built is None or _built[0] != number:
        active = Service.objects.filter(status=Service.Status.ACTIVE)
        _built = (number, Index(_page(service) for service in active))
    return _built[1]


def _page(service: Service) -> Page:
    return Page(
        key=service.pk,
        fields={
            "short_name": tuple(service.short_name.values()),
            "name": tuple(service.name.values()),
            "keywords": tuple(word for each in service.keywords.values() for word in each),
            "description": tuple(service.description.values()),
        },
        sort_names=service.short_name,
        is_popular=service.is_popular,
    )


def _active(centre: Centre | None) -> QuerySet[Service]:
    found = Service.objects.filter(status=Service.Status.ACTIVE).select_related("life_event")
    if centre is not None:
        found = found.filter(offers__centre=centre, offers__withdrawn_at=None)
        found = found.annotate(ways=F("offers__ways"))
    return found
