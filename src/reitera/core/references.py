"""Foreign keys of large tables, checked once per statement instead of once per row (PostgreSQL).

PostgreSQL looks up and locks the parent of each row by itself: for an import of a million reports that costs more than
storing them. Triggers with transition tables hold the same rule set-based: a statement that names a parent that is not
there, or takes away one that is named, is refused, and a parent that was just named cannot go away meanwhile. Unlike
Django's own constraints they speak at the statement, not at the commit. On SQLite the constraints stay as they are.
"""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

_PARENTS_EXIST = """
CREATE OR REPLACE FUNCTION reitera_parents_exist() RETURNS trigger AS $$
DECLARE missing bigint;
BEGIN
    EXECUTE format(
        'WITH named AS (SELECT DISTINCT %1$I AS id FROM added WHERE %1$I IS NOT NULL), '
        -- Nobody else can take away what this transaction has just written.
        'ours AS (SELECT p.id FROM %2$I p JOIN named USING (id) WHERE p.xmin = pg_current_xact_id()::xid), '
        'held AS (SELECT p.id FROM %2$I p JOIN named USING (id) WHERE p.xmin <> pg_current_xact_id()::xid '
        'FOR KEY SHARE OF p) '
        'SELECT (SELECT count(*) FROM named) - (SELECT count(*) FROM ours) - (SELECT count(*) FROM held)',
        TG_ARGV[0], TG_ARGV[1]) INTO missing;
    IF missing > 0 THEN
        RAISE foreign_key_violation USING MESSAGE = format(
            '%s.%s names %s rows that are not in %s', TG_TABLE_NAME, TG_ARGV[0], missing, TG_ARGV[1]);
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql
"""
_NOT_NAMED = """
CREATE OR REPLACE FUNCTION reitera_not_named() RETURNS trigger AS $$
DECLARE named boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT 1 FROM %2$I c JOIN gone g ON c.%1$I = g.id)', TG_ARGV[0], TG_ARGV[1]) INTO named;
    IF named THEN
        RAISE foreign_key_violation USING MESSAGE = format(
            'rows of %s are named in %s.%s', TG_TABLE_NAME, TG_ARGV[1], TG_ARGV[0]);
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql
"""


def checked_per_statement(app: str, model: str, *fields: str) -> RunPython:
    """A migration that holds the model's foreign keys of these names by triggers of the statement."""

    def by_statement(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_PARENTS_EXIST, None)
            editor.execute(_NOT_NAMED, None)
            for name in fields:
                _use_triggers(editor, apps.get_model(app, model), name)

    def by_row(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            for name in fields:
                _use_constraint(editor, apps.get_model(app, model), name)

    return RunPython(by_statement, by_row)


def _use_triggers(editor: Any, model: Any, name: str) -> None:
    field = model._meta.get_field(name)
    child, parent, column = model._meta.db_table, field.related_model._meta.db_table, field.column
    for constraint in editor._constraint_names(model, [column], foreign_key=True):
        editor.execute(editor._delete_fk_sql(model, constraint))
    for event in ("INSERT", "UPDATE"):
        editor.execute(
            f"CREATE TRIGGER {child}_{column}_exists_{event} AFTER {event} ON {child} REFERENCING NEW TABLE AS added "
            f"FOR EACH STATEMENT EXECUTE FUNCTION reitera_parents_exist('{column}', '{parent}')"
        )
    editor.execute(
        f"CREATE TRIGGER {child}_{column}_not_named AFTER DELETE ON {parent} REFERENCING OLD TABLE AS gone "
        f"FOR EACH STATEMENT EXECUTE FUNCTION reitera_not_named('{column}', '{child}')"
    )


def _use_constraint(editor: Any, model: Any, name: str) -> None:
    field = model._meta.get_field(name)
    child, parent, column = model._meta.db_table, field.related_model._meta.db_table, field.column
    for event in ("INSERT", "UPDATE"):
        editor.execute(f"DROP TRIGGER {child}_{column}_exists_{event} ON {child}")
    editor.execute(f"DROP TRIGGER {child}_{column}_not_named ON {parent}")
    editor.execute(editor._create_fk_sql(model, field, "_fk_%(to_table)s_%(to_column)s"))
