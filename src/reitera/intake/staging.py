"""Parsed rows in temporary tables of the database, where SQL compares and applies them set-based.

Temporary tables are the connection's own: on SQLite they lie outside the database file, so that filling them keeps no
writer waiting; on PostgreSQL they are filled by COPY. Both forget them with the connection, whatever happens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl
from django.db import connection

_BATCH = 50_000

# The affinity of the staged column is that of the column it is compared with.
_TYPES = {
    "sqlite": {"text": "varchar", "moment": "datetime", "day": "date", "amount": "decimal", "id": "bigint",
               "flag": "bool"},
    "postgresql": {"text": "varchar", "moment": "timestamp with time zone", "day": "date", "amount": "numeric(12, 2)",
                   "id": "bigint", "flag": "boolean"},
}  # fmt: skip


_ROOM_KIB = 131_072


@contextmanager
def room_for_a_large_file() -> Iterator[None]:
    """Keep the joins (PostgreSQL) and the index pages (SQLite) of a million rows in memory while the block lasts.

    With the few MB that both have otherwise they are written to disk and read again.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET work_mem = '{_ROOM_KIB}kB'")
            as_before = "RESET work_mem"
        else:
            cursor.execute("PRAGMA main.cache_size")
            as_before = f"PRAGMA main.cache_size = {cursor.fetchone()[0]}"
            cursor.execute(f"PRAGMA main.cache_size = -{_ROOM_KIB}")
    try:
        yield
    finally:
        if not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(as_before)


@contextmanager
def staged(
    tables: dict[str, tuple[pl.DataFrame, dict[str, str]]], *, made_beside: Sequence[str] = ()
) -> Iterator[None]:
    """Fill one temporary table per frame, `columns` giving each column's type, for as long as the block lasts.

    `made_beside` are temporary tables that the block may make: they go with the others.
    """
    try:
        for name, (frame, columns) in tables.items():
            _create(name, columns)
            _fill(name, frame.select(list(columns)), columns)
        yield
    finally:
        if not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                for name in (*tables, *made_beside):
                    cursor.execute(f"DROP TABLE IF EXISTS {temporary(name)}")


def temporary(name: str) -> str:
    """The name of a temporary table that no other table can be mistaken for."""
    return f"temp.{name}" if connection.vendor == "sqlite" else f"pg_temp.{name}"


def _create(name: str, columns: dict[str, str]) -> None:
    types = _TYPES[connection.vendor]
    listed = ", ".join(f"{column} {types[type_]}" for column, type_ in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {temporary(name)}")
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({listed})")


def _fill(name: str, frame: pl.DataFrame, columns: dict[str, str]) -> None:
    prepared = frame.with_columns([_written(column, type_) for column, type_ in columns.items()])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            listed = ", ".join(columns)
            with cursor.copy(f"COPY {name} ({listed}) FROM STDIN (FORMAT csv)") as copy:
                for part in prepared.iter_slices(_BATCH):
                    copy.write(part.write_csv(include_header=False, quote_style="non_numeric").encode())
            cursor.execute(f"ANALYZE {name}")
            return
        places = ", ".join(["%s"] * len(columns))
        for part in prepared.iter_slices(_BATCH):
            _insert_many(cursor, f"INSERT INTO temp.{name} VALUES ({places})", part)


def _insert_many(cursor: Any, sql: str, part: pl.DataFrame) -> None:
    raw = connection.connection
    alone = not raw.in_transaction
    if alone:
        raw.execute("BEGIN DEFERRED")
    cursor.executemany(sql, part.rows())
    if alone:
        raw.execute("COMMIT")


def _written(column: str, type_: str) -> pl.Expr:
    """A value as both databases read it: UTC text for times, text for amounts, 0 and 1 for flags."""
    value = pl.col(column)
    if type_ == "moment":
        moment = pl.from_epoch(value, time_unit="s")
        zone = "+00" if connection.vendor == "postgresql" else ""
        return moment.dt.strftime(f"%Y-%m-%d %H:%M:%S{zone}").alias(column)
    if type_ == "flag":
        return value.cast(pl.Int64).alias(column) if connection.vendor == "sqlite" else value.alias(column)
    if type_ == "amount":
        return value.cast(pl.String).alias(column)
    return value.alias(column)
