"""A previewed file is read once; its kept rows count only for the same file, read in the same way."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import polars as pl
import pytest

from reitera.core.testing import arranging
from reitera.faults.models import FaultReport
from reitera.intake import actions, kept, parsing
from reitera.intake.models import Import
from reitera.staff.models import CentreAlias
from tests.cast import NOON, Cast

pytestmark = pytest.mark.usefixtures("data_dir")

TEXT = (
    "NRO_REPORTE,CLIENTE,FEC_REPORTE,CENTRO_OP\nRD-1,7,03/11/2026,NORTE\nRD-2,7,13/11/2026,NORTE\nRD-3,7,NUNCA,NORTE\n"
)


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each reading of a file from here on."""
    read, done = parsing.parse, []

    def counted(*args, **options) -> parsing.Parsed:
        done.append("read")
        return read(*args, **options)

    monkeypatch.setattr(parsing, "parse", counted)
    return done


@pytest.fixture
def previewed(cast: Cast, tmp_path: Path) -> Import:
    path = tmp_path / "reportes.csv"
    path.write_text(TEXT)
    received = actions.receive_file(path=path, file_name=path.name, kind="", actor=cast.manager_analyst, at=NOON)
    return actions.preview(received=received, actor=cast.manager_analyst, at=NOON)


def apply(cast: Cast, received: Import) -> Import:
    fresh = Import.objects.get(pk=received.pk)
    return actions.apply_import(received=fresh, actor=cast.manager_analyst, at=NOON, keep_good=True)


def parts_in(received: Import) -> list[str]:
    return sorted(path.name for path in received.folder.glob("*.part"))


def test_applying_reads_no_file_again_and_leaves_no_rows_behind(
    cast: Cast, previewed: Import, readings: list[str]
) -> None:
    (previewed.folder / "rows1.part").write_bytes(b"of a process that died")

    done = apply(cast, previewed)

    assert (readings, done.counts["new"], done.counts["rejected"]) == ([], 2, 1)
    assert sorted(FaultReport.objects.values_list("number", flat=True)) == ["RD-1", "RD-2"]
    assert (done.folder / kept.ROWS).exists() is False
    assert parts_in(done) == []


@pytest.mark.parametrize("lost", [kept.ROWS, kept.REJECTS])
@pytest.mark.parametrize("left", [None, b"", b"PAR1 cut off"])
def test_rows_that_are_gone_or_cut_off_are_read_again(
    cast: Cast, previewed: Import, readings: list[str], lost: str, left: bytes | None
) -> None:
    path = previewed.folder / lost
    path.unlink() if left is None else path.write_bytes(left)

    done = apply(cast, previewed)

    assert (readings, done.counts["new"], done.counts["rejected"]) == (["read"], 2, 1)


def test_rows_of_another_file_are_not_taken_for_this_one(cast: Cast, previewed: Import, readings: list[str]) -> None:
    previewed.original.write_text(TEXT.replace("RD-2", "RD-9"))

    apply(cast, previewed)

    assert readings == ["read"]
    assert FaultReport.objects.filter(number="RD-9").exists()


def test_rows_read_in_another_way_are_read_again(cast: Cast, previewed: Import, readings: list[str]) -> None:
    columns = {name: column for name, column in previewed.mapping.items() if name != "centre"}
    actions.change_mapping(
        received=previewed, mapped={**columns, "symptom": "CENTRO_OP"}, date_orders={}, actor=cast.manager_analyst,
        at=NOON,
    )  # fmt: skip

    apply(cast, previewed)

    assert readings == ["read"]
    assert {report.symptom for report in FaultReport.objects.all()} == {"NORTE"}


def test_rows_read_with_other_names_of_centres_are_read_again(
    cast: Cast, previewed: Import, readings: list[str]
) -> None:
    with arranging():
        CentreAlias.objects.filter(folded="norte").update(operations_centre=cast.south)

    apply(cast, previewed)

    assert readings == ["read"]
    assert {report.operations_centre for report in FaultReport.objects.all()} == {cast.south}


def test_rows_read_by_other_code_are_read_again(
    cast: Cast, previewed: Import, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_code", lambda: "the next version")

    apply(cast, previewed)

    assert readings == ["read"]


def test_a_second_preview_of_the_same_reads_nothing(cast: Cast, previewed: Import, readings: list[str]) -> None:
    again = actions.preview(received=previewed, actor=cast.manager_analyst, at=NOON)

    assert (readings, again.counts) == ([], previewed.counts)


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    rows = pl.DataFrame({"row": [2], "billing": ["349.00"], "closed_at": [None]}).with_columns(
        pl.col("billing").cast(pl.Decimal(14, 2)), pl.col("closed_at").cast(pl.Int64)
    )
    rejects = pl.DataFrame({"row": [3], "column": ["A"], "value": ["ñ"], "code": ["missing"], "detail": [""]})
    parsed = parsing.Parsed(rows, rejects, copies=4, date_orders={"FEC «Ñ»": "dmy"})

    kept.keep(tmp_path, "digest", parsed)
    found = kept.recall(tmp_path, "digest")

    assert found is not None
    assert (found.copies, found.date_orders) == (4, parsed.date_orders)
    assert found.rows.equals(rows)
    assert found.rows.schema == rows.schema
    assert found.rejects.equals(rejects)
    assert kept.recall(tmp_path, "another digest") is None


def test_the_digest_is_the_same_whatever_the_order_and_the_zone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a")

    assert kept.digest_of(path, {"a": 1, "at": NOON}) == kept.digest_of(path, {"at": NOON.astimezone(UTC), "a": 1})
    assert kept.digest_of(path, {"a": 1}) != kept.digest_of(path, {"a": 2})
