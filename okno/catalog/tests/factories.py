"""Services nobody has met before, for tests that need some service."""

import factory

from okno.base.text import Text
from okno.catalog.models import Applicant, Authority, Evidence, LifeEvent, Offer, Service
from okno.network.tests.factories import OneForAllFactory


class LifeEventFactory(OneForAllFactory):
    class Meta:
        model = LifeEvent
        django_get_or_create = ("slug",)

    slug = "some-event"
    order = 50
    name = factory.LazyFunction(lambda: Text(ru="Событие", en="Event"))


class AuthorityFactory(OneForAllFactory):
    class Meta:
        model = Authority
        django_get_or_create = ("code",)

    code = "some-authority"
    name = factory.LazyFunction(lambda: Text(ru="Ведомство", en="Authority"))


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service

    slug = factory.Sequence(lambda number: f"service-{number}")
    life_event = factory.SubFactory(LifeEventFactory)
    authority = factory.SubFactory(AuthorityFactory)
    order = factory.Sequence(lambda number: number % 1000)
    name = factory.LazyAttribute(
        lambda row: Text(ru=f"Услуга {row.slug}", en=f"Service {row.slug}")
    )
    short_name = factory.LazyAttribute(lambda row: Text(ru=f"Дело {row.slug}", en=row.slug))
    description = factory.LazyFunction(lambda: Text(ru="Приходите.", en="Come."))
    letter = "A"
    applicants = factory.LazyFunction(lambda: list(Applicant.values))
    skills = factory.LazyFunction(lambda: ["general"])
    centre_kinds = factory.LazyFunction(lambda: ["district", "flagship", "palace"])
    file_minutes = 15
    ask_minutes = 6
    receive_minutes = 4
    processing_days = 5


class EvidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evidence

    service = factory.SubFactory(ServiceFactory)
    code = factory.Sequence(lambda number: f"paper-{number}")
    order = factory.Sequence(lambda number: number % 1000)
    name = factory.LazyFunction(lambda: Text(ru="Бумага", en="Paper"))
    form = Evidence.Form.ORIGINAL
    applicants = factory.LazyFunction(list)
    purposes = factory.LazyFunction(lambda: ["file"])


class OfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Offer

    service = factory.SubFactory(ServiceFactory)
