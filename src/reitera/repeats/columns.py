"""Which column of a file is which, for `reitera report`: the same words as in an import of fault reports (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from reitera.intake import mapping
from reitera.intake.kinds import KINDS, REPORT_STATES

ROLES = ("customer", "product", "number", "reported_at", "centre", "billing", "state")
ANNULLED = tuple(word for word, meaning in REPORT_STATES.items() if meaning == "annulled")
"""What a report's state says, folded, when it does not count."""


def propose(columns: Sequence[str]) -> dict[str, str]:
    """For each role the column whose title says it; no column for two roles."""
    mapped = mapping.propose(KINDS["fault_reports"], columns)
    return {role: mapped[role] for role in ROLES if role in mapped}
