"""Hits of a file, without the command line around them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from reitera.intake.reading import open_table
from reitera.repeats.codes import BLANK
from reitera.repeats.file_columns import Columns, Reading, with_date_order
from reitera.repeats.file_details import NotPlainAmounts, PlainAmounts, Written
from reitera.repeats.file_hits import FileHits, Rule, hits_of_file
from reitera.repeats.ranking import Standing, ranking_key
from reitera.repeats.refusals import AmbiguousDates

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


def judge(folder: Path, text: str, *, missing: tuple[str, ...] = (), **columns: str) -> FileHits:
    file = folder / "r.csv"
    file.write_text(text, encoding="utf-8")
    table = open_table(file, workdir=folder)
    chosen = Columns("c", "t", **columns)
    reading = with_date_order(Reading("customer", missing, "", "America/La_Paz"), table, "t")
    return hits_of_file(table, chosen, reading, Rule(10, 2), now=NOW)


def kept(found: FileHits) -> tuple[int, int, dict[str, int], tuple[str, ...]]:
    return len(found.hits), found.reports, found.left_out, found.contradicting


def test_rising_numbers_repeat_nothing(tmp_path: Path) -> None:
    found = judge(tmp_path, "n,c,t\n1,a,2026-01-01\n2,a,2026-01-02\n", number="n")

    assert kept(found) == (1, 2, {}, ())


def test_numbers_that_only_look_alike_are_different(tmp_path: Path) -> None:
    found = judge(tmp_path, "n,c,t\n7,a,2026-01-01\n007,a,2026-01-02\n+7,a,2026-01-03\n", number="n")

    assert kept(found) == (1, 3, {}, ())


def test_a_copy_counts_once_and_rows_that_contradict_each_other_are_left_out_and_named(tmp_path: Path) -> None:
    rows = ["9,a,2026-01-01", "R-1,a,2026-01-02", "9,a,2026-01-01", "R-1,a,2026-01-05", " 9 ,a,2026-01-01"]

    found = judge(tmp_path, "n,c,t\n" + "\n".join(rows), number="n")

    assert kept(found) == (0, 1, {"copy": 2, "contradicted": 2}, ("R-1",))


def test_another_centre_or_billing_is_another_content(tmp_path: Path) -> None:
    text = "n,c,t,o,b\n1,a,2026-01-01,Norte,10\n1,a,2026-01-01,Sur,10\n2,a,2026-01-01,Sur,10\n2,a,2026-01-01,Sur,11\n"

    assert kept(judge(tmp_path, text, number="n", centre="o", billing="b"))[2] == {"contradicted": 4}
    assert kept(judge(tmp_path, text, number="n"))[2] == {"copy": 2}


def test_what_is_only_written_otherwise_is_the_same_content(tmp_path: Path) -> None:
    rows = ["1;a;2026-01-01;Córdoba;10;Abierto", "1; a;2026-01-01 00:00;CORDOBA ;10,00;pendiente"]

    found = judge(tmp_path, "n;c;t;o;b;s\n" + "\n".join(rows), number="n", centre="o", billing="b", state="s")

    assert kept(found)[2] == {"copy": 1}


def test_an_annulled_report_contradicts_the_one_that_is_not(tmp_path: Path) -> None:
    rows = ["1,,", "1,,Anulado", "2,,ANULADO", "2,,anulada", "3,,"]
    text = "n,x,s,c,t\n" + "\n".join(f"{row},a,2026-01-01" for row in rows)

    found = judge(tmp_path, text, number="n", state="s")

    assert kept(found) == (0, 1, {"copy": 1, "contradicted": 2, "annulled": 1}, ("1",))


def test_reports_without_number_all_count(tmp_path: Path) -> None:
    text = "n,c,t\n,a,2026-01-01\n,a,2026-01-01\n?,a,2026-01-02\n?,a,2026-01-03\n5,a,2026-01-04\n"

    assert kept(judge(tmp_path, text, number="n", missing=("?",))) == (1, 5, {}, ())


def test_rows_left_out_before_do_not_shift_the_repeated_ones(tmp_path: Path) -> None:
    text = "n,c,t\n5,a,2026-01-01\n1,,2026-01-01\n3,b,nunca\n5,b,2026-01-09\n2,c,2026-01-01\n2,c,2026-01-01\n"

    found = judge(tmp_path, text, number="n")

    assert kept(found) == (
        0, 1, {"no_subject": 1, "unreadable_date": 1, "copy": 1, "contradicted": 2}, ("5",)
    )  # fmt: skip


def test_a_date_far_down_that_is_not_year_first_is_read_too(tmp_path: Path) -> None:
    rows = [f"{customer},2026-01-01" for customer in range(300)] + ["7,13/01/2026", "8,09/01/2026"]

    found = judge(tmp_path, "c,t\n" + "\n".join(rows))

    assert found.hits["subject"].to_list() == ["8"]
    assert found.left_out == {}


def test_an_ambiguous_date_far_down_is_asked_about(tmp_path: Path) -> None:
    rows = [f"{customer},2026-01-01" for customer in range(300)] + ["8,09/01/2026"]

    with pytest.raises(AmbiguousDates):
        judge(tmp_path, "c,t\n" + "\n".join(rows))


def test_a_date_that_stands_for_missing_is_no_date(tmp_path: Path) -> None:
    found = judge(tmp_path, "c,t\na,2000-01-01\na,2000-01-01\na,2026-01-01\n", missing=("2000-01-01",))

    assert kept(found) == (0, 1, {"no_date": 2}, ())


def test_a_report_of_tomorrow_counts_and_one_of_the_day_after_does_not(tmp_path: Path) -> None:
    found = judge(tmp_path, "c,t\na,2026-11-26 23:59\na,2026-11-27 00:00\n")

    assert kept(found) == (0, 1, {"in_the_future": 1}, ())


@pytest.mark.parametrize(
    ("written", "billing"),
    [("349.5", "349.50"), ("349,50", "349.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("1.234", "1234.00"),
     ("Bs 90", "90.00"), ("", None), ("gratis", None), ("1e3", None)],
)  # fmt: skip
def test_billing_is_read_in_each_way_it_is_written(tmp_path: Path, written: str, billing: str | None) -> None:
    text = f'c;t;b\na;2026-01-01;1\na;2026-01-02;"{written}"\n'

    found = judge(tmp_path, text, billing="b")

    assert found.hits["billing"].to_list() == [None if billing is None else Decimal(billing)]


def amounts_of(*texts: str | None) -> list[Decimal | None]:
    amounts = PlainAmounts("b", pl.col("b"))
    amounts.keep(pl.DataFrame({"b": texts}, schema={"b": pl.String}).select(amounts.columns()), None)
    amounts.finish()
    return amounts.amounts(range(len(texts))).to_list()  # type: ignore[arg-type]


def test_plain_amounts_are_exact() -> None:
    assert amounts_of("0", "0.29", "999999999.99", "19.9", None) == [
        Decimal("0.00"), Decimal("0.29"), Decimal("999999999.99"), Decimal("19.90"), None
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["1.234", "12,5", "-1", "1e3", "inf", "nan", "0.125", "1000000000", " 5", "."])
def test_an_amount_that_may_be_read_otherwise_is_not_plain(text: str) -> None:
    with pytest.raises(NotPlainAmounts):
        amounts_of("1.50", text)


def test_written_texts_come_back_and_blanks_stay_blank() -> None:
    written = Written("o", pl.col("o"))
    for block in (["Norte", None], ["Sur", "Norte"]):
        written.keep(pl.DataFrame({"o": block}).select(written.columns()), None)
    written.finish()

    assert written.codes.tolist() == [0, BLANK, 1, 0]
    assert written.texts([1, 2, 0]).to_list() == [None, "Sur", "Norte"]  # type: ignore[arg-type]


def test_the_order_is_that_of_the_weekly_cycle(tmp_path: Path) -> None:
    rows = [
        f"{customer},2026-01-{day:02},{customer * 37 % 500}"
        for customer in range(40, 80)
        for day in (1, 2 + customer % 5)
    ]

    found = judge(tmp_path, "c,t,b\n" + "\n".join(rows), billing="b")

    standings = [
        Standing(hit["subject"], hit["reports_in_window"], hit["segment"], 1, hit["last"])
        for hit in found.hits.iter_rows(named=True)
    ]
    assert standings == sorted(standings, key=ranking_key)
    assert len({standing.segment for standing in standings}) == 4
