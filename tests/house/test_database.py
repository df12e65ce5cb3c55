"""What the models promise is really in the database after all migrations."""

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db


def test_every_declared_constraint_and_index_exists():
    """A migration that changed a reference's index once took a unique constraint with it."""
    with connection.cursor() as cursor:
        cursor.execute("select indexname from pg_indexes where schemaname = 'public'")
        there = {row[0] for row in cursor.fetchall()}
        cursor.execute("select conname from pg_constraint")
        there |= {row[0] for row in cursor.fetchall()}
    declared = {
        item.name
        for model in apps.get_models()
        if model.__module__.startswith("okno.")
        for item in (*model._meta.constraints, *model._meta.indexes)
    }
    assert len(declared) > 20
    assert declared - there == set()
