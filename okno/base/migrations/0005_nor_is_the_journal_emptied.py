from django.db import migrations

_GUARD = """
create trigger not_emptied before truncate on base_event
    for each statement execute function base_event_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0004_the_journal_is_append_only"),
    ]

    operations = [migrations.RunSQL(_GUARD, "drop trigger not_emptied on base_event")]
