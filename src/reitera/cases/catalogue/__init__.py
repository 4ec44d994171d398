"""The lists that people choose from: as installed, what each asks for, how one is chosen, and how they are kept."""

from reitera.cases.catalogue.items import (
    BETWEEN,
    CALL_RESULT,
    CALL_RESULTS,
    CAUSE,
    CAUSES,
    DISSATISFACTION,
    DISSATISFACTIONS,
    ITEMS,
    RETENTION,
    RETENTION_REASONS,
    SOLUTION,
    SOLUTIONS,
    VISIT_RESULT,
    VISIT_RESULTS,
    Item,
    letter_of,
)

__all__ = [
    "BETWEEN",
    "CALL_RESULT",
    "CALL_RESULTS",
    "CAUSE",
    "CAUSES",
    "DISSATISFACTION",
    "DISSATISFACTIONS",
    "ITEMS",
    "RETENTION",
    "RETENTION_REASONS",
    "SOLUTION",
    "SOLUTIONS",
    "VISIT_RESULT",
    "VISIT_RESULTS",
    "Item",
    "letter_of",
]
