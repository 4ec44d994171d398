"""The remark of a case: a fact that never moves it, and of which the last one written stands."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from reitera.cases import gate, rules
from reitera.cases.models import Case, CaseRemark
from reitera.cases.refusals import RemarkTooLong
from reitera.cases.rights import Right
from reitera.core.errors import Refusals, sift
from reitera.core.recording import Record
from reitera.core.text import cleaned

REMARKING = Right(
    rules.can_remark,
    who=_("La observación la escribe quien trabaja en los casos; su rol solo los lee."),
    roles=lambda case: case.info.roles,
    when=_("La observación se escribe mientras el caso está abierto."),
)


def write_remarks(record: Record, texts: Mapping[Case, str]) -> Refusals:
    """Write the remark of locked cases; "" leaves none. Of the refused ones nothing is written.

    Four queries, and one more where somebody else can. Refuses NotInThisStep, OthersCan, RemarkTooLong.
    """
    prefetch_related_objects([case.customer for case in texts], "operations_centres")
    wanted = {case.pk: cleaned(text) for case, text in texts.items()}
    allowed, refused = REMARKING.sift(record, texts)
    fitting, too_long = sift(allowed, lambda case: _require_room(case, wanted[case.pk]))
    known = dict(CaseRemark.objects.filter(case__in=fitting).values_list("case", "text"))
    changed = [case for case in fitting if wanted[case.pk] != known.get(case.pk, "")]
    CaseRemark.objects.bulk_create(
        [CaseRemark(case=case, text=wanted[case.pk], at=record.at, by=record.actor) for case in changed],
        update_conflicts=True, unique_fields=["case"], update_fields=["text", "at", "by"],
    )  # fmt: skip
    for case in changed:
        gate.note(
            record, "case.remarked", case, gate.snapshot(case), given={"remark": wanted[case.pk]},
            replaced={"remark": known.get(case.pk, "")}, is_cleared=not wanted[case.pk],
        )  # fmt: skip
    if not changed:
        record.unchanged()
    return refused | too_long


def _require_room(case: Case, text: str) -> None:
    if len(text) > CaseRemark.LONGEST:
        raise RemarkTooLong(case=case, length=len(text), most=CaseRemark.LONGEST)
