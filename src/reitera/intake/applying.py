"""Compare a parsed file with what is stored, and apply it: the middle of an import, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl
from django.db import connection

from reitera.core.clock import local_zone
from reitera.customers.corrections import wait_for_corrections
from reitera.customers.folding import folded_customers
from reitera.customers.models import ContactCorrection, Customer, Product
from reitera.intake.corrections import end_corrections, withhold_corrected
from reitera.intake.entities import Entities, entities
from reitera.intake.kinds import KINDS
from reitera.intake.models import Import, ImportChange
from reitera.intake.parsing import Parsed
from reitera.intake.staging import room_for_a_large_file, staged
from reitera.intake.upserts import Comparison, Upsert, upserts

_BATCH = 50_000
_LONGEST_VALUE = 300


@contextmanager
def staged_file(kind: str, parsed: Parsed) -> Iterator[dict[str, Upsert]]:
    """The file's rows in temporary tables, and the statements that compare and apply them."""
    merged = dict(Customer.objects.filter(merged_into__isnull=False).values_list("code", "merged_into__code"))
    found = entities(KINDS[kind], parsed.rows, _known_products(kind, parsed), merged, local_zone())
    tables = {
        "staged_customers": found.customers,
        "staged_products": found.products,
        "staged_rows": found.rows,
        "staged_centres": found.centres,
    }
    statements = upserts(kind, found)
    with room_for_a_large_file(), staged(tables, made_beside=[upsert.changed for upsert in statements.values()]):
        yield statements


def _known_products(kind: str, parsed: Parsed) -> pl.DataFrame:
    """Product and customer codes of what is stored; read only for a file that names no customer."""
    pairs: list[Any] = []
    if "customer" not in parsed.rows.columns:
        pairs = list(Product.objects.values_list("code", "customer__code").iterator())
    return pl.DataFrame(pairs, schema={"product_code": pl.String, "customer_code": pl.String}, orient="row")


def main_subject(statements: dict[str, Upsert]) -> str:
    """What the counts of a preview are of: the file's own rows, or its products, or its customers."""
    return "row" if "row" in statements else "product"


def compared(statements: dict[str, Upsert]) -> dict[str, Any]:
    """New, changed and unchanged rows, and for the changed ones how many change in each field."""
    withhold_corrected("staged_customers", _contact_columns(statements))
    return _counts(statements, {subject: upsert.compare() for subject, upsert in statements.items()})


def apply_statements(statements: dict[str, Upsert], imported: Import) -> dict[str, Any]:
    """Note what changes, then upsert customers, products and rows; the counts are those of `compared`.

    Each is compared after those before it are stored. The caller holds the transaction.
    """
    wait_for_corrections()
    contact = _contact_columns(statements)
    withhold_corrected("staged_customers", contact)
    found = {}
    for subject, upsert in statements.items():
        found[subject] = upsert.compare()
        for column in found[subject].fields:
            _note_changes(upsert, subject, column, imported)
        upsert.apply()
    if {"name", "phone"} & set(statements["customer"].compared):
        _renew_searched_texts()
    end_corrections("staged_customers", contact)
    _keep_centres()
    return _counts(statements, found)


def _contact_columns(statements: dict[str, Upsert]) -> list[str]:
    """What the file says of how customers are found."""
    return [column for column in statements["customer"].compared if column in ContactCorrection.Field.values]


def _counts(statements: dict[str, Upsert], found: dict[str, Comparison]) -> dict[str, Any]:
    main = found[main_subject(statements)]
    fields = {f"{subject}.{column}": count for subject, each in found.items() for column, count in each.fields.items()}
    return {"new": main.new, "changed": main.changed, "unchanged": main.unchanged, "fields": fields}


def _note_changes(upsert: Upsert, subject: str, column: str, imported: Import) -> None:
    table = ImportChange._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (imported_id, subject_kind, natural_key, field, before, after) "
            f"SELECT %s, %s, SUBSTR(natural_key, 1, 130), %s, SUBSTR(before, 1, {_LONGEST_VALUE}), "
            f"SUBSTR(after, 1, {_LONGEST_VALUE}) FROM ({upsert.changes_of(column)}) AS changes",
            [imported.pk, subject, column],
        )


def _renew_searched_texts() -> None:
    """Give known customers the searched text of their name and telephone now; new ones came with it.

    Only a text other than the file alone would give is made again: a blank in the file leaves what was known.
    """
    table = Customer._meta.db_table
    schema = {"id": pl.Int64, **dict.fromkeys(("name", "code", "phone", "before"), pl.String)}
    stale = [pl.DataFrame(schema={"id": pl.Int64, "folded": pl.String})]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.id, c.name, c.code, c.phone, c.folded FROM {table} c "
            "JOIN staged_customers s ON s.customer_code = c.code WHERE c.folded IS DISTINCT FROM s.folded"
        )
        while rows := cursor.fetchmany(_BATCH):
            known = pl.DataFrame(rows, schema=schema, orient="row")
            folded = known.with_columns(folded_customers(known).alias("folded"))
            stale.append(folded.filter(pl.col("folded") != pl.col("before")).select("id", "folded"))
        with staged({"staged_texts": (pl.concat(stale), {"id": "id", "folded": "text"})}):
            cursor.execute(f"UPDATE {table} SET folded = s.folded FROM staged_texts s WHERE {table}.id = s.id")


def _keep_centres() -> None:
    """A customer belongs to every centre that a file gives to one of its rows."""
    through = Customer.operations_centres.through._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {through} (customer_id, operationscentre_id) "
            "SELECT DISTINCT COALESCE(c.merged_into_id, c.id), s.operations_centre_id FROM staged_centres s "
            f"JOIN {Customer._meta.db_table} c ON c.code = s.customer_code WHERE 1 = 1 ON CONFLICT DO NOTHING"
        )


__all__ = ["Entities", "apply_statements", "compared", "staged_file"]
