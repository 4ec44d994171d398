"""Visits as a test lays them out, on the day of the cast's noon (Wednesday 25/11/2026)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from reitera.cases.models import Case, CatalogueItem
from reitera.cases.tests.test_acts import make_case
from reitera.core.testing import arranging
from reitera.procedure.steps import State
from reitera.staff.models import User
from reitera.visits.actions.field_work import Work
from reitera.visits.actions.scheduling import Agreement
from reitera.visits.models import FieldReport, Status, Visit
from tests.cast import LA_PAZ, NOON, Cast

AGREEMENT = Agreement(agreed_with="Rosmery Quispe", told_how="call", told_at=NOON, pairing="technician")


def at(hour: int, day: int = 26) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=LA_PAZ)


def item(code: str) -> CatalogueItem:
    return CatalogueItem.objects.get(code=code, is_current=True)


def make_visit(case: Case, technician: User, begin: datetime | None = None, **fields: Any) -> Visit:
    begin = begin or at(14)
    fields = {"status": Status.PLANNED, "agreed_with": "Rosmery Quispe", "told_how": "call", **fields}
    end = fields.pop("ends_at", begin + timedelta(hours=2))
    with arranging():
        return Visit.objects.create(
            case=case, technician=technician, starts_at=begin, ends_at=end,
            told_at=NOON, pairing="technician", scheduled_by=technician, scheduled_at=NOON, **fields,
        )  # fmt: skip


def case_to_confirm(cast: Cast, begin: datetime | None = None, **fields: Any) -> tuple[Case, Visit]:
    case = make_case(cast, State.PRIORITISE, technician=cast.field_technician, came_from=State.SCHEDULE_VISIT, **fields)
    return case, make_visit(case, cast.field_technician, begin)


def case_in_field(cast: Cast, status: Status = Status.ON_SITE, **fields: Any) -> tuple[Case, Visit]:
    """A case at 19; its technician arrived an hour before noon."""
    case = make_case(cast, State.FIELD_WORK, technician=cast.field_technician, came_from=State.PRIORITISE, **fields)
    arrived = NOON - timedelta(hours=1) if status == Status.ON_SITE else None
    begin = NOON - timedelta(hours=2)
    return case, make_visit(case, cast.field_technician, begin, status=status, on_site_at=arrived)


def case_to_accept(cast: Cast, **fields: Any) -> tuple[Case, FieldReport]:
    case = make_case(cast, State.WORK_ACCEPTANCE, technician=cast.field_technician, came_from=State.FIELD_WORK)
    visit = make_visit(case, cast.field_technician, NOON - timedelta(hours=2), status=Status.DONE, ended_at=NOON)
    return case, make_report(visit, **fields)


def make_report(visit: Visit, **fields: Any) -> FieldReport:
    fields = {"hours": "1.50", "is_definitive": True, "at": NOON, **fields}
    with arranging():
        return FieldReport.objects.create(
            visit=visit, author=visit.technician, cause=item("CAU-A03"), solution=item("SOL-S01"),
            signed_by="Rosmery Quispe", **fields,
        )  # fmt: skip


FULL = {"O01": "HG8245 CTO-12/3", "O02": True, "O03": True, "O04": "98,5", "O05": True}
"""A filled checklist of a customer whose technology is not known."""


def work(**fields: Any) -> Work:
    fields = {"values": FULL, **fields}
    return Work(cause=item("CAU-A03"), solution=item(fields.pop("solution", "SOL-S01")), signed_by="Rosmery", **fields)
