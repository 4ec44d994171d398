"""What the pages of the cycles read: fixed numbers of queries, always through `visible_to`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reitera.core.clock import local_zone, midnight, monday_of
from reitera.core.errors import NotFound
from reitera.core.visibility import viewer_of
from reitera.customers.models import Product, SegmentBand
from reitera.faults.models import FaultReport
from reitera.repeats.filters import NONE, ListFilter
from reitera.repeats.models import Cycle, CycleEntry, CycleRun, LeftOutReport
from reitera.repeats.ranking import reasons

SEGMENTS = ("A", "B", "C", "D", "")
PAGE_SIZE = 100


def sees_all_centres(person: Any) -> bool:
    """Whether figures of the whole provider may be shown to the person."""
    return CycleEntry.scope.condition(viewer_of(person), CycleEntry) is None


def get_cycle(year: int, week: int) -> Cycle:
    """The cycle of an ISO week. Raises NotFound."""
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise NotFound(what=_("esa semana")) from None
    cycle = Cycle.objects.filter(week_start=monday).first()
    if cycle is None:
        raise NotFound(what=_("el ciclo {week}/{year}").format(week=week, year=year))
    return cycle


def get_run(cycle: Cycle, revision: str | None = None) -> CycleRun | None:
    """The asked revision, or the last; None while the cycle waits. Raises NotFound for a revision that is not there."""
    runs = cycle.runs.select_related("ran_by").order_by("-revision")
    if not revision:
        return runs.first()
    run = runs.filter(revision=revision).first() if revision.isdigit() else None
    if run is None:
        raise NotFound(what=_("la revisión {revision} del ciclo {cycle}").format(revision=revision, cycle=cycle))
    return run


def places_of(run: CycleRun, person: Any) -> QuerySet[CycleEntry]:
    return CycleEntry.objects.visible_to(person).filter(run=run)


def with_details(entries: QuerySet[CycleEntry]) -> QuerySet[CycleEntry]:
    return entries.select_related("customer", "product", "operations_centre", "run__cycle")


@dataclass
class MatrixRow:
    """One centre: how many places of each segment."""

    code: str
    name: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [(segment or NONE, self.counts.get(segment, 0)) for segment in SEGMENTS]


@dataclass
class Matrix:
    """Centres by segments: the summary of a list, and its filter."""

    rows: list[MatrixRow] = field(default_factory=list)

    @property
    def most(self) -> int:
        return max((count for row in self.rows for count in row.counts.values()), default=0)

    @property
    def totals(self) -> list[tuple[str, int]]:
        return [(s or NONE, sum(row.counts.get(s, 0) for row in self.rows)) for s in SEGMENTS]

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)

    @property
    def has_unknown_segment(self) -> bool:
        return any(row.counts.get("") for row in self.rows)


def matrix_of(run: CycleRun, rule: str, person: Any) -> Matrix:
    """Counts of the whole list that the person sees, whatever its filter. One query."""
    fields = ("operations_centre__code", "operations_centre__name", "segment")
    counted = places_of(run, person).filter(rule=rule).order_by().values_list(*fields).annotate(count=Count("pk"))
    by_centre: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for code, name, segment, count in counted:
        by_centre[code or NONE, name or _("Sin centro")][segment] = count
    ordered = sorted(by_centre.items(), key=lambda pair: (pair[0][0] == NONE, pair[0][1]))
    return Matrix([MatrixRow(code, name, counts) for (code, name), counts in ordered])


def situations_of(run: CycleRun, rule: str, person: Any) -> list[tuple[str, str, int]]:
    """(value, label, count) of each situation in the list. One query."""
    rows = places_of(run, person).filter(rule=rule).order_by().values_list("situation").annotate(count=Count("pk"))
    counts = dict(rows)
    return [(value, str(label), counts[value]) for value, label in CycleEntry.Situation.choices if value in counts]


def left_out_counts(run: CycleRun, person: Any) -> list[tuple[str, str, int]]:
    """(reason, label, count) of the reports left out that the person sees. One query."""
    rows = LeftOutReport.objects.visible_to(person).filter(run=run)
    counts = dict(rows.order_by().values_list("reason").annotate(count=Count("pk")))
    return [(value, str(label), counts[value]) for value, label in LeftOutReport.Reason.choices if value in counts]


def situations_in_words(counts: Iterable[tuple[str, str, int]]) -> str:
    """ "13 nuevos, 6 que siguen, 1 reincidente"."""
    return ", ".join(_situation_in_words(value, count) for value, _label, count in counts)


def _situation_in_words(value: str, count: int) -> str:
    words = {
        CycleEntry.Situation.NEW: ngettext("{count} nuevo", "{count} nuevos", count),
        CycleEntry.Situation.CONSECUTIVE: ngettext("{count} que sigue", "{count} que siguen", count),
        CycleEntry.Situation.RETURNED: ngettext("{count} reincidente", "{count} reincidentes", count),
    }
    return words[CycleEntry.Situation(value)].format(count=count)


def left_out_in_words(counts: Iterable[tuple[str, str, int]]) -> str:
    """ "22 anulados, 15 de una falla masiva"."""
    return ", ".join(_reason_in_words(value, count) for value, _label, count in counts)


def _reason_in_words(value: str, count: int) -> str:
    words = {
        LeftOutReport.Reason.ANNULLED: ngettext("{count} anulado", "{count} anulados", count),
        LeftOutReport.Reason.WHILE_OPEN: ngettext(
            "{count} hecho con otro del mismo producto abierto",
            "{count} hechos con otro del mismo producto abierto",
            count,
        ),
        LeftOutReport.Reason.MASS_OUTAGE: ngettext("{count} de una falla masiva", "{count} de fallas masivas", count),
        LeftOutReport.Reason.NO_PRODUCT: ngettext("{count} sin producto", "{count} sin producto", count),
    }
    return words[LeftOutReport.Reason(value)].format(count=count)


@dataclass(frozen=True)
class Place:
    """A line of the list as the page shows it."""

    entry: CycleEntry
    reasons: list[str]
    moments: list[tuple[datetime, bool]]
    window: tuple[datetime, datetime]
    span: tuple[datetime, datetime]

    @property
    def stretch(self) -> timedelta:
        return self.entry.last_at - self.entry.first_at


def place_of(entry: CycleEntry) -> Place:
    run = entry.run
    days = window_days(run, entry.rule)
    moments = [(datetime.fromtimestamp(second, UTC), bool(inside)) for second, inside in entry.reports]
    inside = [moment.astimezone(local_zone()) for moment, is_inside in moments if is_inside]
    return Place(
        entry=entry,
        reasons=reasons(inside, entry.segment, entry.cycles_in_a_row),
        moments=moments,
        window=(entry.last_at - timedelta(days=days), entry.last_at),
        span=span_of(run, entry.rule),
    )


def window_days(run: CycleRun, rule: str) -> int:
    """The window that the run was judged with, in days."""
    name = "window_days" if rule == CycleEntry.Rule.TOP10 else "wide_window_days"
    return int(run.parameters[name])


def span_of(run: CycleRun, rule: str) -> tuple[datetime, datetime]:
    """What a list's time lines show: the week, the window before it and, for the short window, half of it more."""
    days = window_days(run, rule)
    before = days + days // 2 if rule == CycleEntry.Rule.TOP10 else days
    start = run.cycle.week_start - timedelta(days=before)
    return midnight(start), midnight(run.cycle.week_end + timedelta(days=1))


