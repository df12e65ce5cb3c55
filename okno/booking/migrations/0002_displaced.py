from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='appointment',
            name='displaced_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='edition',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.RunSQL(
            "update booking_appointment set edition = moves where moves > 0",
            migrations.RunSQL.noop,
        ),
    ]
