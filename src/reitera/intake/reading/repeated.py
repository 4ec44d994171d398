"""The one rule for rows of a file that share a key, such as a report's number.

Equal rows count once. Rows that say different things of one key contradict each other, and none of them counts: which
one is right only the system that wrote them knows.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def repeated_rows(rows: pl.DataFrame, key: Sequence[str], content: Sequence[str]) -> pl.DataFrame:
    """The rows whose key another row has too. `rows` has `row` (its place), the key and what was read of the content.

    `contradicts` says that some row of the key has other content, `copy` that an equal row comes before and none
    contradicts, `against` which row is the first with other content (null for copies and their originals). Blanks are
    equal to blanks.
    """
    repeated = rows.filter(pl.struct(key).is_duplicated()).select("row", *dict.fromkeys([*key, *content]))
    same = pl.col("row").min().over([*key, *content])
    first = pl.col("row").min().over(key)
    seen = repeated.with_columns(same.alias("same"), first.alias("first"))
    is_first_said = pl.col("same") == pl.col("first")
    contradicts = ~is_first_said.all().over(key)
    other = pl.col("same").filter(~is_first_said).min().over(key)
    return seen.select(
        "row",
        (~contradicts & (pl.col("row") != pl.col("first"))).alias("copy"),
        contradicts.alias("contradicts"),
        pl.when(is_first_said).then(other).otherwise(pl.col("first")).alias("against"),
    )
