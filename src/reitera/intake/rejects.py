"""Rejected rows: listed on the page, downloaded to be mended, and sent again as a file of their own."""

from __future__ import annotations

import polars as pl
from django.utils.translation import gettext

from reitera.intake.kept import REJECTS
from reitera.intake.models import Import
from reitera.intake.parsing import reason_in_words
from reitera.intake.reading import ROW, Table


def read_rejects(received: Import) -> pl.DataFrame:
    """Row, column, value, code and detail of each reject, by row; empty when there are none."""
    path = received.folder / REJECTS
    if path.exists():
        return pl.read_parquet(path)
    schema = {"row": pl.Int64, "column": pl.String, "value": pl.String, "code": pl.String, "detail": pl.String}
    return pl.DataFrame(schema=schema)


def listed(rejects: pl.DataFrame, start: int, count: int) -> list[dict[str, str | int]]:
    """A page of rejects with their reasons in words."""
    return [
        {**row, "reason": reason_in_words(row["code"], row["detail"])} for row in rejects.slice(start, count).to_dicts()
    ]


def rejects_to_mend(received: Import, table: Table) -> str:
    """A CSV of the rejected rows as they came, with where and why in front; it can be mended and sent again."""
    rejects = read_rejects(received)
    places = [gettext("FILA"), gettext("COLUMNA"), gettext("MOTIVO")]
    why = rejects.select(
        pl.col("row"),
        pl.col("row").alias(places[0]),
        pl.col("column").alias(places[1]),
        pl.struct("code", "detail").map_elements(
            lambda reject: reason_in_words(reject["code"], reject["detail"]), return_dtype=pl.String
        ).alias(places[2]),
    )  # fmt: skip
    rows = table.scan(row_numbers=True).join(why.lazy(), left_on=ROW, right_on="row", how="inner").collect()
    chosen = [*places, *(column for column in table.columns if column not in places)]
    return "\ufeff" + rows.sort(places[0]).select(chosen).write_csv(separator=";")
