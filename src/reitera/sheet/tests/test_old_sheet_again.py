"""An old sheet that is sent again, changed meanwhile, cut off, discarded or in the wrong hands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reitera.cases.models import Case
from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.customers.models import Customer
from reitera.procedure.steps import State
from reitera.sheet.golive import actions
from reitera.sheet.golive.models import OldRow, OldSheet
from reitera.sheet.golive.refusals import (
    AlreadyApplied,
    AlreadyDiscarded,
    NoSuchCustomer,
    NotFinished,
    PlanChanged,
    RowIsIn,
)
from reitera.sheet.golive.review import Fate
from reitera.sheet.models import OwnColumn
from reitera.sheet.tests.old_sheet import (
    applied,
    case_of,
    choose,
    lay_out_customers,
    open_case,
    realistic_rows,
    received,
    reviewed,
    row,
)
from reitera.visits.models import Visit
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db


def test_the_same_file_twice_opens_nothing_twice(cast: Cast, sheet: OldSheet, tmp_path: Path) -> None:
    applied(cast, sheet)
    before = Case.objects.count()
    again = received(cast, realistic_rows(), tmp_path)

    counts = reviewed(again, cast.manager_analyst).counts

    assert (counts["opens"], counts["fills"], counts["known"], counts["closed"]) == (0, 0, 9, 1)
    with pytest.raises(NotFinished):
        applied(cast, again)
    assert Case.objects.count() == before


def test_a_case_that_was_concluded_since_does_not_come_again(cast: Cast, tmp_path: Path) -> None:
    lay_out_customers(cast)
    applied(cast, received(cast, [row(0)], tmp_path))
    with arranging():
        Case.objects.update(state="concluded", concluded_at=NOON, result="satisfied")

    [line] = reviewed(received(cast, [row(0)], tmp_path), cast.manager_analyst).lines

    assert (line.fate, line.case) == (Fate.KNOWN, case_of("C-0"))


def test_a_row_without_customer_is_matched_by_hand_and_enters_later(cast: Cast, sheet: OldSheet) -> None:
    applied(cast, sheet)
    [number] = [row.number for row in OldRow.objects.filter(sheet=sheet) if row.cells[1] == "99999"]
    with pytest.raises(NoSuchCustomer):
        actions.match_row(sheet=sheet, number=number, code="nadie", actor=cast.manager_analyst, at=NOON)

    actions.match_row(sheet=sheet, number=number, code=" c-10 ", actor=cast.manager_analyst, at=NOON)
    review = applied(cast, OldSheet.objects.get(pk=sheet.pk))

    assert [line.number for line in review.of(Fate.OPENS)] == [11]
    assert case_of("C-10").state == State.SCHEDULE_VISIT
    with pytest.raises(RowIsIn):
        actions.match_row(sheet=sheet, number=number, code="C-11", actor=cast.manager_analyst, at=NOON)


def test_a_rehearsal_is_remembered_on_the_day_itself(cast: Cast, sheet: OldSheet, tmp_path: Path) -> None:
    said = choose(cast, sheet, columns={"Recado": "left"}, states={"concluido": "quality_check"})
    actions.discard_old_sheet(sheet=said, actor=cast.manager_analyst, at=NOON)

    again = received(cast, realistic_rows(), tmp_path)

    assert again.choices["columns"]["Recado"] == "left"
    assert again.choices["states"]["concluido"] == "quality_check"


def test_what_changed_since_the_review_is_not_done(cast: Cast, sheet: OldSheet) -> None:
    expected = reviewed(sheet, cast.manager_analyst).signature
    open_case(cast, Customer.objects.get(code="C-0"))

    with pytest.raises(PlanChanged):
        actions.apply_old_sheet(sheet=sheet, expected=expected, actor=cast.manager_analyst, at=NOON)

    assert Case.objects.filter(origin="sheet").count() == 0


def test_an_apply_that_is_cut_off_leaves_nothing(cast: Cast, sheet: OldSheet, monkeypatch: pytest.MonkeyPatch) -> None:
    events = Event.objects.count()

    def cut(*given: Any, **more: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("reitera.sheet.golive.actions._close", cut)
    with pytest.raises(KeyboardInterrupt):
        applied(cast, sheet)

    assert Case.objects.filter(origin="sheet").count() == OwnColumn.objects.count() == Visit.objects.count() == 0
    assert Event.objects.count() == events
    monkeypatch.undo()
    assert applied(cast, sheet).counts["opens"] == 8


def test_only_who_takes_it_over_may(cast: Cast, sheet: OldSheet) -> None:
    for person in (cast.division_head, cast.usm_analyst, cast.centre_supervisor):
        with pytest.raises(NotAllowed):
            actions.apply_old_sheet(sheet=sheet, expected="", actor=person, at=NOON)
        with pytest.raises(NotAllowed):
            actions.leave_row_out(sheet=sheet, number=4, is_out=True, actor=person, at=NOON)

    assert applied(cast, sheet, cast.administrator).counts["opens"] == 8


def test_a_discarded_sheet_is_gone_and_an_applied_one_stays(cast: Cast, sheet: OldSheet, tmp_path: Path) -> None:
    other = received(cast, [row(15)], tmp_path)
    actions.discard_old_sheet(sheet=other, actor=cast.manager_analyst, at=NOON)
    applied(cast, sheet)

    assert not OldRow.objects.filter(sheet=other).exists()
    with pytest.raises(AlreadyDiscarded):
        actions.discard_old_sheet(sheet=other, actor=cast.manager_analyst, at=NOON)
    with pytest.raises(AlreadyApplied):
        actions.discard_old_sheet(sheet=sheet, actor=cast.manager_analyst, at=NOON)
