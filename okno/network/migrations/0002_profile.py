"""What centres have in common moves to a profile; values that differ from it stay as the centre's own."""

import django.db.models.deletion
from django.db import migrations, models

import okno.base.text


_SHARED = {"standard_minutes": 15, "recall_limit": 2, "paper_roll": False, "auto_call": False}


def share(apps, schema_editor):
    """One profile for all; every centre keeps what it had otherwise."""
    centres = apps.get_model("network", "Centre").objects.all()
    if not centres.exists():
        return
    profile = apps.get_model("network", "Profile").objects.create(
        slug="moscow", name={"ru": "Москва", "en": "Moscow"}, **_SHARED
    )
    for centre in centres:
        centre.profile = profile
        for name, shared in _SHARED.items():
            had = getattr(centre, name)
            setattr(centre, f"own_{name}", None if had == shared else had)
        centre.save()
    # Or the checks still due at the end of the transaction would forbid to change the table.
    schema_editor.execute("set constraints all immediate")


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Profile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(unique=True)),
                ("name", okno.base.text.TextField()),
                ("standard_minutes", models.PositiveSmallIntegerField(default=15)),
                ("recall_limit", models.PositiveSmallIntegerField(default=2)),
                ("paper_roll", models.BooleanField(default=False)),
                ("auto_call", models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name="centre",
            name="profile",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="centres", to="network.profile"),
        ),
        migrations.AddField("centre", "own_standard_minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("centre", "own_recall_limit", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("centre", "own_paper_roll", models.BooleanField(blank=True, null=True)),
        migrations.AddField("centre", "own_auto_call", models.BooleanField(blank=True, null=True)),
        migrations.RunPython(share, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="centre",
            name="profile",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="centres", to="network.profile"),
        ),
        *(migrations.RemoveField("centre", name) for name in _SHARED),
        migrations.AlterModelOptions("centre", options={"base_manager_name": "objects", "ordering": ("slug",)}),
    ]
