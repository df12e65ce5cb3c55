import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0006_each_way_of_a_person'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='buffer', name='one_buffer_per_service'),
        migrations.RemoveConstraint(model_name='buffer', name='buffer_within_the_margin'),
        migrations.RenameModel(old_name='Buffer', new_name='ServiceRule'),
        migrations.AlterField(
            model_name='servicerule',
            name='schedule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='booking.schedule'),
        ),
        migrations.AlterField(model_name='servicerule', name='before', field=models.DurationField(null=True)),
        migrations.AlterField(model_name='servicerule', name='after', field=models.DurationField(null=True)),
        migrations.AddField(
            model_name='servicerule',
            name='reminders',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.DurationField(), null=True, size=None),
        ),
        migrations.AddConstraint(
            model_name='servicerule',
            constraint=models.UniqueConstraint(fields=('schedule', 'service'), name='one_rule_per_service'),
        ),
        migrations.AddConstraint(
            model_name='servicerule',
            constraint=models.CheckConstraint(condition=models.Q(('before__range', (datetime.timedelta(0), datetime.timedelta(seconds=12600))), ('after__range', (datetime.timedelta(0), datetime.timedelta(seconds=12600)))), name='rule_within_the_margin'),
        ),
    ]
