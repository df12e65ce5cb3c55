from django.db import migrations, models

# Two windows of one desk could write the same look twice.
_ONE_OF_EACH = """
delete from base_look a using base_look b
where a.id > b.id and (a.subject, a.by, a.why, a.at) = (b.subject, b.by, b.why, b.at)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0002_event_reading_of_centre"),
    ]

    operations = [
        migrations.RunSQL(_ONE_OF_EACH, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="look",
            name="subject",
            field=models.CharField(max_length=64),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.UniqueConstraint(
                fields=["subject", "by", "why", "at"], name="one_look_a_moment"
            ),
        ),
    ]
