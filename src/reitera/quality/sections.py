"""Surveys, calls, causes and notices on the case page."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from reitera.cases import rules
from reitera.cases.models import Case
from reitera.cases.page import Section
from reitera.core.visibility import viewer_of
from reitera.procedure.steps import State
from reitera.quality.models import CheckCall, CrossedCheck, CustomerInformed, Dissatisfaction, Survey
from reitera.quality.rules import has_done_work


def quality_section(case: Case, person: Any) -> Section | None:
    """What was asked, answered, found and told; nothing for a case that never came so far. Six queries at most."""
    kept: dict[str, QuerySet[Any]] = {
        "surveys": Survey.objects.visible_to(person).filter(case=case).select_related("by", "questionnaire"),
        "calls": CheckCall.objects.visible_to(person).filter(case=case).select_related("by", "result"),
        "found": Dissatisfaction.objects.visible_to(person).filter(case=case).select_related("by"),
        "told": CustomerInformed.objects.visible_to(person).filter(case=case).select_related("by"),
        "opened_by": CrossedCheck.objects.visible_to(person).filter(case=case).select_related("work_order", "survey"),
    }
    rows = {name: list(found[::-1]) for name, found in kept.items()}
    is_here = case.state == State.QUALITY_CHECK
    if not (is_here or any(rows.values())):
        return None
    return Section(
        "quality/section.html",
        {
            **rows,
            "case": case,
            "shows_contact": rules.needs_contact(viewer_of(person)),
            "is_own": is_here and rules.waits_for(viewer_of(person), case) and has_done_work(case, person.pk),
        },
    )
