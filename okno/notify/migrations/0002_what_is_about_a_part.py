from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notify', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='message',
            name='messages_about',
        ),
        # Finds by the beginning too: "appointment:12/2" and its reminders.
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['about'], name='messages_about', opclasses=['varchar_pattern_ops']),
        ),
    ]
