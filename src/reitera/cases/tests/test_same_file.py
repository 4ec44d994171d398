"""The same file twice: no second case, no second notice, no event of a case."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from reitera.cases.models import Case
from reitera.core import clock
from reitera.core.events import catch_up
from reitera.core.models import Event
from reitera.intake import actions as intake
from reitera.intake.models import Import
from reitera.notices.models import Notice
from reitera.staff.models import User
from tests.cast import LA_PAZ, Cast

FRIDAY = datetime(2026, 11, 20, 9, tzinfo=LA_PAZ)
ROWS = (
    "NRO_REPORTE,CLIENTE,CONTRATO,FEC_REPORTE,CENTRO\n"
    "RD-1,C-7,P-7,2026-11-17 10:00:00,NORTE\n"
    "RD-2,C-7,P-7,2026-11-19 10:00:00,NORTE\n"
    "RD-3,C-8,P-8,2026-11-19 11:00:00,SUR\n"
)


def import_file(path: Path, actor: User) -> Import:
    received = intake.receive_file(path=path, file_name=path.name, kind="fault_reports", actor=actor, at=FRIDAY)
    received = intake.preview(received=received, actor=actor, at=FRIDAY)
    week = (date(2026, 11, 16), date(2026, 11, 20))
    applied = intake.apply_import(received=received, actor=actor, at=FRIDAY, keep_good=False, covers=week)
    catch_up()
    return applied


def test_the_same_file_twice_opens_one_case_and_tells_once(cast: Cast, data_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "reportes.csv"
    path.write_text(ROWS)
    with clock.fixed(FRIDAY):
        first = import_file(path, cast.manager_analyst)
        told = list(Notice.objects.values_list("recipient__username", "kind", "count"))
        happened = Event.objects.filter(kind__startswith="case.").count()

        second = import_file(path, cast.manager_analyst)

    assert (first.counts["new"], second.counts["new"], second.counts["changed"]) == (3, 0, 0)
    assert [(case.customer.code, case.origin) for case in Case.objects.all()] == [("C-7", "alert")]
    assert sorted(told) == [("manager_analyst", "alert", 1), ("usm_analyst", "arrived", 1)]
    assert list(Notice.objects.values_list("recipient__username", "kind", "count")) == told
    assert Event.objects.filter(kind__startswith="case.").count() == happened == 1
