from __future__ import annotations

import gc

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reitera.repeats.codes import NotWholeNumbers, NumberCoder, PairCoder, TextCoder, codes_of
from reitera.repeats.matching import LIMIT

plain = st.integers(0, 2**63 - 1).map(str) | st.integers(0, 300).map(str)
other = st.sampled_from(["007", "7", "07", "+7", "-7", "7.0", "1e3", "Peña", "9" * 25, "0", "00"]) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=12
)


@settings(max_examples=100, deadline=None)
@given(st.lists(plain | other, min_size=1, max_size=30))
def test_a_code_stands_for_one_text_and_gives_it_back(texts) -> None:
    coded = codes_of(pl.Series(texts))

    assert coded.names(coded.codes).to_list() == texts
    assert 0 <= int(coded.codes.min()) <= int(coded.codes.max()) < LIMIT
    assert len(set(coded.codes.tolist())) == len(set(texts))


def test_wide_gaps_between_64_bit_ids_are_closed() -> None:
    coded = codes_of(pl.Series([2**62, 5, 2**62, 2**40], dtype=pl.Int64))

    assert coded.codes.tolist() == [2, 0, 2, 1]
    assert coded.names(np.array([1])).to_list() == [str(2**40)]


def test_no_rows_have_no_codes() -> None:
    assert len(codes_of(pl.Series([], dtype=pl.String)).codes) == 0


def test_a_blank_among_whole_columns_is_refused() -> None:
    with pytest.raises(ValueError):
        codes_of(pl.Series(["7", None]))


def given_blocks(coder, *blocks):
    """The coder's answers and codes for blocks of text, or of pairs of texts."""
    present = []
    for block in blocks:
        frame = pl.DataFrame(block, schema=["a", "b"][: len(block[0])], orient="row", infer_schema_length=None)
        names = frame.columns
        rows = coder.add(frame.select(pl.all().cast(pl.String)).select(coder.columns(*names)))
        coder.keep(rows)
        present.append(rows.tolist())
        gc.collect()
    return present, coder.finish()


def test_blanks_and_texts_for_missing_have_no_subject() -> None:
    rows = [("7",), (None,), ("",), ("  ",), ("?",), (" 12 ",), ("0",)]

    numbers = given_blocks(NumberCoder(["?", "0"]), rows)
    texts = given_blocks(TextCoder(["?", "0"]), rows)

    for present, coded in (numbers, texts):
        assert present == [[True, False, False, False, False, True, False]]
        assert coded.names(coded.codes).to_list() == ["7", "12"]


@pytest.mark.parametrize("text", ["007", "+7", "-7", "7.0", "A7", "9" * 20])
def test_a_text_that_is_no_plain_number_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(NotWholeNumbers):
        given_blocks(NumberCoder(), [("7",), (text,)])


def test_a_text_keeps_its_code_from_block_to_block() -> None:
    _present, coded = given_blocks(TextCoder(), [("b",), ("a",)], [("c",), ("b",)], [("a",)])

    assert coded.codes.tolist() == [0, 1, 2, 0, 1]
    assert coded.names(coded.codes).to_list() == ["b", "a", "c", "b", "a"]


def test_a_pair_needs_both_parts_and_never_meets_another_pair() -> None:
    pairs = [("a / b", "c"), ("a", "b / c"), ("a", None), ("a", "b / c"), (None, "c")]

    present, coded = given_blocks(PairCoder(), pairs)

    assert present == [[True, True, False, True, False]]
    assert len(set(coded.codes.tolist())) == 2
    assert coded.names(coded.codes).to_list() == ["a / b / c"] * 3
