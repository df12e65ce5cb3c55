import django.db.models.deletion
from django.db import migrations, models

_FILL = """
insert into booking_wishkey (wish_id, key, centre_id, service_id)
select id, person, centre_id, service_id from booking_wish
where state in ('waiting', 'offered') and person <> ''
"""
_FILL_BACK = """
update booking_wish set person = (
    select min(key) from booking_wishkey where wish_id = booking_wish.id
)
where state in ('waiting', 'offered')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0007_rule_of_a_service'),
        ('catalog', '0001_initial'),
        ('network', '0005_closures_to_come'),
    ]

    operations = [
        migrations.CreateModel(
            name='WishKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.centre')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.service')),
                ('wish', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='booking.wish')),
            ],
        ),
        # What was known of whoever waits, one way each, stays known.
        migrations.RunSQL(_FILL, _FILL_BACK),
        migrations.RemoveConstraint(model_name='wish', name='one_wish_a_person'),
        migrations.AlterField(
            model_name='wish', name='person', field=models.CharField(default='', max_length=64)
        ),
        migrations.RemoveField(model_name='wish', name='person'),
        migrations.AddConstraint(
            model_name='wishkey',
            constraint=models.UniqueConstraint(fields=('key', 'centre', 'service'), name='one_wish_a_person'),
        ),
    ]
