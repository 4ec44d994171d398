"""The SQL of an import: compare staged rows with the stored ones, and upsert them by natural key.

The same statements run on SQLite and PostgreSQL. Of a report's or an order's own columns the file is the truth, so a
blank clears; of a customer's or product's attributes a blank erases nothing. Columns that the file lacks stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from reitera.intake.entities import Entities

CUSTOMER, PRODUCT = "customers_customer", "customers_product"
# A new customer's searched text comes with the row; that of a known one depends on what else is known.
CUSTOMER_DEFAULTS = {"name": "''", "kind": "'person'", "phone": "''", "address": "''", "zone": "''",
                     "folded": "s.folded"}  # fmt: skip
PRODUCT_DEFAULTS = {"plan": "''", "technology": "''", "monthly_billing": "NULL", "status": "'active'", "olt": "''",
                    "port": "''", "splitter": "''", "box": "''", "location_text": "''",
                    "operations_centre_id": "NULL"}  # fmt: skip
# A merged customer's code reaches the customer it was merged into.
RESOLVED = "COALESCE(c.merged_into_id, c.id)"


@dataclass(frozen=True)
class RowTarget:
    """Where the rows of a kind go: table, key columns, and what a column that the file lacks gets in a new row."""

    table: str
    key: tuple[str, ...]
    defaults: dict[str, str]
    joins: str = ""
    sources: tuple[tuple[str, str], ...] = ()


_CUSTOMER_JOIN = f"JOIN {CUSTOMER} c ON c.code = s.customer_code "
_PRODUCT_JOIN = f"LEFT JOIN {PRODUCT} p ON p.customer_id = {RESOLVED} AND p.code = s.product_code "
ROW_TARGETS: dict[str, RowTarget] = {
    "fault_reports": RowTarget(
        "faults_faultreport",
        ("number",),
        {"closed_at": "NULL", "annulled": "FALSE", "category": "''", "symptom": "''", "operations_centre_id": "NULL"},
        sources=(("customer_id", RESOLVED), ("product_id", "p.id")),
    ),
    "work_orders": RowTarget(
        "faults_workorder",
        ("number",),
        {"closed_at": "NULL", "kind": "''", "status": "''", "closing_code": "''", "closed_by": "''",
         "technician": "''", "operations_centre_id": "NULL", "fault_report_id": "NULL"},
        joins="LEFT JOIN faults_faultreport r ON r.number = s.report_number ",
        sources=(("customer_id", RESOLVED), ("product_id", "p.id"), ("fault_report_id", "r.id")),
    ),
    "cancellations": RowTarget(
        "customers_cancellation",
        ("product_id", "month"),
        {"reason": "''"},
        sources=(("product_id", "p.id"),),
    ),
}  # fmt: skip


class Upsert:
    """One table's staged rows: what they would insert and change, and the statements that do it."""

    def __init__(
        self,
        table: str,
        key: Sequence[str],
        source: str,
        values: dict[str, str],
        defaults: dict[str, str],
        *,
        keeps_known: bool,
    ) -> None:
        """`source` is the FROM clause of the staged rows; `values` gives each target column's expression in it."""
        self.table, self.key, self.source, self.values, self.defaults = table, tuple(key), source, values, defaults
        self.compared = [column for column in values if column not in self.key]
        self.keeps_known = keeps_known

    def counts(self) -> tuple[int, int, int]:
        """New, changed, unchanged."""
        changed = " OR ".join(f"({self._differs(column)})" for column in self.compared) or "1 = 0"
        return self._row(
            "SELECT COALESCE(SUM(CASE WHEN t.id IS NULL THEN 1 ELSE 0 END), 0), "
            f"COALESCE(SUM(CASE WHEN t.id IS NOT NULL AND ({changed}) THEN 1 ELSE 0 END), 0), "
            f"COUNT(*) FROM {self._joined()}"
        )

    def changes_of(self, column: str) -> str:
        """A SELECT of (natural key, before, after) of the rows whose column changes."""
        key = " || '/' || ".join(f"CAST({self.values[part]} AS varchar)" for part in self.key)
        before, after = f"CAST(t.{column} AS varchar)", f"CAST({self._after(column)} AS varchar)"
        return (
            f"SELECT {key} AS natural_key, COALESCE({before}, '') AS before, COALESCE({after}, '') AS after "
            f"FROM {self._joined()} WHERE t.id IS NOT NULL AND {self._differs(column)}"
        )

    def apply(self) -> None:
        """Update the rows that differ, then insert those that are new."""
        if self.compared:
            self._execute(self._update())
        columns = {**self.defaults, **self.values}
        new = {column: self._new(column, expression) for column, expression in columns.items()}
        self._execute(
            f"INSERT INTO {self.table} ({', '.join(new)}) SELECT {', '.join(new.values())} FROM {self._joined()} "
            "WHERE t.id IS NULL"
        )

    def _update(self) -> str:
        after = ", ".join(f"{self._after(column)} AS {column}" for column in self.compared)
        sets = ", ".join(f"{column} = x.{column}" for column in self.compared)
        changed = " OR ".join(self._differs(column) for column in self.compared)
        return (
            f"UPDATE {self.table} SET {sets} FROM (SELECT t.id AS id, {after} FROM {self._joined()} "
            f"WHERE t.id IS NOT NULL AND ({changed})) AS x WHERE {self.table}.id = x.id"
        )

    def _new(self, column: str, expression: str) -> str:
        """A new row has no blank where the column has a default."""
        default = self.defaults.get(column)
        if column not in self.values or default in (None, "NULL"):
            return expression
        return f"COALESCE({expression}, {default})"

    def _after(self, column: str) -> str:
        """What an existing row gets: the file's value, or what was known where a blank erases nothing."""
        value = self.values[column]
        return f"COALESCE({value}, t.{column})" if self.keeps_known else self._new(column, value)

    def _differs(self, column: str) -> str:
        return f"t.{column} IS DISTINCT FROM {self._after(column)}"

    def _joined(self) -> str:
        on = " AND ".join(f"t.{part} = {self.values[part]}" for part in self.key)
        return f"{self.source} LEFT JOIN {self.table} t ON {on}"

    def _row(self, sql: str) -> tuple[int, int, int]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            new, changed, total = cursor.fetchone()
        return int(new), int(changed), int(total) - int(new) - int(changed)

    def _execute(self, sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


def upserts(kind: str, found: Entities) -> dict[str, Upsert]:
    """The statements of one file by subject, in the order in which they are applied."""
    made = {"customer": _customers(found), "product": _products(found)}
    if kind in ROW_TARGETS:
        made["row"] = _rows(kind, found)
    return made


def _customers(found: Entities) -> Upsert:
    columns = [column for column in found.customers[1] if column not in ("customer_code", "folded")]
    values = {"code": "s.customer_code", **{column: f"s.{column}" for column in columns}}
    return Upsert(CUSTOMER, ["code"], "staged_customers s", values, CUSTOMER_DEFAULTS, keeps_known=True)


def _products(found: Entities) -> Upsert:
    columns = [column for column in found.products[1] if column not in ("customer_code", "product_code")]
    values = {"customer_id": RESOLVED, "code": "s.product_code", **{column: f"s.{column}" for column in columns}}
    source = f"staged_products s LEFT JOIN {CUSTOMER} c ON c.code = s.customer_code"
    return Upsert(PRODUCT, ["customer_id", "code"], source, values, PRODUCT_DEFAULTS, keeps_known=True)


def _rows(kind: str, found: Entities) -> Upsert:
    target = ROW_TARGETS[kind]
    own = [c for c in found.rows[1] if c not in ("row", "customer_code", "product_code", "report_number")]
    values = {column: f"s.{column}" for column in own}
    sources = dict(target.sources)
    if "report_number" not in found.rows[1]:
        sources.pop("fault_report_id", None)
    values = {**sources, **values}
    joins = target.joins if "fault_report_id" in sources else ""
    source = f"staged_rows s LEFT {_CUSTOMER_JOIN}{_PRODUCT_JOIN}{joins}"
    return Upsert(target.table, target.key, source, values, target.defaults, keeps_known=False)
