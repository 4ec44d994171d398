"""Go-live day: an old sheet is read, matched, reviewed and taken over."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reitera.cases.history import history_of
from reitera.cases.page import why_here
from reitera.core.events import catch_up
from reitera.core.models import Event
from reitera.diagnosis.models import ProbableCause, Reading
from reitera.intake.reading import ReadingError
from reitera.notices.models import Notice
from reitera.procedure.steps import State
from reitera.sheet.golive import actions
from reitera.sheet.golive.models import OldSheet
from reitera.sheet.golive.plan import review_of
from reitera.sheet.golive.refusals import (
    TargetTwice,
    TooManyOldRows,
)
from reitera.sheet.golive.review import Fate
from reitera.sheet.golive.states import OFFERED
from reitera.sheet.models import OwnColumn, OwnValues, SheetRow
from reitera.sheet.tests.old_sheet import (
    HARMFUL,
    TITLES,
    VISIT,
    applied,
    case_of,
    choose,
    lay_out_customers,
    line_of,
    open_case,
    realistic_rows,
    received,
    reviewed,
    row,
    xlsx_of,
)
from reitera.visits.models import Visit
from tests.cast import LA_PAZ, NOON, Cast, make_customer, make_product, make_report

pytestmark = pytest.mark.django_db


def test_titles_and_words_are_proposed(sheet: OldSheet) -> None:
    assert sheet.columns == TITLES
    assert sheet.described["header_row"] == 3
    assert sheet.choices["columns"] == {
        "Nº": "row", "Nº contrato": "contract", "Cliente": "name", "Celular": "phone", "Dirección": "left",
        "Centro": "centre", "Estado": "state", "Fecha ingreso": "opened", "Fecha visita": "visit", "Hora": "hour",
        "Técnico": "technician", "Rx antes": "before", "Rx después": "after", "Causa probable": "cause",
        "Incidente": "incident", "Responsable": "owner", "Llamadas": "new_number", "Contactado": "new_yes_no",
        "Tipo de casa": "new_choice", "Recado": "note", "Observaciones": "remark",
    }  # fmt: skip
    assert sheet.choices["states"] == {
        "pendiente de visita": "schedule_visit", "en monitoreo": "solution_monitoring",
        "visita programada": "prioritise", "concluido": "closed", "falla de planta": "plant_incident",
    }  # fmt: skip


def test_every_row_has_its_fate(cast: Cast, sheet: OldSheet) -> None:
    review = reviewed(sheet, cast.manager_analyst)

    assert review.counts == {"opens": 8, "fills": 1, "known": 0, "closed": 1, "left_out": 0, "rejected": 9}
    assert [(state.value, str(centre), count) for state, centre, count in review.by_step_and_centre()] == [
        ("reception", "Centro Norte", 1), ("schedule_visit", "Centro Norte", 5),
        ("solution_monitoring", "Centro Norte", 1), ("prioritise", "Centro Norte", 1),
    ]  # fmt: skip
    assert review.facts() == {"cause": 1, "before": 2, "after": 1, "owner": 1, "visit": 1, "remark": 6, "own": 7}


def test_each_row_that_stays_out_says_where_and_why(cast: Cast, sheet: OldSheet) -> None:
    review = reviewed(sheet, cast.manager_analyst)

    told = {line.number: (line.problem.title, line.problem.value) for line in review.rejected if line.problem}
    assert told == {
        7: ("Fecha ingreso", "31/02/2026"), 8: ("Fecha ingreso", "ayer"), 9: ("", "Rosa Quispe 8"),
        11: ("Nº contrato", "99999"), 13: ("Celular", "591 70707070"), 17: ("Incidente", ""),
        18: ("Nº contrato", "41218"), 19: ("Centro", "Centro Lunar"),
    }  # fmt: skip
    reasons = {line.number: line.problem.reason for line in review.rejected if line.problem}
    assert reasons[13] == "Lo tiene más de un cliente: Rosa Quispe 12 (C-12), Rosa Quispe 13 (C-13)."
    assert reasons[18] == "Es de «Rosa Quispe 17», y la fila dice «Panadería El Trigal»."
    assert sorted(line.number for line in review.lines if line.is_unmatched) == [11, 13, 18]


def test_what_no_fact_can_hold_goes_into_the_remark_and_is_told(cast: Cast, sheet: OldSheet) -> None:
    review = reviewed(sheet, cast.manager_analyst)

    other = "Field Technician South no es técnico de Centro Norte ese día. Elija un técnico de ese centro."
    no_day = "«31/02/2026»: ese día no existe en el calendario."
    visit = ("Fecha visita", "Hora", "Técnico")
    assert [(note.row, note.title, note.reason) for note in review.notes] == [
        *((4, title, other) for title in visit),
        *((5, title, no_day) for title in visit),
        (16, "Causa probable", "«duendes»: no está en la lista."),
        (16, "Rx antes", "«mala señal» no es un número. Se espera algo como −21,8."),
    ]
    assert line_of(review, 5).remark == "Fecha visita: 31/02/2026\nHora: 9:00 a 11:00\nTécnico: field technician"


def test_rows_become_open_cases_at_their_steps(cast: Cast, sheet: OldSheet) -> None:
    applied(cast, sheet)

    monitored, seen = case_of("C-1"), case_of("C-0")
    assert (seen.state, seen.origin, seen.operations_centre) == (State.SCHEDULE_VISIT, "sheet", cast.north)
    assert seen.opened_at == datetime(2026, 11, 17, tzinfo=LA_PAZ)
    assert (seen.state_since, seen.due_at) == (NOON, seen.due_at)
    assert seen.due_at is not None
    assert seen.due_at > NOON
    assert (monitored.state, monitored.solved_at) == (State.SOLUTION_MONITORING, NOON)
    assert seen.remark.text == "No contesta.\nLlamar después de las 18\nRecado: portón verde"
    assert ProbableCause.objects.get(case=seen).cause.code == "CAU-A03"
    readings = Reading.objects.filter(case=monitored).values_list("moment", "value", "source")
    assert sorted((moment, float(value), source) for moment, value, source in readings) == [
        ("after", -21.4, "imported"), ("before", -28.1, "imported")
    ]  # fmt: skip
    assert case_of("C-13").owner == cast.usm_analyst


def test_the_rest_of_its_columns_become_columns_of_ones_own(cast: Cast, sheet: OldSheet) -> None:
    applied(cast, sheet)

    own = {column.label: column for column in OwnColumn.objects.all()}
    assert {label: (column.kind, list(column.words.values())) for label, column in own.items()} == {
        "Llamadas": ("number", []), "Contactado": ("yes_no", []),
        "Tipo de casa": ("choice", ["Departamento", "Casa"]),
    }  # fmt: skip
    values = OwnValues.objects.get(case=case_of("C-0")).values
    assert values == {
        f"own_{own['Llamadas'].pk}": "3", f"own_{own['Contactado'].pk}": True,
        f"own_{own['Tipo de casa'].pk}": "1",
    }  # fmt: skip
    assert SheetRow.objects.get(case=case_of("C-0")).own == values


def test_a_sound_visit_is_kept_and_an_unsound_one_waits_for_a_date(cast: Cast, sheet: OldSheet) -> None:
    applied(cast, sheet)

    [visit] = Visit.objects.all()
    start = datetime(2026, 11, 27, 9, tzinfo=LA_PAZ)
    assert (visit.case, visit.technician, visit.starts_at, visit.ends_at, visit.status) == (
        case_of("C-2"), cast.field_technician, start, start + timedelta(hours=2), "planned"
    )  # fmt: skip
    assert (visit.case.state, visit.case.due_at, visit.case.technician) == (
        State.PRIORITISE, start, cast.field_technician
    )  # fmt: skip
    assert {case_of(code).state for code in ("C-3", "C-4")} == {State.SCHEDULE_VISIT}
    assert case_of("C-4").remark.text.startswith("Fecha visita: 31/02/2026")


def test_two_visits_of_one_technician_at_one_hour_keep_the_first(cast: Cast, tmp_path: Path) -> None:
    lay_out_customers(cast)
    sheet = received(cast, [row(0, **VISIT), row(1, **{**VISIT, "Hora": "10:30"})], tmp_path)

    review = applied(cast, sheet)

    assert [line.state for line in review.lines] == [State.PRIORITISE, State.SCHEDULE_VISIT]
    assert {note.reason for note in review.notes} == {"Field Technician ya tiene otra visita a esa hora."}
    assert Visit.objects.count() == 1


def test_a_technician_on_the_way_has_a_confirmed_visit(cast: Cast, tmp_path: Path) -> None:
    lay_out_customers(cast)
    sheet = received(cast, [row(0, **{**VISIT, "Estado": "En visita"})], tmp_path)

    applied(cast, sheet)

    visit, case = Visit.objects.get(), case_of("C-0")
    assert (visit.status, case.state, case.due_at, case.visits) == ("confirmed", State.FIELD_WORK, visit.ends_at, 1)


def test_text_that_would_do_harm_stays_text(cast: Cast, sheet: OldSheet) -> None:
    applied(cast, sheet)

    assert case_of("C-13").remark.text == HARMFUL


def test_a_customer_with_an_open_case_keeps_it_and_its_blanks_are_filled(cast: Cast, sheet: OldSheet) -> None:
    review = applied(cast, sheet)

    case = case_of("C-14")
    assert (case.origin, case.state, case.remark.text) == ("cycle", State.TECHNICAL_REVIEW, "de la planilla")
    assert line_of(review, 15).row.outcome == "filled"


def test_what_an_open_case_says_already_stands(cast: Cast, tmp_path: Path) -> None:
    customers = lay_out_customers(cast)
    open_case(cast, customers["C-0"])
    first = received(cast, [row(0, Observaciones="primera")], tmp_path)
    applied(cast, first)

    review = reviewed(received(cast, [row(0, Observaciones="segunda")], tmp_path), cast.manager_analyst)

    [line] = review.lines
    assert (line.fate, case_of("C-0").remark.text) == (Fate.KNOWN, "primera")
    assert [note.reason for note in line.notes] == [f"{case_of('C-0')} ya tiene otra observación, y queda."]


def test_the_history_and_the_page_say_where_it_came_from(cast: Cast, sheet: OldSheet) -> None:
    applied(cast, sheet)

    case = case_of("C-1")
    told = [str(line.text) for _day, lines in history_of(case) for line in lines]
    came = "lo trajo de la planilla anterior, fila 2 de «Planilla TOP 10.csv»"
    moved = ". El caso pasó a <b>15 · Monitorear solución</b>."
    assert f"<b>Manager Analyst</b> {came}{moved} " in told
    assert why_here(case) == "Vino de la planilla que se usaba antes: Planilla TOP 10.csv."
    kinds = set(Event.objects.filter(case_id=case.pk).values_list("kind", flat=True))
    assert {"case.opened", "case.taken_over", "diagnosis.readings_noted"} <= kinds


def test_the_day_of_the_change_sends_no_notices(cast: Cast, sheet: OldSheet) -> None:
    applied(cast, sheet, cast.administrator)
    catch_up()

    assert Notice.objects.count() == 0


def test_of_two_rows_of_one_customer_the_one_that_is_left_stands(cast: Cast, sheet: OldSheet) -> None:
    twins = [line for line in reviewed(sheet, cast.manager_analyst).lines if line.number == 9]
    assert {line.problem.reason for line in twins if line.problem} == {
        "Es del mismo cliente que la fila 9. Deje fuera las que ya no valen."
    }

    actions.leave_row_out(sheet=sheet, number=twins[0].row.number, is_out=True, actor=cast.manager_analyst, at=NOON)

    lines = [line for line in reviewed(sheet, cast.manager_analyst).lines if line.number == 9]
    assert [line.fate for line in lines] == [Fate.LEFT_OUT, Fate.OPENS]


def test_what_the_columns_and_words_mean_is_corrected(cast: Cast, sheet: OldSheet) -> None:
    said = choose(
        cast, sheet, columns={"Recado": "left", "Llamadas": "note"}, states={"concluido": "quality_check"},
        blank="technical_review",
    )  # fmt: skip

    review = reviewed(said, cast.manager_analyst)

    assert line_of(review, 6).state is State.QUALITY_CHECK
    assert line_of(review, 12).state is State.TECHNICAL_REVIEW
    assert line_of(review, 1).remark == "No contesta.\nLlamar después de las 18\nLlamadas: 3"
    with pytest.raises(TargetTwice):
        choose(cast, said, columns={"Recado": "phone"})


def test_a_word_that_nobody_explained_holds_its_rows_back(cast: Cast, tmp_path: Path) -> None:
    lay_out_customers(cast)
    sheet = received(cast, [row(0, Estado="XYZ"), row(1, Estado="No solucionado")], tmp_path)

    review = reviewed(sheet, cast.manager_analyst)

    assert {line.problem.reason for line in review.lines if line.problem} == {"Diga en «Estados» a qué paso pasa."}
    assert len(review.rejected) == 2


def test_dates_that_read_both_ways_are_asked(cast: Cast, tmp_path: Path) -> None:
    lay_out_customers(cast)
    sheet = received(cast, [row(0, Fecha_ingreso="03/04/2026"), row(1, Fecha_ingreso="05/06/2026")], tmp_path)

    asked = reviewed(sheet, cast.manager_analyst)
    said = choose(cast, sheet, orders={"Fecha ingreso": "mdy"})
    applied(cast, said)

    assert asked.questions == {"Fecha ingreso": "03/04/2026"}
    assert asked.counts["rejected"] == 2
    assert case_of("C-0").opened_at == datetime(2026, 3, 4, tzinfo=LA_PAZ)


def test_a_future_date_is_refused(cast: Cast, tmp_path: Path) -> None:
    lay_out_customers(cast)
    [line] = reviewed(received(cast, [row(0, Fecha_ingreso="26/11/2026")], tmp_path), cast.manager_analyst).lines

    assert line.problem is not None
    assert line.problem.reason == "Es una fecha futura."


def test_the_workbook_says_the_same_as_the_text(cast: Cast, sheet: OldSheet, tmp_path: Path) -> None:
    path = xlsx_of(realistic_rows(), tmp_path / "planilla.xlsx")
    other = actions.receive_old_sheet(path=path, file_name="Planilla.xlsx", actor=cast.administrator, at=NOON)

    text, book = (reviewed(each, cast.administrator) for each in (sheet, other))

    assert book.counts == text.counts
    assert [(line.fate, line.state, line.slot is not None) for line in book.lines] == [
        (line.fate, line.state, line.slot is not None) for line in text.lines
    ]
    assert [line.case.opened_at for line in book.of(Fate.OPENS) if line.case] == [
        line.case.opened_at for line in text.of(Fate.OPENS) if line.case
    ]
    assert other.choices["columns"] == sheet.choices["columns"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), (b"<html><table><tr><td>1", "web_page"), (b"%PDF-1.7\n\x00", "wrong_kind")],
)
def test_what_is_no_table_is_refused(cast: Cast, tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "planilla.csv"
    path.write_bytes(content)

    with pytest.raises(ReadingError) as refusal:
        actions.receive_old_sheet(path=path, file_name="x.csv", actor=cast.manager_analyst, at=NOON)

    assert (refusal.value.code, OldSheet.objects.count()) == (code, 0)


def test_a_file_beyond_the_limit_is_refused(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reitera.sheet.golive.receiving.MOST_ROWS", 2)

    with pytest.raises(TooManyOldRows):
        received(cast, [row(0), row(1), row(2)], tmp_path)


@pytest.mark.parametrize("state", [state for state in OFFERED if state not in (State.PRIORITISE, State.FIELD_WORK)])
def test_a_case_can_enter_at_every_offered_state(cast: Cast, tmp_path: Path, state: State) -> None:
    lay_out_customers(cast)
    sheet = received(cast, [row(0, Incidente="INC-7")], tmp_path)

    applied(cast, choose(cast, sheet, states={"pendiente de visita": state.value}))

    case = case_of("C-0")
    assert (case.state, case.due_at is not None, case.came_from) == (state, True, "")
    assert case.incident == ("INC-7" if state is State.PLANT_INCIDENT else "")


def test_a_customer_without_a_centre_waits_where_it_gets_one(cast: Cast, tmp_path: Path) -> None:
    lay_out_customers(cast)
    make_product(make_customer(code="C-99", name="Sin Centro"), code="50001")
    row_without = row(0, Nº_contrato="50001", Cliente="Sin Centro", Centro="")

    applied(cast, received(cast, [row_without], tmp_path))

    assert (case_of("C-99").state, case_of("C-99").operations_centre) == (State.DISPATCH, None)


def test_the_centre_is_that_of_the_latest_report_where_the_sheet_says_none(cast: Cast, tmp_path: Path) -> None:
    customer = lay_out_customers(cast)["C-0"]
    make_report(customer, NOON - timedelta(days=5), operations_centre=cast.south)

    applied(cast, received(cast, [row(0, Centro="")], tmp_path))

    case = case_of("C-0")
    assert (case.operations_centre, case.latest_report_at) == (cast.south, NOON - timedelta(days=5))


def many_rows(cast: Cast, count: int) -> list[dict[str, Any]]:
    made = []
    for place in range(count):
        number = 60000 + count * 1000 + place
        customer = make_customer(cast.north, code=f"M-{number}", name=f"Ana Flores {number}")
        make_product(customer, cast.north, code=str(number), technology="FTTH GPON", olt="OLT-1", port="0/1/3")
        day, hour = 26 + place % 5, {1: 20, 3: 22}.get(count, 7 + place // 5 % 6 * 2)
        date = f"{day:02}/11/2026" if day <= 30 else "01/12/2026"
        kind = {0: {**VISIT, "Fecha_visita": date, "Hora": f"{hour}:00"}, 1: {"Estado": "En monitoreo"}}.get(
            place % 3, {}
        )
        made.append(
            row(0, Nº_contrato=str(number), Cliente="Ana Flores", Rx_antes="-27,1", Rx_después="-20", Llamadas="2",
                Causa_probable="CAU-A03", Responsable="usm analyst", Observaciones="x", **kind)
        )  # fmt: skip
    return made


def test_three_rows_and_three_hundred_ask_the_same(cast: Cast, tmp_path: Path) -> None:
    # The first makes the columns of one's own that the others find.
    counts = []
    for count in (1, 3, 300):
        sheet = received(cast, many_rows(cast, count), tmp_path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            review = review_of(sheet, cast.manager_analyst, NOON)
        with CaptureQueriesContext(connection) as done:
            actions.apply_old_sheet(sheet=sheet, expected=review.signature, actor=cast.manager_analyst, at=NOON)
        assert review.counts["opens"] == count
        counts.append((len(asked), len(done)))

    assert counts[1] == counts[2]
