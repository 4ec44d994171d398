"""A parsed file as the rows it speaks of: customers, products, and its own rows (reports, orders, cancellations).

Several rows of a file may speak of one customer or product: the last by date, then by place, that says something wins,
and a blank says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

import polars as pl

from reitera.customers.folding import folded_customers
from reitera.intake.kinds import FileKind

# Staged column → (field of the file, type); the columns of the target tables have the same names.
CUSTOMER_COLUMNS = {
    "name": ("customer_name", "text"), "kind": ("customer_kind", "text"), "phone": ("phone", "text"),
    "address": ("address", "text"), "zone": ("zone", "text"),
}  # fmt: skip
PRODUCT_COLUMNS = {
    "plan": ("plan", "text"), "technology": ("technology", "text"), "monthly_billing": ("billing", "amount"),
    "status": ("product_status", "text"), "olt": ("olt", "text"), "port": ("port", "text"),
    "splitter": ("splitter", "text"), "box": ("box", "text"), "location_text": ("location_text", "text"),
    "operations_centre_id": ("centre", "id"),
}  # fmt: skip
ROW_COLUMNS = {
    "fault_reports": {
        "number": ("number", "text"), "reported_at": ("reported_at", "moment"), "closed_at": ("closed_at", "moment"),
        "annulled": ("annulled", "flag"), "category": ("category", "text"), "symptom": ("symptom", "text"),
        "operations_centre_id": ("centre", "id"),
    },
    "work_orders": {
        "number": ("number", "text"), "opened_at": ("opened_at", "moment"), "closed_at": ("closed_at", "moment"),
        "report_number": ("report", "text"), "kind": ("order_kind", "text"), "status": ("order_status", "text"),
        "closing_code": ("closing_code", "text"), "closed_by": ("closed_by", "text"),
        "technician": ("technician", "text"), "operations_centre_id": ("centre", "id"),
    },
    "cancellations": {
        "month": ("month", "day"), "cancelled_on": ("cancelled_on", "day"), "reason": ("reason", "text"),
    },
    "customers_products": {},
}  # fmt: skip

Staged = tuple[pl.DataFrame, dict[str, str]]


@dataclass
class Entities:
    """Frames ready to be staged, each with its columns and their types."""

    customers: Staged
    products: Staged
    rows: Staged
    centres: Staged


def entities(
    kind: FileKind, rows: pl.DataFrame, known: pl.DataFrame, merged: Mapping[str, str], local: tzinfo
) -> Entities:
    """`known` has product_code and customer_code of every stored product, for files that name only the product.

    `merged` leads the codes of duplicates to those of the customers they were merged into, who get products and rows.
    """
    rows = _with_codes(kind, rows, known)
    rows = _with_own_values(kind, rows, local)
    order = [column for column in ("reported_at", "opened_at", "row") if column in rows.columns]
    rows = rows.sort(order)
    customers = _with_searched_text(_last_said(rows, ["customer_code"], CUSTOMER_COLUMNS))
    rows = rows.with_columns(pl.col("customer_code").replace(merged))
    named = rows.filter(pl.col("product_code").is_not_null())
    products = _last_said(named, ["customer_code", "product_code"], PRODUCT_COLUMNS)
    own = {name: (source, type_) for name, (source, type_) in ROW_COLUMNS[kind.name].items() if source in rows.columns}
    types = {"row": "id", "customer_code": "text", "product_code": "text", **{n: t for n, (_s, t) in own.items()}}
    frame = rows.select("row", "customer_code", "product_code", *(pl.col(s).alias(n) for n, (s, _t) in own.items()))
    return Entities(customers, products, (frame, types), _centres(rows))


def _with_codes(kind: FileKind, rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Give every row its customer and, where the file speaks of one, its product."""
    if "customer" not in rows.columns:
        unique = known.group_by("product_code").agg(pl.col("customer_code").first())
        rows = rows.join(unique, left_on="product", right_on="product_code", how="left", maintain_order="left")
        return rows.with_columns(
            pl.col("customer_code").fill_null(pl.col("product")), pl.col("product").alias("product_code")
        )
    rows = rows.with_columns(pl.col("customer").alias("customer_code"))
    if "product" in rows.columns:
        return rows.with_columns(pl.col("product").alias("product_code"))
    speaks = [source for name, (source, _type) in PRODUCT_COLUMNS.items() if name != "operations_centre_id"]
    has_product = any(source in rows.columns for source in speaks) or kind.name == "cancellations"
    code = pl.col("customer") if has_product else pl.lit(None, dtype=pl.String)
    return rows.with_columns(code.alias("product_code"))


def _with_own_values(kind: FileKind, rows: pl.DataFrame, local: tzinfo) -> pl.DataFrame:
    if "state" in rows.columns:
        rows = rows.with_columns((pl.col("state") == "annulled").fill_null(value=False).alias("annulled"))
    if kind.name == "cancellations":
        day = pl.from_epoch("cancelled_on", time_unit="s").dt.replace_time_zone("UTC")
        day = day.dt.convert_time_zone(str(local)).dt.date()
        rows = rows.with_columns(day.alias("cancelled_on"), day.dt.month_start().alias("month"))
    return rows


def _last_said(rows: pl.DataFrame, key: list[str], columns: dict[str, tuple[str, str]]) -> Staged:
    present = {name: (source, type_) for name, (source, type_) in columns.items() if source in rows.columns}
    values = [pl.col(source).drop_nulls().last().alias(name) for name, (source, _type) in present.items()]
    frame = rows.group_by(key, maintain_order=True).agg(*values)
    return frame, {**dict.fromkeys(key, "text"), **{name: type_ for name, (_source, type_) in present.items()}}


def _with_searched_text(customers: Staged) -> Staged:
    """Add the searched text that each customer has when nothing more is known than the file says."""
    frame, types = customers
    said = [pl.col(column) if column in frame.columns else pl.lit("").alias(column) for column in ("name", "phone")]
    folded = folded_customers(frame.select(pl.col("customer_code").alias("code"), *said))
    return frame.with_columns(folded.alias("folded")), {**types, "folded": "text"}


def _centres(rows: pl.DataFrame) -> Staged:
    types = {"customer_code": "text", "operations_centre_id": "id"}
    if "centre" not in rows.columns:
        return pl.DataFrame(schema={"customer_code": pl.String, "operations_centre_id": pl.Int64}), types
    frame = rows.select("customer_code", pl.col("centre").alias("operations_centre_id"))
    return frame.drop_nulls().unique(maintain_order=True), types
