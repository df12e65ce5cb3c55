from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever was listed with a language spoke it well enough to be given visitors: they keep it as their own."""

    dependencies = [("people", "0009_scope_of_staff")]

    operations = [
        migrations.RenameField("staff", "languages", "codes"),
        migrations.AddField("staff", "languages", models.JSONField(blank=True, default=dict)),
        migrations.RunSQL(
            "update people_staff set languages ="
            " coalesce((select jsonb_object_agg(code, 'c2') from unnest(codes) code), '{}')",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField("staff", "codes"),
    ]
