import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

_FILL = """
insert into booking_personkey (appointment_id, key, during, is_to_come)
select id, person, during, state = 'booked' from booking_appointment where person is not null
"""
_FILL_BACK = """
update booking_appointment set person = (
    select min(key) from booking_personkey where appointment_id = booking_appointment.id
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0005_not_kept_by_the_centre'),
        ('people', '0012_kept_by_its_address'),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('is_to_come', models.BooleanField()),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='booking.appointment')),
            ],
        ),
        # What was known of a person, one way each, stays known; the others come with their next booking.
        migrations.RunSQL(_FILL, _FILL_BACK),
        migrations.RemoveConstraint(model_name='appointment', name='nobody_in_two_places'),
        migrations.RemoveIndex(model_name='appointment', name='appointments_of_a_person'),
        migrations.RemoveIndex(model_name='appointment', name='no_shows_to_forget'),
        migrations.RemoveField(model_name='appointment', name='person'),
        migrations.AddConstraint(
            model_name='personkey',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_to_come', True)), expressions=[('key', '='), ('during', '&&')], name='nobody_in_two_places'),
        ),
        migrations.AddConstraint(
            model_name='personkey',
            constraint=models.UniqueConstraint(fields=('appointment', 'key'), name='one_key_once'),
        ),
        migrations.AddIndex(
            model_name='personkey',
            index=models.Index(fields=['key'], name='appointments_of_a_person'),
        ),
    ]
