"""Addresses of the ground floor: health, metrics, language."""

from django.urls import path

from okno.base import access, views

urlpatterns = [
    path("healthz", access.public(views.healthz), name="healthz"),
    path("readyz", access.public(views.readyz), name="readyz"),
    path("metrics", access.public(views.metrics), name="metrics"),
    path("language/", access.public(views.language), name="language"),
]
