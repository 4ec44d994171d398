"""Lists as CSV."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reitera.core.exports import csv_lines
from tests.cast import NOON


def line_of(*values: object) -> str:
    return list(csv_lines(["x"], [values]))[1]


def test_a_list_is_a_marked_title_line_and_a_line_a_row() -> None:
    assert list(csv_lines(["Cliente", "Bs"], [["Núñez; Hnos", Decimal("349.50")]])) == [
        "\ufeffCliente;Bs\r\n", '"Núñez; Hnos";349,50\r\n',
    ]  # fmt: skip


def test_values_are_written_as_people_here_write_them() -> None:
    assert line_of(Decimal("-1.50"), -3, NOON, date(2026, 11, 25), None) == (
        "-1,50;-3;25/11/2026 12:00;25/11/2026;\r\n"
    )


@pytest.mark.parametrize("text", ["=1+1", "+591 700", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_text_never_runs_as_a_formula(text: str) -> None:
    [[cell]] = csv.reader([line_of(text)], delimiter=";")

    assert cell == f"'{text}"


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")), min_size=1))
def test_every_text_comes_back_with_at_most_an_apostrophe_before_it(values: list[str]) -> None:
    [read] = csv.reader([line_of(*values)], delimiter=";") if any(values) else [values]

    assert [
        cell.removeprefix("'") if cell != value else cell for cell, value in zip(read, values, strict=True)
    ] == values
