import django.contrib.postgres.fields
from django.db import migrations, models

import okno.booking.policy


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0002_displaced'),
    ]

    operations = [
        migrations.AddField(
            model_name='schedule',
            name='reminders',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.DurationField(), blank=True, default=okno.booking.policy.a_day_before, size=None),
        ),
        # What was set stays: the one reminder that there was is the plan.
        migrations.RunSQL(
            "update booking_schedule set reminders = array[remind_before]",
            "update booking_schedule set remind_before = reminders[1] where reminders <> '{}'",
        ),
        migrations.RemoveField(
            model_name='schedule',
            name='remind_before',
        ),
    ]
