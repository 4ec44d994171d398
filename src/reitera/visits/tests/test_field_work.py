"""Step 19: on the way, on site, solved with a report, or not solved."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from reitera.cases.refusals import NoSuchMove, NotYourCase, ReasonMissing, SomeoneWasFirst
from reitera.cases.tests.test_acts import make_case
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from reitera.staff.models import RoleAssignment
from reitera.visits.actions.field_work import Material, arrive, report_failed, report_solved, set_out
from reitera.visits.models import FieldReport, MaterialUsed, Status
from reitera.visits.queries import hours_spent, material_totals
from reitera.visits.refusals import AlreadyNoted, ChecklistUnexplained, HoursMissing, NotAReading, VisitMissing
from reitera.visits.registration import FAILURES
from reitera.visits.tests.arrange import FULL, case_in_field, case_to_confirm, item, make_report, make_visit, work
from tests.cast import NOON, Cast, make_product, make_user
from tests.cast import make_report as make_fault_report

LATER = NOON + timedelta(minutes=20)


def solve(cast: Cast, case, **fields) -> FieldReport:
    given = {"actor": cast.field_technician, "at": NOON, **{k: fields.pop(k) for k in ("actor", "at") if k in fields}}
    return report_solved(case=case, work=work(**fields), **given)


def test_a_technician_sets_out_and_arrives(cast: Cast) -> None:
    case, visit = case_in_field(cast, Status.CONFIRMED)

    set_out(case=case, actor=cast.field_technician, at=NOON)
    arrive(case=case, actor=cast.field_technician, at=LATER)

    visit.refresh_from_db()
    assert (visit.status, visit.on_the_way_at, visit.on_site_at) == ("on_site", NOON, LATER)
    kinds = list(Event.objects.order_by("pk").values_list("kind", "step", "case_id"))
    assert kinds == [("visit.on_the_way", "19", case.pk), ("visit.on_site", "19", case.pk)]


def test_a_second_click_is_told_what_is_noted(cast: Cast) -> None:
    case, _visit = case_in_field(cast, Status.CONFIRMED)
    set_out(case=case, actor=cast.field_technician, at=NOON)

    with pytest.raises(AlreadyNoted, match="en camino"):
        set_out(case=case, actor=cast.field_technician, at=LATER)
    assert Event.objects.count() == 1


@pytest.mark.parametrize("act", [set_out, arrive])
def test_only_the_technician_of_the_case_sets_out(cast: Cast, act) -> None:
    case, _visit = case_in_field(cast, Status.CONFIRMED)
    with arranging():
        colleague = make_user("colega", (Role.FIELD_TECHNICIAN, cast.north))

    for actor in (colleague, cast.field_technician_south, cast.centre_supervisor):
        with pytest.raises(NotYourCase):
            act(case=case, actor=actor, at=NOON)
    assert Event.objects.count() == 0


def test_nobody_sets_out_before_the_visit_is_confirmed(cast: Cast) -> None:
    case, _visit = case_to_confirm(cast)

    with pytest.raises(NoSuchMove):
        set_out(case=case, actor=cast.field_technician, at=NOON)


def test_solved_work_goes_to_its_acceptance_with_the_report(cast: Cast) -> None:
    case, visit = case_in_field(cast)

    report = solve(cast, case, material=[Material("Conector SC/APC", Decimal(2), "MAT-7")], remark=" todo bien ")

    case.refresh_from_db()
    visit.refresh_from_db()
    event = Event.objects.get(case_id=case.pk)
    assert (case.state, case.solved_at, case.technician) == (State.WORK_ACCEPTANCE, NOON, cast.field_technician)
    assert (visit.status, visit.ended_at) == ("done", NOON)
    assert (report.hours, report.is_definitive, report.is_observed) == (Decimal("1.00"), True, False)
    assert (report.remark, report.author, report.verdict) == ("todo bien", cast.field_technician, "")
    assert MaterialUsed.objects.values_list("code", "name", "quantity").get() == (
        "MAT-7", "Conector SC/APC", Decimal("2.00"),
    )  # fmt: skip
    assert (event.after["cause"], event.after["solution"], event.after["report"]) == ("CAU-A03", "SOL-S01", report.pk)


def test_what_is_left_out_needs_its_reason(cast: Cast) -> None:
    case, visit = case_in_field(cast)

    with pytest.raises(ChecklistUnexplained, match="velocidad por cable, bajada"):
        solve(cast, case, values=FULL | {"O04": ""})

    case.refresh_from_db()
    visit.refresh_from_db()
    assert (case.state, visit.status) == (State.FIELD_WORK, "on_site")
    assert (FieldReport.objects.count(), Event.objects.count()) == (0, 0)


def test_a_gate_left_out_with_a_reason_is_an_observed_closing(cast: Cast) -> None:
    case, _visit = case_in_field(cast)

    report = solve(cast, case, values=FULL | {"O04": ""}, reasons={"O04": "sin laptop"})

    assert report.is_observed
    assert [(row["code"], row["reason"]) for row in report.missing] == [("O04", "sin laptop")]


def test_the_checklist_is_that_of_the_product_that_was_reported(cast: Cast) -> None:
    case, _visit = case_in_field(cast)
    make_product(case.customer, technology="HFC")
    make_fault_report(case.customer, NOON, product=make_product(case.customer, technology="FTTH GPON"))

    with pytest.raises(ChecklistUnexplained, match="potencia rx antes"):
        solve(cast, case)


def test_what_is_no_number_is_no_reading(cast: Cast) -> None:
    case, _visit = case_in_field(cast)

    with pytest.raises(NotAReading, match="mucha"):
        solve(cast, case, values=FULL | {"O04": "mucha"})


def test_a_palliative_solution_is_never_definitive(cast: Cast) -> None:
    case, _visit = case_in_field(cast)

    assert not solve(cast, case, solution="SOL-S19", is_definitive=True).is_definitive


def test_hours_may_be_written_and_must_be_without_an_arrival(cast: Cast) -> None:
    case, _visit = case_in_field(cast, Status.CONFIRMED)

    with pytest.raises(HoursMissing):
        solve(cast, case)
    assert solve(cast, case, hours=Decimal("2.25")).hours == Decimal("2.25")


def test_hours_after_a_refusal_do_not_count_the_first_report_again(cast: Cast) -> None:
    case, visit = case_in_field(cast)
    make_report(visit, verdict="refused", judged_by=cast.usm_analyst, judged_at=NOON - timedelta(minutes=30))

    assert solve(cast, case).hours == Decimal("0.50")


def test_only_the_technician_of_the_case_reports_and_only_once(cast: Cast) -> None:
    case, _visit = case_in_field(cast)
    for name in ("field_technician_south", "usm_analyst", "centre_supervisor"):
        with pytest.raises(NotYourCase):
            solve(cast, case, actor=cast.people[name])
    assert FieldReport.objects.count() == 0

    solve(cast, case)
    with pytest.raises(SomeoneWasFirst):
        solve(cast, case)
    assert FieldReport.objects.count() == 1


def test_a_case_without_a_visit_is_not_reported(cast: Cast) -> None:
    with pytest.raises(VisitMissing):
        solve(cast, make_case(cast, State.FIELD_WORK, technician=cast.field_technician))


@pytest.mark.parametrize("outcome", list(FAILURES))
def test_a_visit_without_a_solution_keeps_its_result(cast: Cast, outcome: str) -> None:
    (need,), results = FAILURES[outcome]
    case, visit = case_in_field(cast)
    given = {need: "no abrió nadie"}

    report_failed(
        case=case, outcome=outcome, result=item(results[0]), actor=cast.field_technician, at=NOON, given=given
    )

    case.refresh_from_db()
    visit.refresh_from_db()
    event = Event.objects.get(case_id=case.pk)
    assert (visit.status, visit.result.code, visit.ended_at) == ("failed", results[0], NOON)
    assert (event.after["outcome"], event.after["result"]) == (outcome, results[0])
    assert (case.technician is None) == (case.state == State.SCHEDULE_VISIT)


def test_a_failed_visit_needs_its_reason_and_changes_nothing_without(cast: Cast) -> None:
    case, visit = case_in_field(cast)

    with pytest.raises(ReasonMissing):
        report_failed(
            case=case, outcome="customer_absent", result=item("VIS-V02"), actor=cast.field_technician, at=NOON, given={}
        )

    visit.refresh_from_db()
    assert (visit.status, Event.objects.count()) == ("on_site", 0)


def test_hours_and_material_of_a_case_add_up(cast: Cast) -> None:
    case, failed = case_in_field(cast, visits=2)
    with arranging():
        failed.status, failed.ended_at = Status.FAILED, NOON
        failed.save()
    done = make_visit(case, cast.field_technician, status=Status.DONE)
    report = make_report(done, hours=Decimal("1.50"))
    with arranging():
        for quantity in (2, 3):
            MaterialUsed.objects.create(report=report, code="M1", name="Grapa", quantity=quantity)

    assert hours_spent([failed, done], [report]) == Decimal("2.50")
    assert material_totals(report.material.all()) == [("M1", "Grapa", Decimal(5))]


def test_a_technician_of_every_centre_may_be_sent(cast: Cast) -> None:
    case, _visit = case_in_field(cast)
    with arranging():
        RoleAssignment.objects.filter(user=cast.field_technician).update(operations_centre=None)

    assert solve(cast, case).pk