@dataclass(frozen=True)
class Group:
    """A heading of the list and the places below it on this page; `count` is of all pages."""

    key: str
    title: str
    detail: str
    count: int | None
    places: list[Place]


def groups_of(entries: Iterable[CycleEntry], view: ListFilter, matrix: Matrix) -> list[Group]:
    """The page's places under their headings. One query for the bands, when grouped by segment."""
    places = [place_of(entry) for entry in entries]
    if view.group == "segmento":
        bands = bands_in_words()
        parts = groupby(places, key=lambda place: place.entry.segment)
        counts = {} if view.is_narrowed else {("" if s == NONE else s): n for s, n in matrix.totals}
        return [
            Group(segment, segment_title(segment), bands.get(segment, ""), counts.get(segment), list(part))
            for segment, part in parts
        ]
    if view.group == "centro":
        parts = groupby(places, key=lambda place: str(place.entry.operations_centre or _("Sin centro")))
        return [Group("", name, "", None, list(part)) for name, part in parts]
    return [Group("", "", "", None, places)] if places else []


def segment_title(segment: str) -> str:
    return _("Segmento {segment}").format(segment=segment) if segment else _("Sin dato de facturación")


def bands_in_words() -> dict[str, str]:
    """{"A": "Bs 350,00 al mes o más", "B": "de Bs 220,00 a 349,99", …}. One query."""
    from django.utils.formats import number_format

    def bs(amount: Any) -> str:
        return number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)

    words, above = {}, None
    for band in SegmentBand.objects.all():
        if above is None:
            words[band.code] = _("Bs {amount} al mes o más").format(amount=bs(band.from_billing))
        elif band.from_billing == 0:
            words[band.code] = _("menos de Bs {amount}").format(amount=bs(above))
        else:
            upper = above - type(above)("0.01")
            words[band.code] = _("de Bs {low} a {high}").format(low=bs(band.from_billing), high=bs(upper))
        above = band.from_billing
    return words


