"""What the rows of an old sheet are read against, asked once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reitera.cases.models import CaseRemark
from reitera.customers.models import Customer
from reitera.diagnosis.queries import MainFactor, main_factors_of_customers
from reitera.faults.models import FaultReport
from reitera.sheet.columns import Column, own_column, own_key
from reitera.sheet.golive.cells import Cells
from reitera.sheet.golive.models import OldRow
from reitera.sheet.golive.review import Fate, Line
from reitera.sheet.golive.targets import NEW, options_of
from reitera.sheet.kinds import Kind
from reitera.sheet.models import OwnColumn, OwnValues
from reitera.staff.models import CentreAlias, OperationsCentre


@dataclass(frozen=True)
class Known:
    """What the rows are read against."""

    centres: Mapping[str, OperationsCentre]
    customers_centres: Mapping[int, OperationsCentre]
    latest: Mapping[int, FaultReport]
    mains: Mapping[int, MainFactor]
    columns: Mapping[str, Column]
    remarks: Mapping[int, str]
    own: Mapping[int, Mapping[str, Any]]

    @classmethod
    def of(cls, lines: Sequence[Line], cells: Cells, rows: Sequence[OldRow]) -> Known:
        customers = [line.customer.pk for line in lines if line.customer and line.fate is Fate.OPENS]
        filled = [line.case.pk for line in lines if line.case and line.fate is Fate.FILLS]
        aliases = CentreAlias.objects.select_related("operations_centre")
        through: Any = Customer.operations_centres.through
        served = through.objects.filter(customer__in=customers).select_related("operationscentre")
        reports = FaultReport.objects.filter(customer__in=customers, annulled=False)
        remarks = CaseRemark.objects.filter(case__in=filled).exclude(text="")
        return cls(
            centres={alias.folded: alias.operations_centre for alias in aliases},
            customers_centres={
                row.customer_id: row.operationscentre for row in served.order_by("-operationscentre__name")
            },
            latest={
                report.customer_id: report
                for report in reports.select_related("operations_centre").order_by("reported_at", "pk")
            },
            mains=main_factors_of_customers(customers),
            columns=_own_columns(cells, rows),
            remarks=dict(remarks.values_list("case", "text")),
            own=dict(OwnValues.objects.filter(case__in=filled).values_list("case", "values")),
        )


def _own_columns(cells: Cells, rows: Sequence[OldRow]) -> dict[str, Column]:
    """Title → column of one's own; a new one as it will be, with the words its column holds."""
    known = {own_key(row.pk): row for row in OwnColumn.objects.filter(is_active=True)}
    columns = {}
    for title, place in cells.own.items():
        target = cells.targets[title]
        if target.startswith(NEW):
            columns[title] = own_column(new_own_column(title, target, [row.cells[place] for row in rows]))
        elif target in known:
            columns[title] = own_column(known[target])
    return columns


def new_own_column(title: str, target: str, cells: Iterable[str]) -> OwnColumn:
    """A column of one's own for a column of the old sheet, not saved; a choice offers the words that it holds."""
    kind = target.removeprefix(NEW)
    words = options_of(cells) if kind == Kind.CHOICE else []
    options = [{"code": str(n), "label": word, "is_offered": True} for n, word in enumerate(words, 1)]
    return OwnColumn(label=title[:60], kind=kind, options=options, help=_("De la planilla anterior."))
