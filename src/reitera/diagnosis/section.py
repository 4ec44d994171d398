"""The readings of a case on its page: before and after with their states, the stable clock, and values over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from reitera.cases.models import Case
from reitera.cases.page import Section
from reitera.core.clock import now
from reitera.diagnosis.drawing import BandDrawing, Chart, draw_bands, draw_chart
from reitera.diagnosis.judgement import WORST_FIRST, Bands, Judgement
from reitera.diagnosis.models import JUDGEMENTS, FactorVersion, ProbableCause, Reading
from reitera.diagnosis.queries import lacking_contact, latest_causes, stabilities_of, standing_solution
from reitera.diagnosis.rules import MEASURED_IN
from reitera.diagnosis.stability import Stability
from reitera.diagnosis.words import STATE_KINDS, number, value_words

MOST_CHARTS = 4


@dataclass(frozen=True)
class Said:
    """One reading in words; without a reading, a quiet "sin dato"."""

    reading: Reading | None

    @property
    def judgement(self) -> Judgement:
        return Judgement(self.reading.judgement) if self.reading else Judgement.NO_DATA

    @property
    def kind(self) -> str:
        return STATE_KINDS[self.judgement]

    @property
    def state(self) -> str:
        return str(JUDGEMENTS[self.judgement])

    @property
    def words(self) -> str:
        if self.reading is None:
            return ""
        return number(self.reading.value) if self.reading.value is not None else value_words(self.reading)

    @property
    def is_missing(self) -> bool:
        return self.judgement is Judgement.NO_DATA


@dataclass(frozen=True)
class Compared:
    """A factor before and after the solution, drawn on its own scale where it has one."""

    version: FactorVersion
    before: Said
    after: Said
    drawing: BandDrawing | None
    change: str


@dataclass(frozen=True)
class Charted:
    """A factor over time."""

    version: FactorVersion
    chart: Chart
    last: Said
    count: int


def readings_section(case: Case, person: Any) -> Section | None:
    """The part of the page; nothing when nothing was noted and nothing can be."""
    readings = list(Reading.objects.visible_to(person).of_cases([case]))
    cause = latest_causes([case]).get(case.pk)
    if not (readings or cause or case.state in MEASURED_IN):
        return None
    clock = stabilities_of([case], now()).get(case.pk)
    return Section("diagnosis/section.html", {
        **_compared(readings),
        "cause": cause,
        "clock": clock,
        "stopped_by": _names(readings, clock),
        "charts": _charts(readings, case.solved_at) if clock else [],
        "solution": standing_solution(case) if clock else None,
        "contacts": case.solution_contacts.select_related("by") if clock else [],
        "lacks_contact": bool(lacking_contact([case])) if clock else False,
    })  # fmt: skip


def _compared(readings: Sequence[Reading]) -> dict[str, Any]:
    """The latest reading before and the latest one after (monitoring counts as after), by factor."""
    before = {r.factor_id: r for r in readings if r.moment == Reading.Moment.BEFORE}
    after = {r.factor_id: r for r in readings if r.moment != Reading.Moment.BEFORE}
    rows = [compare(before.get(pk), after.get(pk)) for pk in sorted({*before, *after})]
    return {
        "rows": rows,
        "before_at": max((r.at for r in before.values()), default=None),
        "after_at": max((r.at for r in after.values()), default=None),
    }


def compare(before: Reading | None, after: Reading | None) -> Compared:
    judged = after or before
    assert judged is not None
    version = judged.version
    bands = version.bands_of(judged.variant)
    values = [reading.value if reading else None for reading in (before, after)]
    drawing = None
    if bands is not None and any(value is not None for value in values):
        drawing = draw_bands(bands, values[0], values[1], version.possible_span)
    return Compared(version, Said(before), Said(after), drawing, _change(bands, values[0], values[1]))


def _change(bands: Bands | None, before: Decimal | None, after: Decimal | None) -> str:
    """ "mejora 6,8", by the distance to what is OK."""
    if bands is None or before is None or after is None:
        return ""
    if before == after:
        return gettext("sigue igual")
    amount = number(abs(after - before))
    nearer, farther = bands.ok.distance(after), bands.ok.distance(before)
    if nearer == farther:
        return gettext("cambia {amount}").format(amount=amount)
    said = gettext("mejora {amount}") if nearer < farther else gettext("empeora {amount}")
    return said.format(amount=amount)


def _charts(readings: Sequence[Reading], solved_at: datetime | None) -> list[Charted]:
    """The measured factors with two values or more, worst last state first."""
    by_factor: dict[int, list[Reading]] = {}
    for reading in readings:
        if reading.value is not None:
            by_factor.setdefault(reading.factor_id, []).append(reading)
    made = [_chart(of_factor, solved_at) for of_factor in by_factor.values() if len(of_factor) > 1]
    found = [chart for chart in made if chart is not None]
    return sorted(found, key=lambda charted: WORST_FIRST.index(charted.last.judgement))[:MOST_CHARTS]


def _chart(readings: Sequence[Reading], solved_at: datetime | None) -> Charted | None:
    last = readings[-1]
    bands = last.version.bands_of(last.variant)
    if bands is None:
        return None
    points = [(reading.at, reading.value) for reading in readings if reading.value is not None]
    chart = draw_chart(points, bands, solved_at=solved_at, possible=last.version.possible_span)
    return Charted(last.version, chart, Said(last), len(readings))


def _names(readings: Sequence[Reading], clock: Stability | None) -> list[str]:
    """What the factors that stopped the clock are called."""
    labels: Mapping[str, str] = {reading.factor.code: reading.version.label for reading in readings}
    return [labels.get(code, code) for code in (clock.stopped_by if clock else ())]


def cause_words(cause: ProbableCause | None) -> str:
    return f"{cause.cause.label} ({cause.cause.code})" if cause else ""
