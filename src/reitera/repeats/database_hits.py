"""The repeat rule on stored reports: who repeats in a week (or in all that is stored), by which reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reitera.core.clock import now
from reitera.repeats.database_reports import SpanReports, explained_by_outage, made_while_open, reports_between
from reitera.repeats.matching import DAY, Hits, IntArray, hits_in, sorted_keys
from reitera.repeats.models import LeftOutReport, RepeatParameters

Reason = LeftOutReport.Reason


@dataclass(frozen=True)
class SubjectHit:
    """A repeated subject. Seconds are UTC epoch; `reports` are its reports of the span: (second, in the window?)."""

    customer_id: int
    product_id: int | None
    reports_in_window: int
    first: int
    last: int
    last_report_id: int
    reports: tuple[tuple[int, bool], ...]


@dataclass
class Judgement:
    """What the rule says of one span: hits by rule name, counts, and what was left out (report id → reason)."""

    hits: dict[str, list[SubjectHit]]
    figures: dict[str, dict[str, int]]
    reports_read: int
    subjects_read: int
    left_out: dict[str, list[int]] = field(default_factory=dict)


def judge(
    parameters: RepeatParameters, period: tuple[datetime, datetime] | None, *, rules: list[str] | None = None
) -> Judgement:
    """Judge a period, reading its reports and those of the window before it, once for all rules."""
    windows = {"top10": parameters.window_days * DAY, "top30": parameters.wide_window_days * DAY}
    windows = {name: windows[name] for name in rules or windows}
    span = _span(period, max(windows.values()))
    reports = reports_between(*span)
    if period is None:
        span = (datetime.fromtimestamp(0, now().tzinfo), now() + timedelta(days=2))
    masks = _masks(reports, parameters, span)
    counted = _counted(reports, masks, parameters)
    codes, subjects = _codes(reports, parameters)
    bounds = (None, None) if period is None else tuple(int(moment.timestamp()) for moment in period)
    result = Judgement({}, {}, len(reports), 0, _left_out(reports, masks, parameters))
    for name, window in windows.items():
        inside = _inside(reports, bounds, window)
        found = _hits(codes, reports.second, counted & inside, window, parameters.threshold, bounds)
        result.hits[name] = _explained(reports, codes, subjects, counted, found, window, parameters)
        result.subjects_read = max(result.subjects_read, found.subjects)
        result.figures[name] = {
            kind: len(_hits(codes, reports.second, mask & inside, window, parameters.threshold, bounds))
            for kind, mask in _gross_and_net(reports, masks, parameters).items()
        }
    return result


def _span(period: tuple[datetime, datetime] | None, window: int) -> tuple[datetime | None, datetime | None]:
    return (None, None) if period is None else (period[0] - timedelta(seconds=window), period[1])


def _inside(reports: SpanReports, bounds: tuple[Any, ...], window: int) -> NDArray[np.bool_]:
    if bounds[0] is None:
        return np.ones(len(reports), dtype=np.bool_)
    return np.asarray(reports.second >= bounds[0] - window, dtype=np.bool_)


def _masks(reports: SpanReports, parameters: RepeatParameters, span: Any) -> dict[str, NDArray[np.bool_]]:
    """Which reports each reason would leave out, whether the parameters ask for it or not."""
    return {
        Reason.ANNULLED: reports.annulled,
        Reason.NO_PRODUCT: (reports.product < 0) & (parameters.subject == RepeatParameters.Subject.PRODUCT),
        Reason.MASS_OUTAGE: explained_by_outage(reports, *span),
        Reason.WHILE_OPEN: made_while_open(reports),
    }


def _asked_for(parameters: RepeatParameters) -> list[str]:
    """The reasons that leave reports out by the parameters in force, the surest first."""
    optional = [
        (Reason.MASS_OUTAGE, parameters.leave_out_mass_outage),
        (Reason.WHILE_OPEN, parameters.leave_out_while_open),
    ]
    return [Reason.ANNULLED, Reason.NO_PRODUCT, *(reason for reason, asked in optional if asked)]


def _counted(
    reports: SpanReports, masks: dict[str, NDArray[np.bool_]], parameters: RepeatParameters
) -> NDArray[np.bool_]:
    out = np.zeros(len(reports), dtype=np.bool_)
    for reason in _asked_for(parameters):
        out |= masks[reason]
    return ~out


def _gross_and_net(
    reports: SpanReports, masks: dict[str, NDArray[np.bool_]], parameters: RepeatParameters
) -> dict[str, NDArray[np.bool_]]:
    gross = ~(masks[Reason.ANNULLED] | masks[Reason.NO_PRODUCT])
    return {"gross": gross, "net": gross & ~masks[Reason.MASS_OUTAGE] & ~masks[Reason.WHILE_OPEN]}


def _left_out(
    reports: SpanReports, masks: dict[str, NDArray[np.bool_]], parameters: RepeatParameters
) -> dict[str, list[int]]:
    """Ids of the reports left out, each under the first reason that applies."""
    taken = np.zeros(len(reports), dtype=np.bool_)
    result = {}
    for reason in _asked_for(parameters):
        chosen = masks[reason] & ~taken
        taken |= chosen
        result[str(reason)] = np.sort(reports.pk[chosen]).tolist()
    return {reason: ids for reason, ids in result.items() if ids}


def _codes(reports: SpanReports, parameters: RepeatParameters) -> tuple[IntArray, IntArray]:
    """Dense codes of the subjects, and which id (customer's or product's) each stands for."""
    by_product = parameters.subject == RepeatParameters.Subject.PRODUCT
    subjects, codes = np.unique(reports.product if by_product else reports.customer, return_inverse=True)
    return codes.astype(np.int64), subjects


def _hits(
    codes: IntArray, seconds: IntArray, mask: NDArray[np.bool_], window: int, threshold: int, bounds: Any
) -> Hits:
    keys = sorted_keys(codes[mask], seconds[mask])
    return hits_in(keys, window_seconds=window, threshold=threshold, ended_from=bounds[0], ended_before=bounds[1])


def _explained(
    reports: SpanReports,
    codes: IntArray,
    subjects: IntArray,
    counted: NDArray[np.bool_],
    found: Hits,
    window: int,
    parameters: RepeatParameters,
) -> list[SubjectHit]:
    """Each hit with its reports; only rows of hits are touched."""
    rows = np.flatnonzero(counted & np.isin(codes, found.subject))
    rows = rows[np.lexsort((reports.pk[rows], reports.second[rows], codes[rows]))]
    starts = np.searchsorted(codes[rows], found.subject)
    ends = np.searchsorted(codes[rows], found.subject, side="right")
    by_product = parameters.subject == RepeatParameters.Subject.PRODUCT
    hits = []
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        own = rows[start:end]
        first, last = int(found.first[place]), int(found.last[place])
        seconds = reports.second[own].tolist()
        last_row = own[np.flatnonzero(reports.second[own] == last)[-1]]
        hits.append(
            SubjectHit(
                customer_id=int(reports.customer[last_row]),
                product_id=int(subjects[found.subject[place]]) if by_product else None,
                reports_in_window=int(found.reports_in_window[place]),
                first=first,
                last=last,
                last_report_id=int(reports.pk[last_row]),
                reports=tuple((second, first <= second <= last) for second in seconds),
            )
        )
    return hits
