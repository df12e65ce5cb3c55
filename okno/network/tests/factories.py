"""Places nobody has met before, for tests that need some centre."""

from datetime import time
from typing import Any

import factory

from okno.base.text import Text
from okno.network.models import Centre, City, Counter, District, Hall, Okrug, Profile, WeeklyHours


class OneForAllFactory(factory.django.DjangoModelFactory):
    """What all who ask for it share, found by `django_get_or_create`; without the savepoint of a race, as a test has none."""

    class Meta:
        abstract = True

    @classmethod
    def _get_or_create(cls, model_class: Any, *args: Any, **values: Any) -> Any:
        key = {name: values[name] for name in cls._meta.django_get_or_create}
        return model_class.objects.filter(**key).first() or model_class.objects.create(**values)


class CityFactory(OneForAllFactory):
    class Meta:
        model = City
        django_get_or_create = ("slug",)

    slug = "moscow"
    name = factory.LazyFunction(lambda: Text(ru="Москва", en="Moscow"))
    zone = "Europe/Moscow"


class OkrugFactory(OneForAllFactory):
    class Meta:
        model = Okrug
        django_get_or_create = ("slug",)

    city = factory.SubFactory(CityFactory)
    slug = "cao"
    name = factory.LazyFunction(lambda: Text(ru="Центральный", en="Central"))
    abbr = factory.LazyFunction(lambda: Text(ru="ЦАО", en="CAO"))


class DistrictFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = District

    okrug = factory.SubFactory(OkrugFactory)
    slug = factory.Sequence(lambda number: f"district-{number}")
    name = factory.LazyAttribute(lambda row: Text(ru=f"Район {row.slug}", en=row.slug))


class ProfileFactory(OneForAllFactory):
    class Meta:
        model = Profile
        django_get_or_create = ("slug",)

    slug = "city"
    name = factory.LazyFunction(lambda: Text(ru="Город", en="City"))


class CentreFactory(factory.django.DjangoModelFactory):
    """A centre open 8 to 20 every day, with one hall and `counters` counters."""

    class Meta:
        model = Centre
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda number: f"centre-{number}")
    name = factory.LazyAttribute(lambda row: Text(ru=f"Центр {row.slug}", en=row.slug))
    kind = Centre.Kind.DISTRICT
    district = factory.SubFactory(DistrictFactory)
    lat = 55.768
    lon = 37.605
    zone = "Europe/Moscow"
    profile = factory.SubFactory(ProfileFactory)

    @factory.post_generation
    def counters(self, create: bool, extracted: int | None, **more: Any) -> None:
        hall = Hall.objects.create(centre=self, slug="a", name=Text(ru="Зал А", en="Hall A"))
        numbers = range(1, (extracted or 2) + 1)
        Counter.objects.bulk_create(
            Counter(centre=self, hall=hall, number=each) for each in numbers
        )
        WeeklyHours.objects.bulk_create(
            WeeklyHours(centre=self, weekday=weekday, opens=time(8), closes=time(20))
            for weekday in range(7)
        )
