"""The probable cause, noted with a review or with a move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from reitera.cases import gate
from reitera.cases.catalogue.choosing import said
from reitera.cases.models import Case, CatalogueItem
from reitera.cases.refusals import NotOffered
from reitera.cases.rights import Right
from reitera.core.errors import Refusals, sift
from reitera.core.recording import Record
from reitera.diagnosis import rules
from reitera.diagnosis.models import ProbableCause
from reitera.diagnosis.queries import latest_causes


def note_cause(record: Record, cases: Sequence[Case], cause: CatalogueItem | None) -> list[Case]:
    """Note the cause where it is not the one that stands already; answer the cases where it was noted.

    It is an event of its own, before that of a move, so that taking back the move keeps what was found out.
    """
    if cause is None:
        return []
    require_offered(cause)
    return _note(record, dict.fromkeys(cases, cause))


NOTING = Right(
    rules.can_note_readings,
    who=_("La causa probable la anota el Analista USM del centro o quien tiene el caso."),
    roles=rules.readers_of,
    when=_("La causa probable se anota en 4, 14, 15, 19 y al aceptar el trabajo."),
    states=rules.MEASURED_IN,
)


def note_causes(record: Record, causes: Mapping[Case, CatalogueItem], *, right: Right = NOTING) -> Refusals:
    """Note on each locked case its own cause, where it is not the one that stands. Nothing is noted on refused ones.

    As many queries for one as for thirty. Refuses OthersCan, NotInThisStep, NotOffered.
    """
    allowed, refused = right.sift(record, causes)
    fitting, unfit = sift(allowed, lambda case: require_offered(causes[case]))
    if not _note(record, {case: causes[case] for case in fitting}):
        record.unchanged()
    return refused | unfit


def _note(record: Record, causes: Mapping[Case, CatalogueItem]) -> list[Case]:
    standing = latest_causes(list(causes))
    changed = [
        case for case, cause in causes.items() if case.pk not in standing or standing[case.pk].cause_id != cause.pk
    ]
    ProbableCause.objects.bulk_create(
        [ProbableCause(case=case, cause=causes[case], at=record.at, by=record.actor) for case in changed]
    )
    for case in changed:
        before = standing.get(case.pk)
        gate.note(
            record, "diagnosis.cause_noted", case, gate.snapshot(case), given={}, cause=said(causes[case]),
            cause_before=said(before.cause) if before else None,
        )  # fmt: skip
    return changed


def require_offered(item: CatalogueItem) -> None:
    if not (item.is_current and item.is_active):
        raise NotOffered(item=item.label)
