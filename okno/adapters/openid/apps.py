"""The cable to those who know who a visitor is, as Django knows it; and django-allauth without its tables."""

from django.apps import AppConfig
from django.db.models import DO_NOTHING


class Openid(AppConfig):
    name = "okno.adapters.openid"
    label = "openid"


class _WithoutTables(AppConfig):
    """Its classes are used, its rows are not: a visitor is no user of Django (docs/decisions/0013)."""

    def ready(self) -> None:
        """No table is made for any of its models, so nothing is looked for there when a user goes."""
        for model in self.get_models(include_auto_created=True):
            model._meta.managed = False
            for field in model._meta.get_fields():
                if field.many_to_one or field.one_to_one:
                    field.remote_field.on_delete = DO_NOTHING  # type: ignore[union-attr]


class AllauthAccount(_WithoutTables):
    name = "allauth.account"
    label = "account"


class AllauthSocial(_WithoutTables):
    name = "allauth.socialaccount"
    label = "socialaccount"
