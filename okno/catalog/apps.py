"""The room of the catalogue, as Django knows it."""

from django.apps import AppConfig


class Catalog(AppConfig):
    name = "okno.catalog"
    label = "catalog"
