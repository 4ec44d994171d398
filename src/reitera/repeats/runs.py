"""How a judged week becomes places on the list: centre, segment, cycles in a row, rank; and what identifies a run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from reitera.customers.billing import segments_of
from reitera.customers.models import Customer
from reitera.faults.models import FaultReport
from reitera.repeats.database_hits import Judgement, SubjectHit
from reitera.repeats.models import Cycle, CycleEntry, CycleRun
from reitera.repeats.ranking import Standing, ranking_key

_IDS_A_QUERY = 20_000


def entries_of(judgement: Judgement, week_start: date) -> list[CycleEntry]:
    """The places of both lists, ranked, not yet saved and without a run."""
    hits = [hit for found in judgement.hits.values() for hit in found]
    segments = segments_of(hit.customer_id for hit in hits)
    centres = _values(FaultReport, (hit.last_report_id for hit in hits), "operations_centre_id")
    codes = _values(Customer, (hit.customer_id for hit in hits), "code")
    entries = []
    for rule, found in judgement.hits.items():
        before = _earlier_places(rule, week_start)
        made = [_entry(rule, hit, segments, centres, before) for hit in found]
        made.sort(key=lambda entry: ranking_key(_standing(entry, codes)))
        for rank, entry in enumerate(made, start=1):
            entry.rank = rank
        entries += made
    return entries


def _entry(
    rule: str, hit: SubjectHit, segments: dict[int, Any], centres: dict[int, Any], before: dict[Any, tuple[int, bool]]
) -> CycleEntry:
    billing, segment = segments[hit.customer_id]
    in_a_row, was_last_week = before.get((hit.customer_id, hit.product_id), (0, False))
    situation = CycleEntry.Situation.NEW
    if (hit.customer_id, hit.product_id) in before:
        situation = CycleEntry.Situation.CONSECUTIVE if was_last_week else CycleEntry.Situation.RETURNED
    return CycleEntry(
        rule=rule,
        customer_id=hit.customer_id,
        product_id=hit.product_id,
        operations_centre_id=centres.get(hit.last_report_id),
        segment=segment,
        billing=billing,
        reports_in_window=hit.reports_in_window,
        first_at=datetime.fromtimestamp(hit.first, UTC),
        last_at=datetime.fromtimestamp(hit.last, UTC),
        cycles_in_a_row=in_a_row + 1 if was_last_week else 1,
        situation=situation,
        reports=[[second, inside] for second, inside in hit.reports],
    )


def _standing(entry: CycleEntry, codes: dict[int, Any]) -> Standing:
    subject = f"{codes[entry.customer_id]}/{entry.product_id or ''}"
    return Standing(
        subject, entry.reports_in_window, entry.segment, entry.cycles_in_a_row, int(entry.last_at.timestamp())
    )


def _earlier_places(rule: str, week_start: date) -> dict[Any, tuple[int, bool]]:
    """Who was on the list in an earlier week: cycles in a row up to then, and whether that was the week before."""
    last_runs = latest_runs(Cycle.objects.filter(week_start__lt=week_start))
    rows = CycleEntry.objects.filter(run__in=last_runs, rule=rule).order_by("run__cycle__week_start")
    last_week = week_start - timedelta(days=7)
    fields = ("customer_id", "product_id", "cycles_in_a_row", "run__cycle__week_start")
    return {
        (customer, product): (in_a_row, week == last_week)
        for customer, product, in_a_row, week in rows.values_list(*fields).iterator()
    }


def latest_runs(cycles: Any) -> list[int]:
    """The ids of the last revision of each cycle."""
    runs = CycleRun.objects.filter(cycle__in=cycles).order_by("cycle", "revision").values_list("cycle", "pk")
    return list(dict(runs).values())


def _values(model: Any, ids: Iterable[int], name: str) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for part in _parts(sorted(set(ids))):
        found.update(model.objects.filter(pk__in=part).order_by().values_list("pk", name))
    return found


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _IDS_A_QUERY):
        yield ids[start : start + _IDS_A_QUERY]


def digest_of(entries: list[CycleEntry], judgement: Judgement, parameters: dict[str, Any]) -> str:
    """What identifies the outcome of a run: equal input by equal parameters gives an equal digest."""
    places = [
        [
            entry.rule, entry.rank, entry.customer_id, entry.product_id, entry.operations_centre_id, entry.segment,
            str(entry.billing), entry.reports_in_window, entry.last_at.timestamp(), entry.reports,
            entry.cycles_in_a_row,
        ]
        for entry in entries
    ]  # fmt: skip
    content = [places, parameters, judgement.left_out, judgement.reports_read]
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()
