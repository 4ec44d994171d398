"""What the pages of the diagnosis show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from reitera.cases.models import Case
from reitera.core.models import Event
from reitera.diagnosis.judgement import WORST_FIRST, Judgement
from reitera.diagnosis.models import JUDGEMENTS, FactorVersion, Reading
from reitera.diagnosis.queries import latest_causes
from reitera.diagnosis.section import Said, cause_words
from reitera.diagnosis.words import number, value_words

MOST_READINGS = 3
BATCH = 500


@dataclass(frozen=True)
class Unsolved:
    """A case without a technical solution: why, since when, and its worst readings."""

    case: Case
    cause: str
    reason: str
    by: str
    at: datetime | None
    readings: list[tuple[str, Said]]
    more: int

    @property
    def readings_in_words(self) -> str:
        return "; ".join(f"{label} {value_words(said.reading)} ({said.state})" for label, said in self.readings
                         if said.reading is not None)  # fmt: skip


def unsolved_rows(cases: Sequence[Any]) -> list[Unsolved]:
    """The rows of some cases, in a fixed number of queries. Each case has `move_id`, the event that brought it."""
    events = Event.objects.filter(pk__in=[case.move_id for case in cases]).select_related("actor", "personal")
    moves = {event.case_id: event for event in events}
    causes = latest_causes(cases)
    latest: dict[int, dict[int, Reading]] = {case.pk: {} for case in cases}
    for reading in Reading.objects.of_cases(cases):
        latest[reading.case_id][reading.factor_id] = reading
    return [_unsolved(case, moves.get(case.pk), causes.get(case.pk), latest[case.pk].values()) for case in cases]


def _unsolved(case: Case, event: Event | None, cause: Any, readings: Iterable[Reading]) -> Unsolved:
    personal = getattr(event, "personal", None) if event else None
    worst = sorted(readings, key=lambda reading: WORST_FIRST.index(Judgement(reading.judgement)))
    shown = [(reading.version.label, Said(reading)) for reading in worst[:MOST_READINGS]]
    return Unsolved(
        case=case,
        cause=cause_words(cause),
        reason=((personal.after if personal else None) or {}).get("reason", ""),
        by=str(event.actor) if event and event.actor else "",
        at=event.at if event else None,
        readings=shown,
        more=len(worst) - len(shown),
    )


UNSOLVED_TITLES = (
    "CASO", "CLIENTE", "NOMBRE", "CENTRO", "SEGMENTO", "FACTURACION", "DESDE", "CAUSA", "MOTIVO", "ANALISTA",
    "LECTURAS",
)  # fmt: skip


def unsolved_lines(cases: Any) -> Iterator[tuple[Any, ...]]:
    """The whole list for a file, a batch at a time."""
    pks = list(cases.values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        for row in unsolved_rows(list(cases.filter(pk__in=pks[start : start + BATCH]))):
            case = row.case
            yield (
                case.number, case.customer.code, case.customer.name, case.operations_centre or "", case.segment,
                case.billing, row.at, row.cause, row.reason, row.by, row.readings_in_words,
            )  # fmt: skip


@dataclass(frozen=True)
class FactorRow:
    """A factor of the catalogue in words."""

    version: FactorVersion
    bands: list[tuple[str, str, str]]

    @property
    def is_active(self) -> bool:
        return self.version.factor.is_active


def factor_rows(versions: Iterable[FactorVersion]) -> list[FactorRow]:
    return [FactorRow(version, list(_bands_words(version))) for version in versions]


def _bands_words(version: FactorVersion) -> Iterator[tuple[str, str, str]]:
    """Variant, what is OK and what is an observation, in words; for a choice, each option and its state."""
    for option in version.choices:
        yield "", option["label"], str(JUDGEMENTS[Judgement(option["state"])])
    for variant in version.bands:
        bands = version.bands_of(variant)
        assert bands is not None
        yield variant, _span_words(bands.ok.low, bands.ok.high), _span_words(bands.watch.low, bands.watch.high)


def _span_words(low: Any, high: Any) -> str:
    if low is not None and high is not None:
        return f"{number(low)} … {number(high)}"
    return f"≥ {number(low)}" if low is not None else f"≤ {number(high)}" if high is not None else _("cualquiera")