def centre_choices(matrix: Matrix) -> list[tuple[str, str, int]]:
    return [(row.code, row.name, row.total) for row in matrix.rows]


def segment_choices(matrix: Matrix) -> list[tuple[str, str, int]]:
    names = {NONE: _("Sin dato")}
    return [(segment, names.get(segment, segment), count) for segment, count in matrix.totals if count]


@dataclass(frozen=True)
class CycleLine:
    """A cycle in the list of cycles: its last run and how many the person sees on each list."""

    cycle: Cycle
    run: CycleRun | None
    top10: int
    top30: int


def cycle_lines(cycles: Iterable[Cycle], person: Any) -> list[CycleLine]:
    """Two queries for any number of cycles."""
    cycles = list(cycles)
    runs = {run.cycle_id: run for run in CycleRun.objects.filter(cycle__in=cycles).order_by("revision")}
    visible = CycleEntry.objects.visible_to(person).filter(run__in=[run.pk for run in runs.values()])
    rows = visible.order_by().values_list("run", "rule").annotate(count=Count("pk"))
    counts = {(run, rule): count for run, rule, count in rows}
    lines = []
    for cycle in cycles:
        run = runs.get(cycle.pk)
        own = [counts.get((run.pk, rule), 0) if run else 0 for rule in CycleEntry.Rule.values]
        lines.append(CycleLine(cycle, run, *own))
    return lines


def weeks_to_run(today: date, count: int = 12) -> list[date]:
    """Mondays of the last whole weeks, the latest first: what may be run by hand."""
    last = monday_of(today) - timedelta(days=7)
    return [last - timedelta(days=7 * back) for back in range(count)]


@dataclass(frozen=True)
class Changes:
    """What a revision changed in one list against the one before it."""

    entered: list[CycleEntry]
    left: list[CycleEntry]
    moved: list[tuple[CycleEntry, CycleEntry]]


def changes_between(before: CycleRun, after: CycleRun, rule: str, person: Any) -> Changes:
    """Who entered, who left, and whose reports or centre changed. Two queries."""

    def by_subject(run: CycleRun) -> dict[tuple[int, int | None], CycleEntry]:
        places = with_details(places_of(run, person).filter(rule=rule)).order_by("rank")
        return {(entry.customer_id, entry.product_id): entry for entry in places}

    old, new = by_subject(before), by_subject(after)

    def judged(entry: CycleEntry) -> tuple[Any, ...]:
        return entry.reports_in_window, entry.segment, entry.operations_centre_id, entry.last_at

    return Changes(
        entered=[entry for subject, entry in new.items() if subject not in old],
        left=[entry for subject, entry in old.items() if subject not in new],
        moved=[(old[s], entry) for s, entry in new.items() if s in old and judged(old[s]) != judged(entry)],
    )


def weeks_beside(cycle: Cycle) -> tuple[date, date]:
    return cycle.week_start - timedelta(days=7), cycle.week_start + timedelta(days=7)


def place_details(entry: CycleEntry, person: Any) -> dict[str, Any]:
    """A place with the reports around it and the customer's other places. Four queries."""
    start, end = span_of(entry.run, entry.rule)
    reports = FaultReport.objects.visible_to(person).filter(customer=entry.customer, reported_at__range=(start, end))
    out = LeftOutReport.objects.visible_to(person).filter(run=entry.run, fault_report__customer=entry.customer)
    reasons_out = {row.fault_report_id: row.get_reason_display() for row in out}
    products = list(Product.objects.visible_to(person).filter(customer=entry.customer).order_by("code"))
    return {
        "place": place_of(entry),
        "window_days": window_days(entry.run, entry.rule),
        "threshold": entry.run.parameters["threshold"],
        "reports": [_report_line(entry, report, reasons_out) for report in reports.select_related("product")],
        "products": products,
        "earlier": _earlier_places(entry, person),
    }


@dataclass(frozen=True)
class ReportLine:
    report: FaultReport
    in_window: bool
    left_out: str


def _report_line(entry: CycleEntry, report: FaultReport, reasons_out: dict[int, str]) -> ReportLine:
    left_out = reasons_out.get(report.pk, "")
    in_window = entry.first_at <= report.reported_at <= entry.last_at and not left_out
    return ReportLine(report, in_window, left_out)


def _earlier_places(entry: CycleEntry, person: Any) -> list[CycleEntry]:
    """The customer's places in earlier cycles, one a cycle, the latest first."""
    rows = CycleEntry.objects.visible_to(person).filter(
        customer=entry.customer, rule=entry.rule, run__cycle__week_start__lt=entry.run.cycle.week_start
    )
    latest = {row.run.cycle_id: row for row in rows.select_related("run__cycle").order_by("run__revision")}
    return sorted(latest.values(), key=lambda row: row.run.cycle.week_start, reverse=True)[:8]
