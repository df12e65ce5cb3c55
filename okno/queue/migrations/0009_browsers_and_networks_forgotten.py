"""Whoever came or gave up is known by no browser, and no network is known for longer than it counts."""

from django.db import migrations

_FORGET = """
update queue_placeafar set holder = '' where state <> 'away' and holder <> '';
update queue_placeafar set asker = '' where asker <> '' and joined_at < now() - interval '1 day';
"""


class Migration(migrations.Migration):
    dependencies = [("queue", "0008_used_invitation")]

    operations = [migrations.RunSQL(_FORGET, migrations.RunSQL.noop)]
