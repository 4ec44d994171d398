"""A provider of two centres for the walk: rows of the south carry a marker made of their model's name, those of the
north carry another.

`SAMPLES` gives every named address the arguments (and query) with which the walk visits it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from reitera.cases.actions import comment
from reitera.cases.attachments import attach
from reitera.cases.models import Case, CaseRemark, CatalogueItem
from reitera.core.events import catch_up
from reitera.core.testing import arranging
from reitera.customers.models import Cancellation, Customer
from reitera.diagnosis.models import (
    CustomerContact,
    FactorVersion,
    ProbableCause,
    Reading,
    ReadingsFile,
    RemoteSolution,
)
from reitera.faults.models import MassOutage, WorkOrder
from reitera.intake import actions as intake
from reitera.intake.models import Import
from reitera.quality.models import (
    CheckCall,
    CrossedCheck,
    CustomerInformed,
    Dissatisfaction,
    Draw,
    QualityParameters,
    Questionnaire,
    Survey,
)
from reitera.repeats.actions import issue_reiterated_report, run_cycle
from reitera.repeats.models import Cycle, CycleEntry, IssuedDocument
from reitera.retention.models import Agreement, CallAttempt
from reitera.sheet.columns import own_key
from reitera.sheet.golive.models import OldRow, OldSheet
from reitera.sheet.models import OwnColumn, OwnValues
from reitera.sheet.projection import renew_stale
from reitera.staff.models import OperationsCentre, User
from reitera.visits.models import FieldReport, MaterialUsed, OrderClosing, Visit
from tests.cast import LA_PAZ, NOON, Cast, make_customer, make_product, make_report

MARKER, NORTHERN_MARKER = "MARCASUR", "MARCANORTE"
WEEK = date(2026, 11, 16)


@dataclass
class World:
    cast: Cast
    cycle: Cycle
    imported: Import
    document: IssuedDocument

    @property
    def cases(self) -> list[Case]:
        return list(Case.objects.all())

    @property
    def cancellations(self) -> int:
        """Those of October; September has none."""
        return Cancellation.objects.count()

    @property
    def checked(self) -> Case:
        """The case of the south that waits for its survey."""
        return Case.objects.get(state="quality_check")

    @property
    def check(self) -> CrossedCheck:
        return CrossedCheck.objects.get()

    @property
    def entries(self) -> list[int]:
        return list(CycleEntry.objects.filter(rule="top10").values_list("pk", flat=True))

    @classmethod
    def arrange(cls, cast: Cast, folder: Any) -> World:
        lay_out(cast)
        imported = import_marked_file(cast, folder)
        with arranging():
            Import.objects.create(
                kind="fault_reports", status="applied", file_name="n.csv", uploaded_at=NOON,
                covers_from=WEEK, covers_to=WEEK + timedelta(days=6),
            )  # fmt: skip
            Import.objects.create(
                kind="cancellations", status="applied", file_name="b.csv", uploaded_at=NOON,
                covers_from=date(2026, 9, 1), covers_to=date(2026, 10, 31),
            )  # fmt: skip
        cycle = run_cycle(week=WEEK, actor=cast.manager_analyst, at=NOON)
        document = issue_reiterated_report(
            run=cycle.latest_run, filters={}, remark=f"{MARKER}-IssuedDocument", actor=cast.manager_analyst, at=NOON
        )
        catch_up()
        mark_cases(cast)
        mark_diagnosis(cast)
        visit_cases(cast)
        lay_out_quality(cast)
        lay_out_old_sheet(cast)
        renew_stale(actor=None, at=NOON, cases=Case.objects.all(), why="laid out")
        return cls(cast, cycle, imported, document)


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=LA_PAZ)


def listed(code: str) -> CatalogueItem:
    return CatalogueItem.objects.get(code=code, is_current=True)


def lay_out(cast: Cast) -> None:
    """A customer of the north, one of the south, one with lines in both, and one who never reported."""
    north = make_customer(cast.north, code="N1", name=f"Cliente {NORTHERN_MARKER}")
    south = make_customer(cast.south, code="S1", name=f"{MARKER}-Customer", phone=MARKER, zone=MARKER)
    both = make_customer(cast.north, code="B1", name="Cliente De Los Dos")
    make_customer(cast.north, code="Q1", name="Cliente Tranquilo")
    with arranging():
        both.operations_centres.add(cast.south)
    for customer, centre in ((north, cast.north), (south, cast.south), (both, cast.north), (both, cast.south)):
        lay_out_line(customer, centre, MARKER if centre == cast.south else f"RD-{NORTHERN_MARKER}")
    with arranging():
        MassOutage.objects.create(number="FM-1", olt="OLT-N", starts_at=at(2), ends_at=at(3))


def lay_out_line(customer: Customer, centre: OperationsCentre, mark: str) -> None:
    """A product with two reports of the week, an annulled one, a work order and a cancellation."""
    product = make_product(customer, centre, code=f"{mark}-Product-{customer.code}", olt=f"{mark}-OLT")
    for day in (17, 18):
        number = f"{mark}-FaultReport-{customer.code}-{day}"
        make_report(customer, at(day), product=product, number=number, category=mark)
    make_report(customer, at(19), product=product, annulled=True, number=f"{mark}-LeftOutReport-{customer.code}")
    with arranging():
        WorkOrder.objects.create(
            number=f"{mark}-WorkOrder-{customer.code}",
            customer=customer,
            product=product,
            opened_at=at(17),
            operations_centre=centre,
        )
        Cancellation.objects.create(product=product, month=date(2026, 10, 1), reason=f"{mark}-Cancellation")


def import_marked_file(cast: Cast, folder: Any) -> Import:
    """A file that waits for its review, with a reject that carries the marker."""
    path = folder / "waiting.csv"
    path.write_text(f"NRO_REPORTE,CLIENTE,FEC_REPORTE\nRD-1,{MARKER},31/11/2026\nRD-2,2,20/11/2026\n")
    actor = cast.manager_analyst
    received = intake.receive_file(path=path, file_name=f"{MARKER}-Import.csv", kind="", actor=actor, at=NOON)
    return intake.preview(received=received, actor=actor, at=NOON)


def mark_cases(cast: Cast) -> None:
    """The marker on the cases that only the south may see: a customer of both centres is read by both."""
    with arranging():
        column = own_key(OwnColumn.objects.create(label="Nota", kind="text").pk)
    for case in Case.objects.exclude(customer__operations_centres=cast.north):
        comment(case=case, text=f"{MARKER}-Comment", actor=cast.manager_analyst, at=NOON)
        photo = SimpleUploadedFile(f"{MARKER}-Attachment.pdf", b"%PDF-1.7\n" + MARKER.encode() + b"\n%%EOF\n")
        attach(case=case, file=photo, actor=cast.manager_analyst, at=NOON)
        with arranging():
            Case.objects.filter(pk=case.pk).update(opening_reason=f"{MARKER}-Case", origin="hand")
            CaseRemark.objects.create(case=case, text=f"{MARKER}-CaseRemark", at=NOON, by=cast.manager_analyst)
            OwnValues.objects.create(case=case, values={column: f"{MARKER}-OwnValues"})
            mark_retention(cast, case)


def mark_retention(cast: Cast, case: Case) -> None:
    caller = cast.retention_agent
    CallAttempt.objects.create(case=case, at=NOON, by=caller, result=listed("LLA-K04"), remark=f"{MARKER}-CallAttempt")
    Agreement.objects.create(
        case=case, kind="claim", agreed_on=NOON.date(), made_at=NOON, made_by=caller, remark=f"{MARKER}-Agreement"
    )


def mark_diagnosis(cast: Cast) -> None:
    """A reading with the marker, a cause, a solution and a contact on the same cases, and a file of the south."""
    version = FactorVersion.objects.select_related("factor").get(factor__code="FAC-E20", is_current=True)
    cause, solution = (CatalogueItem.objects.offered(family).first() for family in ("CAU", "SOL"))
    actor = cast.usm_analyst_south
    with arranging():
        for case in Case.objects.exclude(customer__operations_centres=cast.north):
            Reading.objects.create(
                case=case, factor=version.factor, version=version, moment="before", text=f"{MARKER}-Reading",
                judgement="not_applicable", at=NOON, by=actor,
            )  # fmt: skip
            ProbableCause.objects.create(case=case, cause=cause, at=NOON, by=actor)
            RemoteSolution.objects.create(case=case, solution=solution, at=NOON, by=actor)
            CustomerContact.objects.create(case=case, at=NOON, how="call", by=actor)
            row = {"row": 2, "case": case.pk, "product": None, "version": version.pk, "variant": "", "value": None,
                   "choice": "", "text": "humedad", "judgement": "not_applicable", "moment": "before",
                   "at": at(24).isoformat()}  # fmt: skip
        ReadingsFile.objects.create(
            file_name=f"{MARKER}-ReadingsFile.csv", uploaded_at=NOON, uploaded_by=actor, rows=[row],
            rejects=[{"row": 2, "column": "VALOR", "value": MARKER, "reason": "No es un número."}],
        )  # fmt: skip


def lay_out_old_sheet(cast: Cast) -> None:
    """An old sheet of which one row enters and one is of nobody."""
    columns = ["Código de cliente", "Estado", "Observaciones"]
    choices = {
        "columns": dict(zip(columns, ("code", "state", "remark"), strict=True)), "states": {"pendiente": "reception"},
        "blank": "reception", "orders": {},
    }  # fmt: skip
    with arranging():
        sheet = OldSheet.objects.create(
            file_name=f"{MARKER}-OldSheet.csv", columns=columns, choices=choices, uploaded_at=NOON,
            uploaded_by=cast.manager_analyst, described={"format": "csv", "header_row": 1},
        )  # fmt: skip
        for number, code in enumerate(("Q1", "NADIE"), 2):
            OldRow.objects.create(sheet=sheet, number=number, cells=[code, "Pendiente", f"{MARKER}-OldRow"])


def visit_cases(cast: Cast) -> None:
    """A visit with everything behind it on each case of one centre alone."""
    for centre, mark, technician in (
        (cast.north, NORTHERN_MARKER, cast.field_technician),
        (cast.south, MARKER, cast.field_technician_south),
    ):
        for case in Case.objects.filter(operations_centre=centre).exclude(customer__code="B1"):
            visit_case(case, technician, mark)


def visit_case(case: Case, technician: User, mark: str) -> None:
    cause, solution = (CatalogueItem.objects.get(code=code) for code in ("CAU-A03", "SOL-S01"))
    with arranging():
        visit = Visit.objects.create(
            case=case, technician=technician, starts_at=at(26, 14), ends_at=at(26, 16), pairing="technician",
            agreed_with=f"{mark}-Visit", told_how="call", told_at=NOON, scheduled_by=technician, scheduled_at=NOON,
        )  # fmt: skip
        report = FieldReport.objects.create(
            visit=visit, author=technician, at=NOON, cause=cause, solution=solution, is_definitive=True, hours=1,
            signed_by=f"{mark}-FieldReport",
        )  # fmt: skip
        MaterialUsed.objects.create(report=report, name=f"{mark}-MaterialUsed", quantity=1)
        OrderClosing.objects.create(
            case=case, order_number=f"{mark}-OrderClosing", closing_code="C", closed_by=technician, at=NOON
        )


def lay_out_quality(cast: Cast) -> None:
    """In the south a case that waits at 11, and a crossed check of a closed order."""
    asked, checked = (make_customer(cast.south, code=code, name=f"{MARKER}-{code}") for code in ("K1", "K2"))
    actor = cast.quality_coordinator
    with arranging():
        case = Case.objects.create(
            customer=asked, operations_centre=cast.south, state="quality_check", state_since=NOON, opened_at=NOON,
            origin="hand", solved_at=at(20),
        )  # fmt: skip
        order = WorkOrder.objects.create(
            number=f"{MARKER}-K2", customer=checked, operations_centre=cast.south, opened_at=at(24), closed_at=at(24)
        )
        parameters, pool = QualityParameters().as_values(), [[order.number, cast.south.pk, "", 0]]
        draw = Draw.objects.create(day=date(2026, 11, 24), at=NOON, seed="s", parameters=parameters, pool=pool)
        CrossedCheck.objects.create(draw=draw, work_order=order, operations_centre=cast.south, by_risk=False)
        words = {"remark": MARKER, "case": case}
        Survey.objects.create(
            questionnaire=Questionnaire.in_force(), at=at(20), by=actor, working="no", csat=1, **words
        )
        CheckCall.objects.create(at=at(20), by=actor, result=listed("LLA-K01"), **words)
        causes = [{"code": "INS-N01", "label": "El problema continúa"}]
        Dissatisfaction.objects.create(at=at(20), by=actor, causes=causes, is_technical=True, **words)
        CustomerInformed.objects.create(channel="call", informed_at=at(20), by=actor, **words)
