"""What a person finds first: their roles, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reitera.core.visibility import viewer_of


@dataclass(frozen=True)
class Home:
    has_role: bool


def home_of(person: Any) -> Home:
    return Home(has_role=bool(viewer_of(person).roles))
