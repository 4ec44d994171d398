"""Calls and agreements on the case page."""

from __future__ import annotations

from typing import Any

from reitera.cases import rules
from reitera.cases.models import Case, CaseParameters
from reitera.cases.page import Section
from reitera.core.clock import now
from reitera.core.visibility import viewer_of
from reitera.procedure.steps import State
from reitera.retention.models import Agreement, CallAttempt
from reitera.retention.queries import tally_at


def contact_section(case: Case, person: Any) -> Section | None:
    """The calls and agreements of a case that is, or was, at step 9. Two queries, three while it is there."""
    made = CallAttempt.objects.visible_to(person).filter(case=case).select_related("by", "result")
    calls = list(made.order_by("-at", "-pk"))
    agreed = Agreement.objects.visible_to(person).filter(case=case).select_related("made_by", "kept_with")
    agreements = list(agreed[::-1])
    is_here = case.state == State.RETENTION_CONTACT
    if not (calls or agreements or is_here):
        return None
    stay = [call for call in calls if call.at >= case.state_since]
    context = {
        "case": case,
        "calls": calls,
        "agreements": agreements,
        "tally": tally_at(stay, now(), CaseParameters.in_force()) if is_here else None,
        "shows_contact": rules.needs_contact(viewer_of(person)),
    }
    return Section("retention/section.html", context)
