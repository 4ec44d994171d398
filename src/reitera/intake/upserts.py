"""The SQL of an import: compare staged rows with the stored ones, and upsert them by natural key.

The same statements run on SQLite and PostgreSQL. Of a report's or an order's own columns the file is the truth, so a
blank clears; of a customer's or product's attributes a blank erases nothing. Columns that the file lacks stay.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from reitera.intake.entities import Entities
from reitera.intake.staging import temporary

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


_CUSTOMER_JOIN = f"LEFT JOIN {CUSTOMER} c ON c.code = s.customer_code "
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


@dataclass(frozen=True)
class Comparison:
    """What applying one table's staged rows does: rows by fate, and the changed ones by column."""

    new: int
    changed: int
    unchanged: int
    fields: dict[str, int]


class Upsert:
    """One table's staged rows: what they would insert and change, and the statements that do it.

    `compare` joins them with the stored rows once and notes the differences in the temporary table `changed`; what
    follows reads only that table, because most rows of a file that was seen before are as they were.
    """

    def __init__(
        self,
        subject: str,
        table: str,
        key: tuple[str, ...],
        joins: str,
        values: dict[str, str],
        defaults: dict[str, str],
        *,
        keeps_known: bool,
    ) -> None:
        """`values` gives each target column's expression in `FROM staged_<subject>s s <joins>`."""
        self.table, self.key, self.values, self.defaults = table, key, values, defaults
        self.staged = f"staged_{subject}s s"
        self.source = f"{self.staged} {joins}"
        self.changed = f"changed_{subject}"
        self.compared = [column for column in values if column not in self.key]
        self.keeps_known = keeps_known
        self.finding = Comparison(0, 0, 0, {})

    def compare(self) -> Comparison:
        """Compare the staged rows with those stored now."""
        total, known = self._row(f"SELECT COUNT(*), COUNT(t.id) FROM {self._beside_stored(self._needed_for_key())}")
        changed, fields = 0, {}
        if known and self.compared:
            self._execute(f"DROP TABLE IF EXISTS {temporary(self.changed)}")
            self._execute(f"CREATE TEMPORARY TABLE {self.changed} AS {self._differences()}")
            differing = [f"COUNT(CASE WHEN {self._is_changed(column)} THEN 1 END)" for column in self.compared]
            changed, *counts = self._row(f"SELECT COUNT(*), {', '.join(differing)} FROM {self.changed} x")
            fields = {column: count for column, count in zip(self.compared, counts, strict=True) if count}
        self.finding = Comparison(total - known, changed, known - changed, fields)
        return self.finding

    def changes_of(self, column: str) -> str:
        """A SELECT of (natural key, before, after) of the rows whose column changes, by the last comparison."""
        before, after = f"CAST(x.before_{column} AS varchar)", f"CAST({self._after(column)} AS varchar)"
        return (
            f"SELECT natural_key, COALESCE({before}, '') AS before, COALESCE({after}, '') AS after "
            f"FROM {self.changed} x WHERE {self._is_changed(column)}"
        )

    def apply(self) -> None:
        """Update the rows that differ, then insert those that are new, by the last comparison."""
        if self.finding.changed:
            self._execute(self._update())
        if self.finding.new:
            self._execute(self._insert())

    def _differences(self) -> str:
        """A SELECT of the rows that differ: id, natural key, and of each column what is stored and what is said."""
        key = " || '/' || ".join(f"CAST({self.values[part]} AS varchar)" for part in self.key)
        both = ", ".join(f"t.{c} AS before_{c}, {self._said(c)} AS {c}" for c in self.compared)
        differ = " OR ".join(f"t.{column} IS DISTINCT FROM {self._kept(column)}" for column in self.compared)
        return (
            f"SELECT t.id AS id, {key} AS natural_key, {both} FROM {self._beside_stored(self.source)} "
            f"WHERE t.id IS NOT NULL AND ({differ})"
        )

    def _update(self) -> str:
        """A blank leaves what is stored at this moment, which need not be what was compared."""
        stored = f"{self.table}.{{0}}"
        kept = "COALESCE(x.{0}, " + stored + ")" if self.keeps_known else "x.{0}"
        sets = ", ".join(f"{column} = {kept.format(column)}" for column in self.compared)
        return f"UPDATE {self.table} SET {sets} FROM {self.changed} x WHERE {self.table}.id = x.id"

    def _insert(self) -> str:
        columns = {**self.defaults, **self.values}
        new = {column: self._new(column, expression) for column, expression in columns.items()}
        is_known = self.finding.changed or self.finding.unchanged
        rows = f"{self._beside_stored(self.source)} WHERE t.id IS NULL" if is_known else self.source
        return f"INSERT INTO {self.table} ({', '.join(new)}) SELECT {', '.join(new.values())} FROM {rows}"

    def _new(self, column: str, expression: str) -> str:
        """A new row has no blank where the column has a default."""
        default = self.defaults.get(column)
        if column not in self.values or default in (None, "NULL"):
            return expression
        return f"COALESCE({expression}, {default})"

    def _said(self, column: str) -> str:
        """The file's value; where a blank clears, what it clears to."""
        value = self.values[column]
        return value if self.keeps_known else self._new(column, value)

    def _kept(self, column: str) -> str:
        """What a stored row gets: the file's value, or what was known where a blank erases nothing."""
        return f"COALESCE({self._said(column)}, t.{column})" if self.keeps_known else self._said(column)

    def _after(self, column: str) -> str:
        return f"COALESCE(x.{column}, x.before_{column})" if self.keeps_known else f"x.{column}"

    def _is_changed(self, column: str) -> str:
        return f"x.before_{column} IS DISTINCT FROM {self._after(column)}"

    def _beside_stored(self, source: str) -> str:
        on = " AND ".join(f"t.{part} = {self.values[part]}" for part in self.key)
        return f"{source} LEFT JOIN {self.table} t ON {on}"

    def _needed_for_key(self) -> str:
        """The FROM clause without joins where the staged rows have the whole key: SQLite looks up each join's row."""
        return self.staged if all(self.values[part].startswith("s.") for part in self.key) else self.source

    def _row(self, sql: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return [int(value) for value in cursor.fetchone()]

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
    return Upsert("customer", CUSTOMER, ("code",), "", values, CUSTOMER_DEFAULTS, keeps_known=True)


def _products(found: Entities) -> Upsert:
    columns = [column for column in found.products[1] if column not in ("customer_code", "product_code")]
    values = {"customer_id": RESOLVED, "code": "s.product_code", **{column: f"s.{column}" for column in columns}}
    key = ("customer_id", "code")
    return Upsert("product", PRODUCT, key, _CUSTOMER_JOIN, values, PRODUCT_DEFAULTS, keeps_known=True)


def _rows(kind: str, found: Entities) -> Upsert:
    target = ROW_TARGETS[kind]
    own = [c for c in found.rows[1] if c not in ("row", "customer_code", "product_code", "report_number")]
    values = {column: f"s.{column}" for column in own}
    sources = dict(target.sources)
    if "report_number" not in found.rows[1]:
        sources.pop("fault_report_id", None)
    values = {**sources, **values}
    own_joins = target.joins if "fault_report_id" in sources else ""
    joins = f"{_CUSTOMER_JOIN}{_PRODUCT_JOIN}{own_joins}"
    return Upsert("row", target.table, target.key, joins, values, target.defaults, keeps_known=False)
