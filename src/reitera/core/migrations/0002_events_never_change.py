"""The log is append-only in the database too: an UPDATE of an event is refused by a trigger.

DELETE is left to permissions, because a test database is emptied with it.
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER core_event_never_changes BEFORE UPDATE ON core_event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END
"""
POSTGRESQL = """
CREATE FUNCTION core_event_never_changes() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'events are never changed'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER core_event_never_changes BEFORE UPDATE ON core_event
FOR EACH ROW EXECUTE FUNCTION core_event_never_changes()
"""


def forbid_updates(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def allow_updates(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER core_event_never_changes ON core_event")
        schema_editor.execute("DROP FUNCTION core_event_never_changes()")
    else:
        schema_editor.execute("DROP TRIGGER core_event_never_changes")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(forbid_updates, allow_updates)]
