"""The survey: its questions, and what its answers decide (pure).

Satisfied = it works and 4 or 5 of 5; everything else that is answered is not satisfied (procedure.md, "The steps").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

WORKING, CSAT, EFFORT = "working", "csat", "effort"
SATISFIED_FROM = 4
CONTACTED, WANTS_TO_LEAVE = "LLA-K01", "INS-N16"
"""Codes of the catalogue that a survey notes by itself: that the customer was reached, and that they want to leave."""
SCORES = range(1, 6)


def _(spanish: str) -> str:
    return spanish


class Working(StrEnum):
    YES = "yes"
    SOMETIMES = "sometimes"
    NO = "no"


WORKING_WORDS: dict[str, str] = {Working.YES: _("Sí"), Working.SOMETIMES: _("A veces"), Working.NO: _("No")}
YES_NO_WORDS: dict[str, str] = {"yes": _("Sí"), "no": _("No"), "unsure": _("No recuerda")}


class Kind(StrEnum):
    """How a question is answered: with the three words of "does it work", 1 to 5, yes or no, or in words."""

    WORKING = "working"
    SCORE = "score"
    YES_NO = "yes_no"
    TEXT = "text"


class Verdict(StrEnum):
    """What an answered survey comes to; the names are those of the moves from step 11."""

    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    WANTS_TO_LEAVE = "wants_to_leave"


@dataclass(frozen=True)
class Question:
    """One question. `low` and `high` say what 1 and 5 mean; one that is off is kept but not asked."""

    code: str
    text: str
    kind: Kind
    low: str = ""
    high: str = ""
    is_on: bool = True

    @property
    def decides(self) -> bool:
        """The two questions that the verdict is made of are always asked, and always answered."""
        return self.code in (WORKING, CSAT)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "kind": self.kind.value}


DEFAULT_GREETING = (
    "Buen día, le habla {nombre}, de Control de Calidad. Atendimos su servicio hace poco; quiero saber si quedó bien. "
    "Son dos minutos."
)
DEFAULT_QUESTIONS = (
    Question(WORKING, "¿Su servicio quedó funcionando?", Kind.WORKING),
    Question(CSAT, "¿Qué tan satisfecho está con la solución?", Kind.SCORE, "nada satisfecho", "muy satisfecho"),
    Question(EFFORT, "¿Qué tan fácil fue resolver su problema?", Kind.SCORE, "muy difícil", "muy fácil"),
    Question("treatment", "¿Cómo lo trató el técnico?", Kind.SCORE, "mal", "muy bien"),
    Question("punctual", "¿Llegó en el horario acordado?", Kind.YES_NO),
)


def questions_of(rows: Iterable[Mapping[str, Any]]) -> list[Question]:
    """The questions of a questionnaire as it is kept."""
    return [Question(**{**row, "kind": Kind(row["kind"])}) for row in rows]


def has_what_decides(questions: Sequence[Question]) -> bool:
    """Whether the two deciding questions are asked, each once and as it must be answered."""
    kinds = {WORKING: Kind.WORKING, CSAT: Kind.SCORE}
    deciding = [question for question in questions if question.decides]
    codes = [question.code for question in questions]
    return (
        len(codes) == len(set(codes))
        and {question.code for question in deciding} == set(kinds)
        and all(question.is_on and question.kind is kinds[question.code] for question in deciding)
    )


def verdict_of(*, working: str, csat: int, wants_to_leave: bool) -> Verdict:
    if wants_to_leave:
        return Verdict.WANTS_TO_LEAVE
    is_satisfied = working == Working.YES and csat >= SATISFIED_FROM
    return Verdict.SATISFIED if is_satisfied else Verdict.DISSATISFIED
