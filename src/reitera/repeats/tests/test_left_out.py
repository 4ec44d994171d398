"""Reports made while an earlier one of the same product was open, against the plain sentence."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reitera.repeats.database_reports import _OPEN, SpanReports, made_while_open

row = st.tuples(
    st.integers(1, 2), st.sampled_from([-1, 7, 8]), st.integers(0, 12), st.integers(0, 6) | st.none(), st.booleans()
)


def span_of(rows) -> SpanReports:
    """Rows of (customer, product, second, seconds until closed or None, annulled)."""
    closed = [_OPEN if lasts is None else second + lasts for _c, _p, second, lasts, _a in rows]
    columns = list(zip(*rows, strict=True)) or [()] * 5
    whole = [np.array(values, dtype=np.int64) for values in (range(len(rows)), *columns[:3], closed)]
    return SpanReports(*whole, np.array(columns[4], dtype=np.bool_))


def plainly_made_while_open(rows) -> list[bool]:
    return [
        any(
            (c, p) == (customer, product) and s < second and (lasts is None or s + lasts > second) and not annulled
            for c, p, s, lasts, annulled in rows
        )
        for customer, product, second, _lasts, _annulled in rows
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(row, max_size=12))
def test_a_report_is_made_while_open_exactly_when_the_plain_sentence_says_so(rows) -> None:
    assert made_while_open(span_of(rows)).tolist() == plainly_made_while_open(rows)


def test_closed_in_the_same_second_is_closed_and_made_in_the_same_second_is_not_earlier() -> None:
    rows = [(1, 7, 0, 5, False), (1, 7, 5, None, False), (1, 7, 5, None, False), (1, 7, 6, None, False)]

    assert made_while_open(span_of(rows)).tolist() == [False, False, False, True]
