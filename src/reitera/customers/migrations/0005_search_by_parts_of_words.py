"""The search reads any part of a customer's folded text: on PostgreSQL an index of its triples of letters serves that.

The extension comes with PostgreSQL. Where it is not installed, or the database's user may not create it, the search
reads the whole table as before; an administrator who creates the extension later makes the index by the same statement.
SQLite has no such index for LIKE.
"""

from django.apps.registry import Apps
from django.db import ProgrammingError, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_INDEX = "CREATE INDEX customer_by_part_of_folded ON customers_customer USING gin (folded gin_trgm_ops)"


def add_index(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql" and _has_trigrams(editor):
        editor.execute(_INDEX)


def drop_index(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS customer_by_part_of_folded")


def _has_trigrams(editor: BaseDatabaseSchemaEditor) -> bool:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if not cursor.fetchone()[0]:
            return False
    try:
        with transaction.atomic(using=editor.connection.alias):
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except ProgrammingError:
        return False
    return True


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_one_index_each")]
    operations = [migrations.RunPython(add_index, drop_index)]
