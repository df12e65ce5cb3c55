from django.db import migrations

_GUARD = """
create function base_event_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the journal is append-only';
end $$;
create trigger append_only before update or delete on base_event
    for each statement execute function base_event_is_append_only();
"""
_NO_GUARD = """
drop trigger append_only on base_event;
drop function base_event_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0003_one_look_a_moment"),
    ]

    operations = [migrations.RunSQL(_GUARD, _NO_GUARD)]
