import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('queue', '0010_place_of_an_account'),
    ]

    operations = [
        migrations.AddField(
            model_name='checkin',
            name='earlier',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None),
        ),
    ]
