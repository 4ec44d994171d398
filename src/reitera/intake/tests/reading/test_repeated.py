"""Rows of a file that share a key."""

from __future__ import annotations

import random
from collections import defaultdict

import polars as pl
import pytest

from reitera.intake.reading import repeated_rows


def judged(rows: list[tuple[int, str, str | None, int | None]]) -> dict[int, tuple[bool, bool, int | None]]:
    frame = pl.DataFrame(rows, schema={"row": pl.Int64, "key": pl.String, "a": pl.String, "b": pl.Int64}, orient="row")
    found = repeated_rows(frame, ["key"], ["a", "b"]).select("row", "copy", "contradicts", "against")
    return {row: (copy, contradicts, against) for row, copy, contradicts, against in found.iter_rows()}


def test_a_key_of_its_own_is_not_repeated() -> None:
    assert judged([(2, "x", "a", 1), (3, "y", "a", 1)]) == {}


def test_equal_rows_are_copies_of_the_first() -> None:
    assert judged([(2, "x", "a", None), (5, "x", "a", None), (9, "x", "a", None)]) == {
        2: (False, False, None), 5: (True, False, None), 9: (True, False, None),
    }  # fmt: skip


def test_rows_that_contradict_each_other_name_the_first_that_says_otherwise() -> None:
    assert judged([(2, "x", "a", 1), (3, "x", "a", 1), (4, "x", None, 1), (5, "x", "a", 2)]) == {
        2: (False, True, 4), 3: (False, True, 4), 4: (False, True, 2), 5: (False, True, 2),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_it_is_what_a_plain_look_at_every_pair_says(seed: int) -> None:
    chance = random.Random(seed)
    rows = [
        (row, chance.choice("xyz"), chance.choice(["a", "b", None]), chance.choice([1, None])) for row in range(2, 14)
    ]
    chance.shuffle(rows)

    assert judged(rows) == plain_look(rows)


def plain_look(rows: list[tuple[int, str, str | None, int | None]]) -> dict[int, tuple[bool, bool, int | None]]:
    by_key = defaultdict(list)
    for row, key, *content in sorted(rows):
        by_key[key].append((row, content))
    found = {}
    for same_key in by_key.values():
        contradicts = any(content != same_key[0][1] for _, content in same_key)
        for row, content in same_key:
            others = [other for other, said in same_key if said != content]
            copy = not contradicts and row != same_key[0][0]
            found[row] = (copy, contradicts, min(others, default=None))
        if len(same_key) == 1:
            del found[same_key[0][0]]
    return found
