"""The searched text of many customers at once is that of each of them."""

from __future__ import annotations

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from reitera.customers.folding import folded_customer, folded_customers

TEXT = st.one_of(st.none(), st.text(max_size=12), st.text(alphabet="aZñÑé \t\x1c\x1f\x85\xa0ß"), st.just("Ñ" * 301))


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=8))
@example([("Ñuñez  Peña", "0007", "+591 7-12"), ("", "", ""), ("STRASSE ẞ", "\x1c1\x1f", None), ("A" * 400, "1", "")])
def test_many_customers_fold_as_each_of_them_does(customers: list[tuple[str | None, str | None, str | None]]) -> None:
    frame = pl.DataFrame(customers, schema=dict.fromkeys(("name", "code", "phone"), pl.String), orient="row")

    assert folded_customers(frame).to_list() == [
        folded_customer(*(part or "" for part in customer)) for customer in customers
    ]
