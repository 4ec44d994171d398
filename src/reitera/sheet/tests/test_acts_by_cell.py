"""Cells that go through an act or a writer of another package: cause, measures, visit, technician, priority."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reitera.cases.models import Case
from reitera.core import clock
from reitera.core.testing import arranging
from reitera.procedure.steps import State
from reitera.sheet.models import CellChange, SheetRow
from reitera.sheet.tests.test_edits import apply, edit, make_cases
from reitera.visits.models import Visit
from tests.cast import Cast, make_product


def fibre(cast: Cast, state: str, count: int = 1) -> list[Case]:
    cases = make_cases(cast, count, state=state)
    for case in cases:
        make_product(case.customer, cast.north, technology="FTTH GPON")
    return cases


def row_of(case: Case) -> SheetRow:
    return SheetRow.objects.get(pk=case.pk)


def test_a_cause_and_measures_are_typed_like_in_a_spreadsheet(cast: Cast) -> None:
    [case] = fibre(cast, "technical_review")

    outcome = apply(
        cast.usm_analyst,
        edit(case, "cause", "cau-b03"),
        edit(case, "before", "−27,8"),
    )

    row = row_of(case)
    assert outcome.refused == []
    assert (row.cause, str(row.before.normalize()), row.before_judgement) == ("CAU-B03", "-27.8", "critical")
    assert row.labels["cause"]
    assert set(CellChange.objects.filter(case=case).values_list("column", flat=True)) >= {"cause", "before"}


@pytest.mark.parametrize("typed", ["-2,18", "menos veinte", "=1+1", ""])
def test_a_measure_that_no_instrument_gives_is_refused(cast: Cast, typed: str) -> None:
    [case] = fibre(cast, "technical_review")

    [refused] = apply(cast.usm_analyst, edit(case, "before", typed)).refused

    assert refused.message
    assert row_of(case).before is None


def test_a_date_and_a_technician_in_one_row_agree_the_visit_and_move_the_case(cast: Cast) -> None:
    [case] = make_cases(cast, state="schedule_visit")

    outcome = apply(
        cast.usm_analyst,
        edit(case, "visit", "26/11/2026 9:00 a 11:00", state="schedule_visit"),
        edit(case, "technician", "field technician", state="schedule_visit"),
        edit(case, "remark", "Portón verde", state="schedule_visit"),
    )

    case.refresh_from_db()
    visit, row = Visit.objects.get(case=case), row_of(case)
    assert (outcome.done, outcome.refused) == (3, [])
    assert (case.state, row.state, row.remark) == (State.PRIORITISE, "prioritise", "Portón verde")
    assert (visit.technician, visit.starts_at.astimezone(clock.local_zone()).hour) == (cast.field_technician, 9)
    assert (row.visit, row.technician) == (visit.starts_at, str(cast.field_technician.pk))


def test_a_date_without_a_technician_says_what_is_missing_and_leaves_the_row(cast: Cast) -> None:
    [case] = make_cases(cast, state="schedule_visit")
    edits = [
        edit(case, "visit", "26/11/2026 9:00", state="schedule_visit"),
        edit(case, "remark", "x", state="schedule_visit"),
    ]

    outcome = apply(cast.usm_analyst, *edits)

    assert [refused.edit.column for refused in outcome.refused] == ["visit"]
    assert "técnico" in outcome.refused[0].message.lower()
    assert (row_of(case).remark, Visit.objects.count()) == ("", 0)


def test_two_rows_of_a_paste_cannot_take_the_same_hour_of_a_technician(cast: Cast) -> None:
    first, second = make_cases(cast, 2, state="schedule_visit")
    edits = [
        edit(case, column, text, state="schedule_visit")
        for case in (first, second)
        for column, text in (("visit", "26/11/2026 9:00"), ("technician", "Field Technician"))
    ]

    outcome = apply(cast.usm_analyst, *edits)

    assert {refused.edit.case for refused in outcome.refused} == {second.pk}
    assert Visit.objects.count() == 0
    assert apply(cast.usm_analyst, *edits, partial=True).done == 2
    assert [visit.case for visit in Visit.objects.all()] == [first]


def test_a_technician_of_another_centre_and_a_day_that_does_not_exist_are_refused(cast: Cast) -> None:
    [case] = make_cases(cast, state="schedule_visit")

    [unreal] = apply(cast.usm_analyst, edit(case, "visit", "31/02/2027 9:00", state="schedule_visit")).refused
    day, foreign = apply(
        cast.usm_analyst,
        edit(case, "visit", "26/11/2026 9:00", state="schedule_visit"),
        edit(case, "technician", "Field Technician South", state="schedule_visit"),
    ).refused

    assert "no existe en el calendario" in unreal.message
    assert (day.code, foreign.edit.column, foreign.code != day.code) == ("with_another", "technician", True)
    assert day.message == "No se escribió: en la misma fila no se pudo «Técnico»."


def test_only_the_supervisor_ranks_a_visit_and_the_refusal_names_them(cast: Cast) -> None:
    [case] = make_cases(cast, state="schedule_visit")
    apply(
        cast.usm_analyst,
        edit(case, "visit", "26/11/2026 9:00", state="schedule_visit"),
        edit(case, "technician", "Field Technician", state="schedule_visit"),
    )
    [refused] = apply(cast.usm_analyst, edit(case, "priority", "1", state="prioritise")).refused
    done = apply(cast.centre_supervisor, edit(case, "priority", "1", state="prioritise"))

    assert "Centre Supervisor" in refused.message
    assert (done.done, row_of(case).priority, row_of(case).state) == (1, "1", "prioritise")


def test_a_visit_is_moved_to_another_hour_by_its_cell(cast: Cast) -> None:
    [case] = make_cases(cast, state="schedule_visit")
    apply(
        cast.usm_analyst,
        edit(case, "visit", "26/11/2026 9:00", state="schedule_visit"),
        edit(case, "technician", "Field Technician", state="schedule_visit"),
    )
    seen = row_of(case).visit

    done = apply(
        cast.centre_supervisor,
        edit(case, "visit", "27/11 14:30", seen="2026-11-26T13:00:00Z", state="prioritise"),
    )

    assert done.refused == []
    assert row_of(case).visit - seen == timedelta(days=1, hours=5, minutes=30)
    assert Visit.objects.count() == 1


def slot(place: int) -> str:
    """Half an hour each, from eight on."""
    hour, minute = divmod(8 * 60 + 30 * place, 60)
    return f"26/11/2026 {hour}:{minute:02} a {hour}:{minute + 29:02}"


def test_a_large_paste_of_visits_is_one_request(cast: Cast) -> None:
    with arranging():
        cases = make_cases(cast, 12, state="schedule_visit")
    edits = [
        edit(case, column, text, state="schedule_visit")
        for place, case in enumerate(cases)
        for column, text in (("visit", slot(place)), ("technician", "Field Technician"))
    ]

    outcome = apply(cast.usm_analyst, *edits)

    assert (outcome.refused, outcome.done, Visit.objects.count()) == ([], 24, 12)


def test_a_phone_is_corrected_by_who_calls_and_by_nobody_else(cast: Cast) -> None:
    [case] = make_cases(cast)

    done = apply(cast.usm_analyst, edit(case, "phone", "71234567", seen="70000000"))
    [twice] = apply(cast.centre_supervisor, edit(case, "phone", "79999999", seen="70000000")).refused
    [wrong] = apply(cast.usm_analyst, edit(case, "phone", "llamar", seen="71234567")).refused

    assert (done.done, row_of(case).phone, row_of(case).phone_folded) == (1, "71234567", "71234567")
    assert (twice.code, twice.now, wrong.edit.column) == ("changed", "71234567", "phone")


def test_a_visit_that_is_sent_again_after_it_moved_its_case_is_one_visit(cast: Cast) -> None:
    [case] = make_cases(cast, state="schedule_visit")
    edits = [
        edit(case, "visit", "26/11/2026 9:00", state="schedule_visit"),
        edit(case, "technician", "Field Technician", state="schedule_visit"),
    ]

    answers = [apply(cast.usm_analyst, *edits) for _ in range(2)]

    assert [(answer.done, answer.refused) for answer in answers] == [(2, []), (2, [])]
    assert Visit.objects.count() == 1
